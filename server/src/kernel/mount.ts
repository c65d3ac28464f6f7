import { access, type RefusalCode, type Route } from '@mortar/contract'
import { answerSchema } from '@mortar/contract/openapi'
import type { FastifyInstance } from 'fastify'
import { setMaxListeners } from 'node:events'
import { admit } from './admit.ts'
import type { Answers } from './answers.ts'
import type { Tx } from './database.ts'
import type { Live } from './live.ts'
import type { Limits } from './limits.ts'
import type { Gate } from './load.ts'
import type { Person, Served } from './module.ts'
import { pathOf, patternOf, refuseUnoffered } from './offers.ts'
import { respond } from './respond.ts'
import type { Sessions } from './sessions.ts'
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
      handler: (request, reply) => respond(request, reply, each, options, closing),
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
