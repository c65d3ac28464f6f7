import { api, refusals, type OperationId, type Route } from '@mortar/contract'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { problemIn } from './access/send.ts'
import { aMortar, type Mortar } from './harness/index.ts'
import { onTheWire, portOf, requestText, type WireAnswer } from './harness/wire.ts'

let mortar: Mortar
let port: number
beforeAll(async () => {
  mortar = await aMortar()
  port = await portOf(mortar.server.app)
})
afterAll(() => mortar.close())

/** What an answer is, and how it is closed. */
const told = ({ status, headers, body }: WireAnswer) => [
  status,
  problemIn(body)?.code,
  headers['content-type'],
  headers['cache-control'],
  headers['content-security-policy'],
  headers['x-content-type-options'],
]
/** Refused in the words of the API, and closed like every answer. */
const refused = (code: keyof typeof refusals): unknown[] => [
  refusals[code][0],
  code,
  'application/problem+json; charset=utf-8',
  'no-store',
  "default-src 'none'; frame-ancestors 'none'",
  'nosniff',
]

const badHosts = [
  '',
  'a b',
  ':::',
  '[::1',
  'a@b',
  '%00',
  'a:b:c',
  '127.0.0.1:abc',
  'evil.test:99999',
  'a/b',
  'é',
  '999.0.0.1',
]

test.each(badHosts)('a Host of "%s" is refused', async (host) => {
  expect(told(await onTheWire(port, requestText('GET', '/api/shops', { host })))).toEqual(refused('bad_request'))
})

test.each(['localhost', '127.0.0.1:3000', '[::1]', '[::1]:443', 'shop.example', 'xn--caf-dma.example:8080', 'a_b'])(
  'a Host of "%s" is fine',
  async (host) => {
    expect((await onTheWire(port, requestText('GET', '/api/shops', { host }))).status).toBe(200)
  },
)

const versioned = (version: string, lines: string) =>
  `GET /healthz HTTP/${version}\r\n${lines}connection: close\r\n\r\n`

test('one host, said once: two lines are refused, and none is only for HTTP/1.0', async () => {
  for (const lines of ['host: a\r\nhost: b\r\n', 'Host: a\r\nHOST: a\r\n', ''])
    expect(told(await onTheWire(port, versioned('1.1', lines)))).toEqual(refused('bad_request'))
  expect(told(await onTheWire(port, versioned('1.0', 'host: a\r\nhost: b\r\n')))).toEqual(refused('bad_request'))
  expect((await onTheWire(port, versioned('1.0', ''))).status).toBe(200)
})

test('an expectation that is not offered is refused in the same words', async () => {
  const answer = await onTheWire(port, requestText('POST', '/api/login', { expect: 'miracles' }, '{}'))
  expect(told(answer)).toEqual(refused('expectation_failed'))
})

test('what is no HTTP, or too much of it, is refused in the same words', async () => {
  const long = `GET /api/shops HTTP/1.1\r\nhost: a\r\nx-long: ${'x'.repeat(20_000)}\r\n\r\n`
  expect(told(await onTheWire(port, long))).toEqual(refused('headers_too_large'))
  expect(told(await onTheWire(port, `GET /${'x'.repeat(20_000)} HTTP/1.1\r\nhost: a\r\n\r\n`))).toEqual(
    refused('headers_too_large'),
  )
  for (const text of [
    'nonsense\r\n\r\n',
    'GET /api/shops HTTP/9.9\r\n\r\n',
    'FETCH /api/shops HTTP/1.1\r\nhost: a\r\n\r\n',
    'GET /api/shops HTTP/1.1\r\nhost: a\r\nno colon\r\n\r\n',
    'POST /api/login HTTP/1.1\r\nhost: a\r\ncontent-length: 1\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n',
    'POST /api/login HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n',
  ])
    expect(told(await onTheWire(port, text))).toEqual(refused('bad_request'))
})

const table = Object.entries(api) as [OperationId, Route][]
const addresses = [...new Set(table.map(([, { url }]) => url))]
const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'TRACE', 'PROPFIND', 'QUERY']

test.each(addresses)('%s refuses the methods that it does not have, before anything else', async (url) => {
  const path = url.replaceAll(/:\w+/g, 'x')
  const has = table.filter(([, route]) => route.url === url).map(([, { method }]) => method as string)
  const all = [...has, ...(has.includes('GET') ? ['HEAD'] : [])]
  for (const method of methods.filter((each) => !all.includes(each))) {
    const headers = { 'content-type': 'text/plain', authorization: 'Bearer dead' }
    const answer = await onTheWire(port, requestText(method, path, headers, method === 'HEAD' ? '' : 'text'))
    // Of a HEAD only the head is answered.
    const code = method === 'HEAD' ? undefined : 'method_not_allowed'
    expect(told(answer)).toEqual(refused('method_not_allowed').with(1, code))
    expect(answer.headers['allow']?.split(', ').toSorted()).toEqual([...all, 'OPTIONS'].toSorted())
  }
  const options = await onTheWire(port, requestText('OPTIONS', path))
  expect([options.status, options.body]).toEqual([204, ''])
  expect(options.headers['allow']?.split(', ').toSorted()).toEqual([...all, 'OPTIONS'].toSorted())
})

const looks = table.filter(([, { method }]) => method === 'GET').map(([, { url }]) => url.replaceAll(/:\w+/g, 'x'))

test.each(looks)('HEAD of %s says what GET says, without a body', async (path) => {
  const [get, head] = await Promise.all(['GET', 'HEAD'].map((method) => onTheWire(port, requestText(method, path))))
  const { 'x-request-id': _, date: __, ...headers } = get?.headers ?? {}
  expect([head?.status, head?.body]).toEqual([get?.status, ''])
  expect(head?.headers).toMatchObject(headers)
})

test.each(['/api/nothing', '/api', '/nothing', '//', '/api//me', '/API/me', '/api%2Fme', '/api/me/x', '*'])(
  'at %s there is nothing, for no method',
  async (path) => {
    const all = path === '*' ? ['OPTIONS'] : [...methods.filter((each) => each !== 'HEAD'), 'OPTIONS']
    const answers = await Promise.all(all.map((method) => onTheWire(port, requestText(method, path, {}, '{}'))))
    expect(answers.map(told)).toEqual(all.map(() => refused('not_found')))
  },
)

test.each(['/healthz', '/api/openapi.json', '/api/docs', '/api/problems'])('%s can be looked at', async (path) => {
  const answer = await onTheWire(port, requestText('DELETE', path))
  expect(told(answer)).toEqual(refused('method_not_allowed'))
  expect(answer.headers['allow']).toBe('GET, HEAD, OPTIONS')
})

test('the host that a trusted proxy forwards is checked like any other', async () => {
  const behind = await aMortar({ TRUST_PROXY: 'loopback' })
  try {
    const door = await portOf(behind.server.app)
    const ask = (host: string) => onTheWire(door, requestText('GET', '/api/shops', { 'x-forwarded-host': host }))
    for (const host of ['a b', 'a@b', 'good.example, :::'])
      expect(told(await ask(host))).toEqual(refused('bad_request'))
    for (const host of ['good.example', 'a b, good.example']) expect((await ask(host)).status).toBe(200)
  } finally {
    await behind.close()
  }
})
