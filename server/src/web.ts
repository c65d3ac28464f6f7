import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import fastifyStatic from '@fastify/static'
import { createClient, type Transport } from '@mortar/contract'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { WebBuild } from '../../web/build.ts'
import { readCookie, type Visit, type WebServer } from '../../web/visit.ts'
import { nowhere } from './kernel/addresses.ts'
import { isHost, noHost } from './kernel/hosts.ts'
import { refusalOf, sendProblem } from './kernel/problem.ts'
import { pathOf, refuseUnoffered } from './kernel/offers.ts'
import { Refusal, problemOf } from './kernel/refusal.ts'
import { pageHeaders, send } from './web-answer.ts'

/** What the server decides for each visitor: its session cookie's name and shape, and whether the demo is on. */
export type VisitorSession = Pick<Visit, 'hasSession' | 'sessionCookie' | 'noSessionCookie' | 'isSecure' | 'isDemo'>
export type MountWebOptions = { web: WebBuild; contextFor: (request: FastifyRequest) => VisitorSession }

const form_limit_bytes = 1024 * 1024
/** Pages: not what lies below these, where an address that no route knows gets the API's own 404; nor what names another host. */
const pages = /^\/(?![/\\]|(?:api|assets|healthz|readyz|metrics)(?:\/|$))/
const formType = /^application\/x-www-form-urlencoded\s*(?:;|$)/i

/** Everything that is not the API: the built assets, and one route that hands pages to React Router. */
export async function mountWeb(app: FastifyInstance, { web, contextFor }: MountWebOptions): Promise<void> {
  const server = await open(web)
  await serveAssets(app, web.clientFolder)
  const visitOfRequest = (request: FastifyRequest) => visitOf(app, request, contextFor(request))
  await app.register(async (scope) => {
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: form_limit_bytes }, (_request, body, done) => {
      done(null, body)
    })
    scope.setErrorHandler((error, request, reply) => {
      const refusal = refusalOf(error)
      // No page without a host, and none about a fault of our own: that is told bare.
      if (refusal === null || !isHost(request.host) || !pages.test(pathOf(request)))
        return sendProblem(error, request, reply)
      reply.refusal = refusal.code
      return answerPage(server, request, reply, { ...visitOfRequest(request), refused: problemOf(refusal) })
    })
    scope.route({
      method: ['GET', 'POST'],
      url: '/*',
      config: { paths: pages },
      onRequest: async (request) => checkPage(request),
      handler: (request, reply) => answerPage(server, request, reply, visitOfRequest(request)),
    })
  })
}

/** Before the body is awaited: whether there can be a page at this address, and whether the form is one of ours. */
function checkPage(request: FastifyRequest): void {
  if (!pages.test(pathOf(request))) throw refuseUnoffered(request)
  if (request.host === '') throw noHost()
  if (request.method !== 'POST') return
  if (!isSameOrigin(request)) throw new Refusal('cross_site')
  if (!formType.test(request.headers['content-type'] ?? '')) throw new Refusal('unsupported_media_type')
}

async function open(web: WebBuild): Promise<WebServer> {
  const build = (await import(pathToFileURL(web.serverBundle).href)) as Bundle
  return build.entry.module.openWeb(build)
}
type Bundle = { entry: { module: { openWeb: (build: unknown) => Promise<WebServer> } } }

/** Their names carry a hash of their content, so they never change; compressed forms were made with the build. */
async function serveAssets(app: FastifyInstance, folder: string): Promise<void> {
  await app.register(fastifyStatic, {
    root: join(folder, 'assets'),
    prefix: '/assets/',
    decorateReply: false,
    index: false,
    preCompressed: true,
    immutable: true,
    maxAge: '365d',
    setHeaders: (reply) => void reply.header('x-content-type-options', 'nosniff'),
  })
  await app.register(fastifyStatic, {
    root: folder,
    wildcard: false,
    globIgnore: ['assets/**', '.vite/**', '**/*.br', '**/*.gz'],
    decorateReply: false,
    index: false,
    maxAge: '1h',
  })
}

async function answerPage(server: WebServer, request: FastifyRequest, reply: FastifyReply, visit: Visit) {
  const gone = new AbortController()
  reply.raw.once('close', () => gone.abort())
  const answer = await server.answer(fetchRequest(request, visit.origin, gone.signal), visit)
  if (answer.status === 405) reply.header('allow', 'GET, HEAD, OPTIONS')
  return send(request, reply, answer, pageHeaders(visit))
}

function fetchRequest(request: FastifyRequest, origin: string, signal: AbortSignal): Request {
  const headers = new Headers()
  for (const [name, value] of Object.entries(request.headers)) {
    // The origin has been checked above, by rules that also hold behind a proxy which renames the host.
    if (name !== 'origin' && typeof value === 'string') headers.set(name, value)
  }
  const body = request.method === 'POST' && Buffer.isBuffer(request.body) ? new Uint8Array(request.body) : null
  // Put together, not resolved: no path can become another host.
  return new Request(origin + request.url, { method: request.method, headers, body, signal })
}

/**
 * Browsers say where a form comes from: `Sec-Fetch-Site` cannot be forged by a page, and `Origin` is the answer of
 * older ones. A form that says neither is refused.
 */
function isSameOrigin(request: FastifyRequest): boolean {
  const site = request.headers['sec-fetch-site']
  if (site !== undefined) return site === 'same-origin'
  const { origin } = request.headers
  return origin !== undefined && URL.canParse(origin) && new URL(origin).host === request.host
}

function visitOf(app: FastifyInstance, request: FastifyRequest, session: VisitorSession): Visit {
  return {
    ...session,
    api: createClient(inProcess(app, request)),
    apiAs: (accessToken) => createClient(inProcess(app, request, accessToken)),
    origin: `${request.protocol === 'https' ? 'https' : 'http'}://${request.host}`,
    nonce: randomBytes(16).toString('base64'),
    report: (error) => request.log.error({ err: error }, 'a page failed'),
  }
}

/**
 * The contract's client without a network: the call enters through the same door as one from outside, from the same
 * address and with the visitor's own headers, so every check sees what it would have seen.
 */
function inProcess(app: FastifyInstance, request: FastifyRequest, accessToken?: string): Transport {
  const visitor = visitorHeaders(request)
  if (accessToken !== undefined) visitor['authorization'] = `Bearer ${accessToken}`
  return async ({ method, url, headers, body }) => {
    const answer = await app.inject({
      method,
      url,
      headers: { ...visitor, ...headers },
      remoteAddress: request.socket.remoteAddress ?? nowhere,
      ...(body === undefined ? {} : { payload: body }),
    })
    return { status: answer.statusCode, headers: flat(answer.headers), body: answer.body }
  }
}

const passedOn = [
  'cookie',
  'user-agent',
  'host',
  'origin',
  'sec-fetch-site',
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-proto',
]

function visitorHeaders(request: FastifyRequest): Record<string, string> {
  const headers: Record<string, string> = {}
  for (const name of passedOn) {
    const value = request.headers[name]
    if (value !== undefined) headers[name] = String(value)
  }
  const cart = readCookie(request.headers.cookie ?? '', 'mortar_cart', request.protocol === 'https')
  if (cart !== undefined) headers['cart-token'] = cart
  // The page's address says its language; what the browser prefers comes after it.
  const wished = request.headers['accept-language']
  headers['accept-language'] = [/^\/fr(\/|\.data|\?|$)/.test(request.url) ? 'fr' : 'en', wished]
    .filter(Boolean)
    .join(', ')
  return headers
}

function flat(headers: Record<string, unknown>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]))
}
