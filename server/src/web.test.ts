import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import type { FastifyInstance } from 'fastify'
import { pino } from 'pino'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { onTheWire, portOf, requestText } from '../test/harness/wire.ts'
import { makeHttp } from './http.ts'
import { mountWeb } from './web.ts'

let folder: string
let app: FastifyInstance

/** Stands for the built bundle: answers with what it was asked, and calls the API as a loader would. */
const bundle = `
const answer = async (request, visit) => {
  const { pathname } = new URL(request.url)
  if (visit.refused !== undefined) return new Response(visit.refused.code, { status: visit.refused.status })
  if (pathname === '/long') return new Response('x'.repeat(5000), { headers: { 'content-type': 'text/html' } })
  if (pathname === '/cookies') {
    const headers = new Headers([['set-cookie', 'a=1'], ['set-cookie', 'b=2']])
    return new Response(null, { status: 302, headers })
  }
  const me = await visit.api.get_me().catch((error) => error.problem)
  const text = request.method === 'POST' ? await request.text() : ''
  return Response.json({ pathname, text, me, nonce: visit.nonce, origin: visit.origin })
}
export const entry = { module: { openWeb: () => ({ answer }) } }
`

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mortar-web-'))
  const assets = join(folder, 'client', 'assets')
  await mkdir(assets, { recursive: true })
  await writeFile(join(folder, 'server.mjs'), bundle)
  await writeFile(join(assets, 'page-1a2b.js'), 'export default 1')
  await writeFile(join(assets, 'page-1a2b.js.br'), 'compressed')
  await writeFile(join(folder, 'client', 'robots.txt'), 'User-agent: *')
  app = await makeHttp({
    log: pino({ level: 'silent' }),
    trustProxy: false,
    corsOrigins: [],
    onAnswered: () => undefined,
  })
  app.get('/api/me', (request) => ({ seen: request.headers, from: request.ip }))
  const session = { sessionCookie: () => '', noSessionCookie: () => '', isSecure: false, isDemo: false }
  const web = { serverBundle: join(folder, 'server.mjs'), clientFolder: join(folder, 'client') }
  await mountWeb(app, {
    web,
    contextFor: ({ cookies }) => ({ ...session, hasSession: cookies['mortar'] !== undefined }),
  })
})

afterAll(async () => {
  await app.close()
  await rm(folder, { recursive: true, force: true })
})

const form = { 'content-type': 'application/x-www-form-urlencoded' }
const post = (headers: Record<string, string>, payload = 'a=1') =>
  app.inject({ method: 'POST', url: '/cart', headers: { ...form, host: 'shop.example', ...headers }, payload })

test('a page runs no script but ours and the ones of its own nonce', async () => {
  const [one, two] = await Promise.all([app.inject('/'), app.inject('/')])
  const policy = String(one.headers['content-security-policy'])
  expect(policy).toContain(`script-src 'self' 'nonce-${one.json<{ nonce: string }>().nonce}'`)
  expect(policy).not.toContain('unsafe-inline')
  expect(policy).toContain("frame-ancestors 'none'")
  expect(one.json<{ nonce: string }>().nonce).not.toBe(two.json<{ nonce: string }>().nonce)
  expect(one.headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'cache-control': 'private, no-cache' })
})

test('what a signed-in person saw is kept nowhere', async () => {
  const answer = await app.inject({ url: '/orders', cookies: { mortar: 'token' } })
  expect(answer.headers['cache-control']).toBe('private, no-store')
})

test('the API is called with the visitor’s own headers, the page’s language first', async () => {
  const headers = {
    cookie: 'mortar=token; mortar_cart=abc',
    'user-agent': 'browser',
    'x-forwarded-for': '203.0.113.9',
    'accept-language': 'de',
  }
  const { me } = (await app.inject({ url: '/fr/cart', headers })).json<{
    me: { seen: Record<string, string>; from: string }
  }>()
  expect(me.seen).toMatchObject({
    cookie: headers.cookie,
    'user-agent': 'browser',
    'x-forwarded-for': '203.0.113.9',
    'accept-language': 'fr, de',
    'cart-token': 'abc',
  })
  expect(me.from).toBe('127.0.0.1')
})

test('a cookie that is no token does not become a header', async () => {
  const { me } = (await app.inject({ url: '/', headers: { cookie: 'mortar_cart=a b;c' } })).json<{
    me: { seen: Record<string, string> }
  }>()
  expect(me.seen).not.toHaveProperty('cart-token')
})

test.each([
  ['same origin', { 'sec-fetch-site': 'same-origin' }, 200],
  ['same host, older browser', { origin: 'http://shop.example' }, 200],
  ['another site', { 'sec-fetch-site': 'cross-site', origin: 'http://shop.example' }, 403],
  ['a sister host', { 'sec-fetch-site': 'same-site' }, 403],
  ['another origin', { origin: 'http://evil.example' }, 403],
  ['an opaque origin', { origin: 'null' }, 403],
  ['nothing said', {}, 403],
])('a form from %s', async (_name, headers, status) => {
  expect((await post(headers)).statusCode).toBe(status)
})

test('a form arrives as it was sent, up to a megabyte', async () => {
  const own = { 'sec-fetch-site': 'same-origin' }
  expect((await post(own, 'name=a%20b')).json()).toMatchObject({ pathname: '/cart', text: 'name=a%20b' })
  expect((await post(own, 'x'.repeat(1024 * 1024 + 1))).statusCode).toBe(413)
})

test.each(['application/json', 'text/plain', 'multipart/form-data', 'multipart/form-data; boundary=x', 'x/y', 'x', ''])(
  'a form sent as "%s" is told so, before its body is read',
  async (type) => {
    const answer = await post({ 'sec-fetch-site': 'same-origin', 'content-type': type }, 'x'.repeat(1024 * 1024 + 1))
    expect([answer.statusCode, answer.body]).toEqual([415, 'unsupported_media_type'])
  },
)

test.each(['application/x-www-form-urlencoded;charset=UTF-8', 'Application/X-WWW-Form-URLEncoded ; charset=utf-8'])(
  'a form sent as "%s" is taken',
  async (type) => {
    expect((await post({ 'sec-fetch-site': 'same-origin', 'content-type': type })).statusCode).toBe(200)
  },
)

test('a page has the methods of pages', async () => {
  const put = await app.inject({ method: 'PUT', url: '/cart' })
  expect([put.statusCode, put.headers.allow]).toEqual([405, 'GET, POST, HEAD, OPTIONS'])
  const options = await app.inject({ method: 'OPTIONS', url: '/cart' })
  expect([options.statusCode, options.headers.allow, options.body]).toEqual([204, 'GET, POST, HEAD, OPTIONS', ''])
  const head = await app.inject({ method: 'HEAD', url: '/cart' })
  expect([head.statusCode, head.body]).toEqual([200, ''])
  expect((await app.inject({ method: 'POST', url: '/api/me' })).statusCode).toBe(405)
  expect((await app.inject({ method: 'PUT', url: '/api/nothing' })).statusCode).toBe(404)
})

test.each([
  '//',
  '///',
  '//[',
  '//a@b',
  '/\\',
  '/\\evil.test',
  '//evil.test/cart',
  '/%zz',
  '*',

  'ftp://x/',
])('no page has the address %s', async (target) => {
  const { status, headers } = await onTheWire(await portOf(app), requestText('GET', target))
  expect([400, 404]).toContain(status)
  expect(headers['content-security-policy']).toContain("default-src 'none'")
})

test('a page is never at another host than the one it was asked of', async () => {
  const port = await portOf(app)
  for (const target of ['/cart', 'http://evil.test/cart', '/%63art']) {
    const { body } = await onTheWire(port, requestText('GET', target, { host: 'shop.example:8080' }))
    expect(JSON.parse(body)).toMatchObject({ origin: 'http://shop.example:8080', pathname: '/cart' })
  }
})

test('every cookie of an answer is set', async () => {
  const answer = await app.inject('/cookies')
  expect(answer.statusCode).toBe(302)
  expect(answer.headers['set-cookie']).toEqual(['a=1', 'b=2'])
})

test('a long page is compressed for those who take it', async () => {
  const packed = await app.inject({ url: '/long', headers: { 'accept-encoding': 'br, gzip' } })
  expect(packed.headers['content-encoding']).toBe('gzip')
  expect(gunzipSync(packed.rawPayload).toString()).toBe('x'.repeat(5000))
  for (const encoding of ['identity', 'gzip;q=0']) {
    const plain = await app.inject({ url: '/long', headers: { 'accept-encoding': encoding } })
    expect(plain.headers).not.toHaveProperty('content-encoding')
    expect(plain.body).toHaveLength(5000)
  }
})

test('assets are kept for good and served compressed', async () => {
  const answer = await app.inject({ url: '/assets/page-1a2b.js', headers: { 'accept-encoding': 'br' } })
  expect(answer.headers).toMatchObject({
    'content-encoding': 'br',
    'cache-control': 'public, max-age=31536000, immutable',
  })
  expect(answer.body).toBe('compressed')
  expect((await app.inject('/robots.txt')).body).toBe('User-agent: *')
})

/** Of a file: the status, the type and how the answer begins. */
const asking = async (headers: Record<string, string>, url = '/robots.txt') => {
  const answer = await app.inject({ url, headers })
  return [answer.statusCode, answer.headers['content-type'], answer.body.slice(0, 80)]
}

test('of a file there are only the parts that there are, under the conditions that hold', async () => {
  expect(await asking({ range: 'bytes=0-3' })).toEqual([206, 'text/plain; charset=utf-8', 'User'])
  for (const url of ['/robots.txt', '/assets/page-1a2b.js'])
    expect((await asking({ range: 'bytes=999-' }, url)).slice(0, 2)).toEqual([
      416,
      'application/problem+json; charset=utf-8',
    ])
  expect((await asking({ 'if-match': '"other"' }))[0]).toBe(412)
})

test.each(['/api/nothing', '/api', '/assets/gone.js', '/metrics', '/healthz/'])('%s is not the web’s', async (url) => {
  const answer = await app.inject(url)
  expect(answer.statusCode).toBe(404)
  expect(answer.json()).toMatchObject({ code: 'not_found' })
})
