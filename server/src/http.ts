import cookie from '@fastify/cookie'
import Fastify, { LogController, type FastifyBaseLogger, type FastifyInstance } from 'fastify'
import { randomBytes } from 'node:crypto'
import { closed } from './closed.ts'
import { settleAddress } from './kernel/addresses.ts'
import { makeHostCheck } from './kernel/hosts.ts'
import { parseJson } from './kernel/json.ts'
import { sendProblem } from './kernel/problem.ts'
import { answerUnoffered, keepOffers, refuseUnoffered } from './kernel/offers.ts'
import { plainTarget } from './kernel/target.ts'
import { refuseExpectation, refuseUnread } from './unread.ts'

export type HttpOptions = {
  log: FastifyBaseLogger
  trustProxy: string | false
  corsOrigins: string[]
  /** How long a client may take over a request, and be silent before one. */
  patience_ms?: number
  onAnswered: (seen: { method: string; route: string; status: number; seconds: number }) => void
}

const bodyLimit = 1024 * 1024
const stopLimitMs = 30_000
/** With a second between two looks it is less than fifteen. A slow phone sends a form in this time many times over. */
const patienceMs = 13_000
const proxyPatienceMs = 72_000

/** A Fastify that answers problem+json to everything it refuses, logs route patterns only, and never coerces. */
export async function makeHttp({
  log,
  trustProxy,
  corsOrigins,
  patience_ms = patienceMs,
  onAnswered,
}: HttpOptions): Promise<FastifyInstance> {
  // Whoever keeps an answer must know that it would be another for another origin, and for none.
  const first = corsOrigins.length > 0 ? { ...closed, vary: 'Origin' } : closed
  const app = Fastify({
    loggerInstance: log,
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: requestIds(),
    trustProxy: trustProxy === false ? false : trustProxy.split(',').map((each) => each.trim()),
    bodyLimit,
    requestTimeout: patience_ms,
    // A proxy keeps its connections for a minute, and must not find one closed that it is just about to use.
    keepAliveTimeout: trustProxy === false ? patience_ms : proxyPatienceMs,
    http: {
      headersTimeout: patience_ms,
      connectionsCheckingInterval: Math.min(1_000, patience_ms / 4),
      // One is required all the same; see kernel/hosts.
      requireHostHeader: false,
    },
    forceCloseConnections: 'idle',
    clientErrorHandler: refuseUnread,
    rewriteUrl: ({ url = '/' }) => plainTarget(url),
    routerOptions: { ignoreTrailingSlash: true, querystringParser: readQuery, maxParamLength: 200 },
    frameworkErrors: (error, request, reply) => void sendProblem(error, request, reply.headers(first)),
    exposeHeadRoutes: true,
  })
  app.server.on('checkExpectation', refuseExpectation)
  const checkHost = makeHostCheck()
  keepOffers(app)
  // What goes in is checked by the contract, all parts together; see kernel/input.
  app.setValidatorCompiler(() => () => true)
  app.decorateRequest('person', null)
  app.decorateRequest('rawBody', '')
  app.decorateReply('refusal', null)
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    try {
      request.rawBody = body as string
      done(null, parseJson(body as string))
    } catch (error) {
      done(error as Error)
    }
  })
  await app.register(cookie)
  app.setErrorHandler((error, request, reply) => sendProblem(error, request, reply))
  app.setNotFoundHandler((request, reply) => sendProblem(refuseUnoffered(request), request, reply))
  app.addHook('onRequest', async (request, reply) => {
    settleAddress(request)
    reply.headers(first).header('x-request-id', request.id)
    if (request.protocol === 'https') reply.header('strict-transport-security', 'max-age=31536000')
  })
  if (corsOrigins.length > 0) allowOrigins(app, corsOrigins)
  app.addHook('onRequest', async (request, reply) => {
    checkHost(request)
    return request.is404 ? answerUnoffered(request, reply) : undefined
  })
  app.addHook('onResponse', async (request, reply) => {
    const seen = {
      method: request.method,
      route: request.routeOptions.url ?? '(none)',
      status: reply.statusCode,
      seconds: reply.elapsedTime / 1000,
    }
    onAnswered(seen)
    const why = reply.refusal === null ? {} : { refusal: reply.refusal }
    request.log.info({ ...seen, ...why, ms: Math.round(reply.elapsedTime * 10) / 10 }, 'answered')
  })
  leaveNobodyWaiting(app)
  return app
}

/**
 * A server that closes waits for its connections, and a connection that was answered meanwhile would be kept alive for its
 * next request. They are closed as they become idle, and after the limit whatever they do.
 */
function leaveNobodyWaiting(app: FastifyInstance): void {
  app.addHook('preClose', async () => {
    if (!app.server.listening) return
    const idle = setInterval(() => app.server.closeIdleConnections(), 50)
    const limit = setTimeout(() => app.server.closeAllConnections(), stopLimitMs)
    app.server.once('close', () => {
      clearInterval(idle)
      clearTimeout(limit)
    })
  })
}

/** Unique among all processes without asking for randomness at every request. */
function requestIds(): () => string {
  const prefix = randomBytes(6).toString('base64url')
  let last = 0
  return () => `${prefix}-${(++last).toString(36)}`
}

/** Repeated names become lists, which no schema accepts: a second value never wins silently. */
function readQuery(text: string): Record<string, unknown> {
  const values: Record<string, string | string[]> = Object.create(null) as Record<string, string | string[]>
  for (const [name, value] of new URLSearchParams(text)) {
    const before = values[name]
    values[name] = before === undefined ? value : [...(Array.isArray(before) ? before : [before]), value]
  }
  return values
}

/** Named origins may call with a bearer token; cookies are never shared with another origin. */
function allowOrigins(app: FastifyInstance, origins: string[]): void {
  app.addHook('onRequest', async (request, reply) => {
    const { origin } = request.headers
    if (origin === undefined || !origins.includes(origin)) return undefined
    reply
      .header('access-control-allow-origin', origin)
      .header('access-control-expose-headers', 'ETag, Retry-After, X-Request-Id')
    if (request.method !== 'OPTIONS') return undefined
    reply
      .header('access-control-allow-methods', 'GET, POST, PUT, PATCH, DELETE')
      .header('access-control-allow-headers', 'Authorization, Content-Type, Idempotency-Key, Cart-Token')
      .header('access-control-max-age', '600')
    return reply.code(204).send()
  })
}
