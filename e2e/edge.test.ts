import { afterAll, beforeAll, expect, test } from 'vitest'
import { demoPassword } from '../server/src/cli/demo/towns.ts'
import { onTheWire, requestText } from '../server/test/harness/wire.ts'
import { openShop, type OpenShop } from './open-shop.ts'

let shop: OpenShop
let port: number
beforeAll(async () => {
  shop = await openShop()
  port = Number(new URL(shop.address).port)
})
afterAll(() => shop.close())

const own = { 'sec-fetch-site': 'same-origin' }
const form = { ...own, 'content-type': 'application/x-www-form-urlencoded' }
const forms = [
  '/sign-in',
  '/register',
  '/forgot',
  '/reset',
  '/cart',
  '/checkout',
  '/products/nothing',
  '/fr/cart',
  '/nothing',
]
const types = ['application/json', 'text/plain', 'multipart/form-data', 'multipart/form-data; boundary=x', 'x/y', '']

test.each(forms)(
  'a form sent to %s in another way than forms are is refused with a page that says so',
  async (path) => {
    for (const type of types) {
      const typed = type === '' ? own : { ...own, 'content-type': type }
      const page = await onTheWire(port, requestText('POST', path, typed, 'login=a'))
      expect([type, page.status, page.headers['content-type']]).toEqual([type, 415, 'text/html; charset=utf-8'])
      expect(page.body).toContain(
        path.startsWith('/fr/') ? 'Ce formulaire n’est pas arrivé' : 'This form did not arrive',
      )
      const data = await onTheWire(port, requestText('POST', `${path}.data`, typed, 'login=a'))
      expect([type, data.status]).toEqual([type, 415])
    }
  },
)

test.each(['/', '/search', '/orders', '/shop', '/admin', '/account', '/account/export', '/fr'])(
  'a form sent to %s, which takes none, is told so',
  async (path) => {
    const answer = await onTheWire(port, requestText('POST', path, form, 'a=b'))
    expect([answer.status, answer.headers['allow']]).toEqual([405, 'GET, HEAD, OPTIONS'])
  },
)

test('a form to an address where there is nothing finds nothing', async () => {
  expect((await onTheWire(port, requestText('POST', '/nothing', form, 'a=b'))).status).toBe(404)
})

test('a form from another site is refused with a page that says so', async () => {
  const headers = { ...form, 'sec-fetch-site': 'cross-site' }
  const answer = await onTheWire(port, requestText('POST', '/sign-in', headers, 'login=a'))
  expect(answer.status).toBe(403)
  expect(answer.body).toContain('This form came from another site')
})

test('a form that is too large is refused with a page that says so', async () => {
  const answer = await onTheWire(port, requestText('POST', '/sign-in', form, `login=${'a'.repeat(1024 * 1024)}`))
  expect(answer.status).toBe(413)
  expect(answer.body).toContain('This is too much at once')
})

test.each(['', 'a b', ':::', '[::1', 'a@b', '%00', 'a:b:c', '127.0.0.1:abc', 'evil.test:99999'])(
  'no page is made for a Host of "%s"',
  async (host) => {
    for (const target of ['/', '/search?q=a', '/cart.data'])
      expect((await onTheWire(port, requestText('GET', target, { host }))).status).toBe(400)
  },
)

test('no page is made without a Host', async () => {
  expect((await onTheWire(port, 'GET / HTTP/1.0\r\n\r\n')).status).toBe(400)
})

test.each(['//', '///', '//[', '//a@b', '/\\', '//evil.test/cart', '/%zz', '/%00', '/%ff'])(
  'there is no page at %s',
  async (path) => {
    expect([400, 404]).toContain((await onTheWire(port, requestText('GET', path))).status)
  },
)

test('who must sign in first comes back to this site, however the address was written', async () => {
  for (const target of [
    '/orders?status=pending',
    'http://evil.test/orders?status=pending',
    '/%6frders?status=pending',
  ]) {
    const { status, headers } = await onTheWire(port, requestText('GET', target))
    expect([status, headers['location']]).toEqual([302, '/sign-in?next=%2Forders%3Fstatus%3Dpending'])
  }
})

test.each([
  ['/。evil', '/%E3%80%82evil'],
  ['//evil.test', '/'],
  ['/.//evil.test', '/'],
  ['/cart', '/cart'],
])('after signing in next=%s leads to %s', async (next, to) => {
  const body = new URLSearchParams({ login: 'demo-customer-1', password: demoPassword }).toString()
  const answer = await onTheWire(port, requestText('POST', `/sign-in?next=${encodeURIComponent(next)}`, form, body))
  expect([answer.status, answer.headers['location']]).toEqual([302, to])
})
