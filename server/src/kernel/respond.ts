import type { Route } from '@mortar/contract'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { etagOf } from './answers.ts'
import { askerOf, change, serialize } from './change.ts'
import { readInput } from './input.ts'
import { networkOf, type Standing } from './limits.ts'
import { inPlace } from './load.ts'
import type { CallOf, Served } from './module.ts'
import type { MountOptions } from './mount.ts'
import { Refusal } from './refusal.ts'
import { askingAgain } from './sessions.ts'

/** What was admitted is read, done and answered: as a stream, as what was looked up, or as what a change came to. */
export async function respond(
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
  const standing = await inPlace(gate, () => limits.count(db, [{ key, rule }], at))
  if (standing.limit > 0) sayStanding(reply, standing)
}

function sayStanding(reply: FastifyReply, { limit, remaining, reset_s }: Standing): void {
  reply
    .header('ratelimit-limit', String(limit))
    .header('ratelimit-remaining', String(remaining))
    .header('ratelimit-reset', String(reset_s))
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
