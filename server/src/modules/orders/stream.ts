import { orders as contract } from '@mortar/contract'
import type { FastifyReply } from 'fastify'
import type { Kernel, StreamOf } from '../../kernel/module.ts'
import { found } from '../../kernel/refusal.ts'
import { trackingOf } from './tracking.ts'

const heartbeatMs = 15_000
/** Then the client comes back by itself, and its session is looked at again. */
const lifetimeMs = 60 * 60 * 1000
const retryMs = 2_000

/**
 * Tracking as server-sent events. Whatever wakes it only says that something may have changed: the order is read again
 * and sent when its version is above what the client has. It ends when the client goes, its session ends, the server
 * closes or an hour has passed.
 */
export function orderStream({ live, log }: Kernel): StreamOf<typeof contract.track_order> {
  return async (db, { person, params }, reply, closing) => {
    const read = () => trackingOf(db, person, params.order_number)
    const { id } = found(await read())
    let sent = lastSeen(reply)
    const events = openEvents(reply, closing)
    const look = coalesced(async () => {
      const now = await read()
      if (now === undefined) return events.end()
      if (now.tracking.version <= sent) return
      sent = now.tracking.version
      events.send(`event: order\nid: ${sent}\ndata: ${JSON.stringify(now.tracking)}\n\n`)
    })
    const wake = () =>
      void look().catch((error: unknown) => {
        log.warn({ err: error }, 'a stream could not read its order; the client comes back')
        events.end()
      })
    events.onEnd(live.on(`order:${id}`, wake))
    events.onEnd(live.on(`session:${person.session_id}`, events.end))
    wake()
  }
}

/** What the client already has; anything that is no version counts as nothing. */
function lastSeen(reply: FastifyReply): number {
  const header = reply.request.headers['last-event-id']
  return typeof header === 'string' && /^\d{1,9}$/.test(header) ? Number(header) : 0
}

type Events = { send: (text: string) => void; onEnd: (undo: () => void) => void; end: () => void }

/** From here on the reply is ours: headers, a heartbeat, and one way to end for every reason there is. */
function openEvents(reply: FastifyReply, closing: AbortSignal): Events {
  const { raw } = reply
  const undo: (() => void)[] = []
  let ended = false
  const end = () => {
    if (ended) return
    ended = true
    for (const each of undo) each()
    raw.end()
  }
  const onEnd = (each: () => void) => void (ended ? each() : undo.push(each))
  const send = (text: string) => void (ended || raw.write(text))

  reply.hijack()
  for (const [name, value] of Object.entries(reply.getHeaders())) if (value !== undefined) raw.setHeader(name, value)
  raw.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    'x-accel-buffering': 'no',
  })
  send(`retry: ${retryMs}\n\n`)
  const heartbeat = setInterval(() => send(':\n\n'), heartbeatMs)
  const lifetime = setTimeout(end, lifetimeMs)
  onEnd(() => clearInterval(heartbeat))
  onEnd(() => clearTimeout(lifetime))
  onEnd(() => closing.removeEventListener('abort', end))
  closing.addEventListener('abort', end)
  raw.on('close', end)
  raw.on('error', end)
  if (closing.aborted) end()
  return { send, onEnd, end }
}

/** Runs one at a time; calls that come meanwhile become one more run. */
function coalesced(work: () => Promise<void>): () => Promise<void> {
  let running = false
  let again = false
  return async () => {
    again = true
    if (running) return
    running = true
    try {
      while (again) {
        again = false
        await work()
      }
    } finally {
      running = false
    }
  }
}
