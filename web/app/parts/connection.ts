/**
 * Whether the server can be reached. While it cannot, a page stays as it is, with all that was typed: clicks that would leave it
 * are held up, and what a page asks for waits until there is a connection. Nothing here knows React, nor runs on a server.
 */
const changed = 'connection'
const again_after_ms = 3_000

let waiting = 0
/** A browser may think itself offline when it is not: it was tried, and answered. */
let isProved = false
let heldUp: (() => void) | null = null

export const isLost = (): boolean => waiting > 0 || !(navigator.onLine || isProved)

const tell = () => dispatchEvent(new Event(changed))
const told = [changed, 'online', 'offline']

export function onConnection(listen: () => void): () => void {
  for (const event of told) addEventListener(event, listen)
  return () => told.forEach((event) => removeEventListener(event, listen))
}

/** Asks for anything at all; then goes on with what was held up last. */
export async function tryAgain(): Promise<void> {
  tell()
  isProved = await send('/healthz', { cache: 'no-store' }).then(
    () => true,
    () => false,
  )
  tell()
  if (isLost()) return
  heldUp?.()
  heldUp = null
}

const send: typeof fetch = (...request) => unwatched(...request)
let unwatched: typeof fetch

export function watchConnection(): void {
  unwatched = globalThis.fetch.bind(globalThis)
  globalThis.fetch = (input, init) =>
    isOfPage(input) ? (init?.method === undefined ? asked : sent)(input, init) : send(input, init)
  addEventListener('offline', () => (isProved = false))
  // Who is back by chance goes on by themselves: what they pressed a while ago is not done behind their back.
  addEventListener('online', () => (heldUp = null))
  document.addEventListener('click', holdUp, true)
  document.addEventListener('submit', holdUp, true)
}

/** What the router asks for: the data of a page, and where links lead. */
const isOfPage = (input: RequestInfo | URL) => input instanceof URL && /\.data$|\/__manifest$/.test(input.pathname)

type Request = [input: RequestInfo | URL, init?: RequestInit | undefined]

/** To its last byte: a connection may break in the middle of an answer. */
async function whole(...request: Request): Promise<Response> {
  const answer = await send(...request)
  return new Response(answer.body === null ? null : await answer.blob(), answer)
}

async function asked(...[input, init]: Request): Promise<Response> {
  try {
    return await whole(input, init)
  } catch (error) {
    if (init?.signal?.aborted === true) throw error
  }
  waiting += 1
  tell()
  try {
    for (;;) {
      await aMoment()
      const answer = await whole(input, init).catch(() => null)
      if (answer !== null) return answer
      init?.signal?.throwIfAborted()
    }
  } finally {
    waiting -= 1
    tell()
  }
}

const aMoment = () =>
  new Promise<void>((resolve) => {
    const timer = setTimeout(go, again_after_ms)
    const stop = onConnection(go)
    function go() {
      clearTimeout(timer)
      stop()
      resolve()
    }
  })

/** Nobody knows whether it arrived: it is not sent again by itself, and its form says so, in the words for `offline`. */
async function sent(...[input, init]: Request): Promise<Response> {
  try {
    return await whole(input, init)
  } catch (error) {
    if (init?.signal?.aborted === true) throw error
    const form = init?.body instanceof URLSearchParams || init?.body instanceof FormData ? init.body.get('form') : ''
    // As the router reads an answer: { data: { form, problem: { code: 'offline' }, values: {} } }
    const answer = [
      { _1: 2 },
      'data',
      { _3: 4, _5: 6, _9: 10 },
      'form',
      form,
      'problem',
      { _7: 8 },
      'code',
      'offline',
      'values',
      {},
    ]
    return new Response(`${JSON.stringify(answer)}\n`, { status: 503, headers: { 'X-Remix-Response': 'yes' } })
  }
}

/** A link or a form that leads away from this page, which could not be come back to. */
function holdUp(event: Event): void {
  const { target } = event
  if (!isLost() || !(target instanceof Element)) return
  const link = event.type === 'click' ? target.closest('a') : null
  if (event.type === 'click' && (link === null || !leadsAway(link))) return
  event.preventDefault()
  event.stopPropagation()
  const { submitter } = event as SubmitEvent
  heldUp = () => (target instanceof HTMLFormElement ? target.requestSubmit(submitter) : link?.click())
  tell()
}

const leadsAway = ({ href, target, download }: HTMLAnchorElement) =>
  target === '' &&
  download === '' &&
  href.startsWith(location.origin) &&
  href.split('#')[0] !== location.href.split('#')[0]
