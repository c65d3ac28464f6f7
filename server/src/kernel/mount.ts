import { access, allows, refusals, type Problem, type RefusalCode, type Route } from '@mortar/contract'
import { answerSchema } from '@mortar/contract/openapi'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { setMaxListeners } from 'node:events'
import { etagOf, type Answers } from './answers.ts'
import { isDatabaseAway, type Tx } from './database.ts'
import { publishedBy } from './facts.ts'
import { answered, once, Repeated, type Attempt } from './idempotency.ts'
import { readInput } from './input.ts'
import { JsonFault } from './json.ts'
import { topicsOf, type Live } from './live.ts'
import { networkOf, type Limits, type Standing } from './limits.ts'
import type { Gate } from './load.ts'
import type { CallOf, Person, Served } from './module.ts'
import { pathOf, patternOf, refuseUnoffered } from './offers.ts'
import { Refusal, problemOf } from './refusal.ts'
import { actAs, admitted, askingAgain, type Asker, type Credentials, sessionCookie, type Sessions } from './sessions.ts'
import type { Streams } from './streams.ts'

export type MountOptions = {
  db: Tx
  /** For who sends a request, and for routes that say they are brief. */
  brief: Tx
  sessions: Sessions
  gate: Gate
  /** For work that comes before a transaction and takes long: whoever waits for it takes no place of the others'. */
  slow: Gate
  streams: Streams
  limits: Limits
  answers: Answers
  live: Live
  now: () => Date
  /** Facts were committed: the relay may look. */
  nudge: () => void
  demo: boolean
}

declare module 'fastify' {
  interface FastifyRequest {
    person: Person | null
    rawBody: string
  }
  interface FastifyReply {
    /** The code of what was refused, for the log: a refusal is no error. */
    refusal: RefusalCode | null
  }
}

/** Every operation goes through here: session, access, input, transaction, idempotency, answer. In that order. */
export function mount(app: FastifyInstance, served: Served[], options: MountOptions): void {
  const closing = closingOf(app, options.streams)
  const paths = served.map(({ route }) => route.url)
  for (const each of served) {
    const { route, operationId } = each
    if (!(route.access in access)) throw new Error(`${operationId} does not say who may call it`)
    if (route.demo === true && !options.demo) continue
    const others = paths.filter((path) => isTaken(path, route, served))
    app.route({
      method: route.method,
      url: route.url,
      config: { operationId },
      schema: responseSchema(route),
      onRequest: async (request) => {
        if (others.length > 0 && others.includes(pathOf(request).replace(/\/$/, ''))) throw refuseUnoffered(request)
        await admit(request, each, options)
      },
      handler: (request, reply) => answer(request, reply, each, options, closing),
    })
  }
}

/** A path of its own, such as `/products/search`, never names a product, not even for a method that it lacks. */
function isTaken(path: string, { method, url }: Route, served: Served[]): boolean {
  if (!url.includes(':') || path.includes(':')) return false
  if (served.some(({ route }) => route.url === path && route.method === method)) return false
  return patternOf(url).test(path)
}

/** Streams and downloads outlive requests and would hold up a stop for ever: they hear of it before the server waits. */
function closingOf(app: FastifyInstance, streams: Streams): AbortSignal {
  const closing = new AbortController()
  setMaxListeners(0, closing.signal)
  app.addHook('preClose', async () => {
    closing.abort()
    streams.endAll()
  })
  return closing.signal
}

function responseSchema(route: Route): object {
  const schema = answerSchema(route)
  return schema === undefined ? {} : { response: { [route.status ?? 200]: schema } }
}

/** Session, then access: a stranger hears 401 and a wrong role 403 before anything else of the request is read. */
async function admit(request: FastifyRequest, each: Served, options: MountOptions): Promise<void> {
  const credentials = credentialsOf(request)
  if (credentials.bearer === null && credentials.cookie === null) {
    if (!allows(each.route.access, null)) throw new Refusal('unauthenticated')
    return
  }
  request.person = await admittedNow(credentials, each, options)
  if (credentials.bearer === null && request.person !== null) refuseCrossSite(request)
}

/** A change is begun by who they were a moment ago if they might then: its transaction asks again, so one look is enough. */
async function admittedNow(
  credentials: Credentials,
  { route, holding }: Served,
  { sessions, gate, brief, now }: MountOptions,
): Promise<Person | null> {
  if (route.method !== 'GET' && holding !== 'nobody') {
    const recent = await sessions.recent(credentials, now())
    if (recent !== undefined && allows(route.access, recent)) return recent
  }
  const person = await inPlace(gate, () => sessions.identify(brief, credentials, now()))
  return admitted(person === 'dead' ? null : person, route, credentials.bearer !== null)
}

/**
 * One place of the gate for one stretch of work. It is given back before a body is awaited, which a slow sender could make
 * last, and when the work ends rather than the answer: an answer whose client has gone never ends.
 */
async function inPlace<T>(gate: Gate, work: () => Promise<T>): Promise<T> {
  const leave = await gate.enter()
  try {
    return await work()
  } finally {
    leave()
  }
}

function credentialsOf(request: FastifyRequest): Credentials {
  const header = request.headers.authorization
  const bearer = header === undefined ? null : (/^Bearer ([\w.~+/-]+=*)$/i.exec(header)?.[1] ?? '')
  return { bearer, cookie: request.cookies[sessionCookie(request)] ?? null }
}

/** A browser sends our cookie along with other sites' requests too: those may look, never act (Fetch Metadata). */
function refuseCrossSite(request: FastifyRequest): void {
  if (request.method === 'GET' || request.method === 'HEAD') return
  const site = request.headers['sec-fetch-site']
  if (site === 'same-origin' || site === 'none') return
  const origin = request.headers.origin
  if (site === undefined && (origin === undefined || URL.parse(origin)?.host === request.headers.host)) return
  throw new Refusal('cross_site')
}

async function answer(
  request: FastifyRequest,
  reply: FastifyReply,
  served: Served,
  options: MountOptions,
  closing: AbortSignal,
): Promise<FastifyReply> {
  const { route, handler, stream } = served
  const at = options.now()
  const input = readInput(route, { params: request.params, query: request.query, body: request.body }, request.rawBody)
  const again = askingAgain(options, askerOf(request, route, request.person), served.holding)
  const call = { ...input, person: request.person, again, at, ...callerOf(request) } as CallOf<Route>
  if (route.limit !== undefined) await spendTry(request, reply, served, call.at, options)
  if (stream !== undefined && route.download !== undefined) {
    await stream(options.db, call, reply, closing)
    return reply
  }
  if (stream !== undefined && wantsEvents(request)) {
    await stream(options.db, call, reply, follow(request, reply, options))
    return reply
  }
  const status = route.status ?? (route.answer === undefined ? 204 : 200)
  if (route.method === 'GET') {
    const compute = () =>
      inPlace(options.gate, async () =>
        serialize(reply, status, await handler(route.brief === true ? options.brief : options.db, call)),
      )
    return route.shared === true ? sendShared(request, reply, compute, options) : send(reply, status, await compute())
  }
  const found = await prepare(request, served, call, options)
  const body = await inPlace(options.gate, async () => {
    refuseGone(request)
    return change(request, reply, served, call, found, status, options)
  })
  return send(reply, status, body)
}

/** Until its client goes, or it has to make room. Streams are for people: a stranger gets none. */
function follow(request: FastifyRequest, reply: FastifyReply, { streams }: MountOptions): AbortSignal {
  if (request.person === null) throw new Refusal('unauthenticated')
  const { signal, leave } = streams.enter({ person: request.person.id, address: request.ip })
  reply.raw.once('close', leave)
  return signal
}

/**
 * Slow work, such as hashing a password, in a line of its own: 150 sign-ins at once keep no list waiting. It is done for a
 * session that lives: whether a password is right is told to nobody else.
 */
async function prepare(
  request: FastifyRequest,
  { prepared }: Served,
  call: CallOf<Route>,
  { db, brief, slow }: MountOptions,
): Promise<unknown> {
  if (prepared === null) return undefined
  return inPlace(slow, async () => {
    refuseGone(request)
    return prepared.before(db, { ...call, person: await call.again(brief) })
  })
}

/** Gone while it stood in line: nobody would hear what it did. */
function refuseGone(request: FastifyRequest): void {
  if (request.raw.socket.destroyed) throw new Refusal('unavailable')
}

/** One try of this operation's, for this address; said in headers, whatever the answer. */
async function spendTry(
  request: FastifyRequest,
  reply: FastifyReply,
  { route, operationId }: Served,
  at: Date,
  { db, gate, limits }: MountOptions,
): Promise<void> {
  const rule = route.limit ?? { tries: 1, per_s: 1 }
  const key = `${operationId} ${networkOf(request.ip)}`
  const standing = await inPlace(gate, () => limits.take(db, [{ key, rule }], at))
  if (standing.limit > 0) sayStanding(reply, standing)
}

function sayStanding(reply: FastifyReply, { limit, remaining, reset_s }: Standing): void {
  reply
    .header('ratelimit-limit', String(limit))
    .header('ratelimit-remaining', String(remaining))
    .header('ratelimit-reset', String(reset_s))
}

/** One transaction: who asks and idempotency record first, handler, record completed, commit; then everyone near is told. */
async function change(
  request: FastifyRequest,
  reply: FastifyReply,
  { route, handler, prepared, operationId, holding }: Served,
  asked: CallOf<Route>,
  found: unknown,
  status: number,
  options: MountOptions,
): Promise<string> {
  let used: Tx | undefined
  const asker = askerOf(request, route, asked.person)
  const attemptOf = (person: Person | null): Attempt => {
    return { person, operationId, key: request.headers['idempotency-key'], body: asked.body }
  }
  const body = await actAs(options, asker, holding, async (tx, person) => {
    used = tx
    const call = { ...asked, person } as CallOf<Route>
    const work = async () => {
      const result = prepared === null ? await handler(tx, call) : await prepared.after(tx, call, found)
      return route.answer === undefined ? '' : serialize(reply, status, result)
    }
    return route.idempotent === true ? once(tx, attemptOf(person), work) : work().catch(keptRefusal)
  }).catch((error: unknown) => {
    if (!(error instanceof Repeated)) throw error
    used = undefined
    return actAs(options, asker, holding, (tx, person) => answered(tx, attemptOf(person)))
  })
  const facts = used === undefined ? [] : publishedBy(used)
  if (facts.length > 0) {
    options.live.tell(facts.flatMap(topicsOf))
    options.nudge()
  }
  if (body instanceof Refusal) throw body
  return body
}

function askerOf(request: FastifyRequest, route: Route, person: Person | null): Asker {
  return { person, route, isBearer: request.headers.authorization !== undefined }
}

function keptRefusal(error: unknown): Refusal {
  if (error instanceof Refusal && error.keeps) return error
  throw error
}

function serialize(reply: FastifyReply, status: number, result: unknown): string {
  return reply.serializeInput(result as Record<string, unknown>, String(status)) as string
}

function callerOf(request: FastifyRequest) {
  const token = request.headers['cart-token']
  return {
    ip: request.ip,
    user_agent: request.headers['user-agent'] ?? null,
    cart_token: typeof token === 'string' ? token : null,
    url: request.url,
  }
}

function wantsEvents(request: FastifyRequest): boolean {
  return request.method === 'GET' && request.headers.accept?.includes('text/event-stream') === true
}

async function sendShared(
  request: FastifyRequest,
  reply: FastifyReply,
  compute: () => Promise<string>,
  { answers }: MountOptions,
): Promise<FastifyReply> {
  const { text, etag } =
    request.person === null && request.headers.authorization === undefined
      ? await answers.get(request.url, compute)
      : await compute().then((made) => ({ text: made, etag: etagOf(made) }))
  reply.header('etag', etag).header('cache-control', 'public, no-cache')
  if (request.headers['if-none-match'] === etag) return reply.code(304).send()
  return send(reply, 200, text)
}

function send(reply: FastifyReply, status: number, body: string): FastifyReply {
  if (status === 204) return reply.code(204).send()
  return reply.code(status).header('content-type', 'application/json; charset=utf-8').send(body)
}

/** Turns whatever was thrown into problem+json. Only refusals speak; bugs are logged whole and shown bare. */
export function sendProblem(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const refusal = refusalOf(error)
  if (refusal === null) request.log.error({ err: error }, 'a request failed')
  else if (refusal !== error && refusal.code === 'unavailable')
    request.log.warn({ err: error }, 'the database could not serve a request')
  const body: Problem = problemOf(refusal ?? new Refusal('internal'))
  const retry = refusal?.details.retry_after_s ?? (body.status === 503 ? 2 : undefined)
  if (retry !== undefined) reply.header('retry-after', String(retry))
  if (body.status === 429) reply.header('ratelimit-remaining', '0').header('ratelimit-reset', String(retry))
  const allow = refusal?.details.allow
  if (allow !== undefined) reply.header('allow', allow.join(', '))
  reply.refusal = refusal?.code ?? null
  if (body.status === 401) reply.header('www-authenticate', 'Bearer')
  return reply
    .code(body.status)
    .header('content-type', 'application/problem+json; charset=utf-8')
    .send(JSON.stringify(body))
}

const ours: Record<string, Refusal> = {
  FST_ERR_CTP_BODY_TOO_LARGE: new Refusal('payload_too_large'),
  FST_ERR_CTP_INVALID_MEDIA_TYPE: new Refusal('unsupported_media_type'),
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: new Refusal('bad_request', { detail: 'Content-Length does not fit the body.' }),
  FST_ERR_BAD_URL: new Refusal('bad_request', { detail: 'The address is not well-formed.' }),
}

/** What those who serve files say of parts and conditions that a client made up. */
const ofFiles: Record<string, RefusalCode> = {
  RangeNotSatisfiableError: 'range_not_satisfiable',
  PreconditionFailedError: 'precondition_failed',
  BadRequestError: 'bad_request',
  NotFoundError: 'not_found',
}

/** Null: a bug. */
export function refusalOf(error: unknown): Refusal | null {
  if (error instanceof Refusal) return error
  if (error instanceof JsonFault) return new Refusal('bad_request', { detail: error.message })
  if (isDatabaseAway(error)) return new Refusal('unavailable', { retry_after_s: 2 })
  const code = (error as { code?: string }).code ?? ''
  if (code in ours) return ours[code] ?? null
  const { name = '', statusCode: status = 500 } = error as { name?: string; statusCode?: number }
  const ofFile = ofFiles[name]
  if (ofFile !== undefined && status === refusals[ofFile][0]) return new Refusal(ofFile)
  return status >= 400 && status < 500 && code.startsWith('FST_') ? new Refusal('bad_request') : null
}
