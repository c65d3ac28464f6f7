import { afterAll, beforeAll, expect, test } from 'vitest'
import { makeLog } from '../server/src/kernel/log.ts'
import { onTheWire, requestText } from '../server/test/harness/wire.ts'
import { openShop, type OpenShop } from './open-shop.ts'

let shop: OpenShop
let port: number
const lines: string[] = []
beforeAll(async () => {
  shop = await openShop({}, makeLog('trace', { write: (line) => void lines.push(line) }))
  port = Number(new URL(shop.address).port)
})
afterAll(() => shop.close())

type Line = { level: number; msg: string; status?: number; refusal?: string; route?: string }

/** What the log says of one request, once it has said so. */
async function logOf(text: string): Promise<Line[]> {
  lines.length = 0
  await onTheWire(port, text)
  await expect.poll(() => lines.join('')).toContain('"answered"')
  return lines.map((line) => JSON.parse(line) as Line)
}

const form = { 'sec-fetch-site': 'same-origin', 'content-type': 'application/x-www-form-urlencoded' }
const secret = 'hepatitis'

test.each([
  ['a search', requestText('GET', `/search?q=${secret}`), 200],
  ['a search of the API', requestText('GET', `/api/products/search?q=${secret}`), 200],
  ['an input that is refused', requestText('GET', `/api/products/search?${secret}=1`), 400],
  ['a product that is not there', requestText('GET', `/products/${secret}`), 404],
  ['an address without a page', requestText('GET', `/${secret}?${secret}`), 404],
  ['a Host that is none', requestText('GET', `/search?q=${secret}`, { host: 'a@b' }), 400],
  ['an address that is none', requestText('GET', `//a@b/search?q=${secret}`), 404],
  ['a page without an action', requestText('POST', `/search?q=${secret}`, form, `q=${secret}`), 405],
  [
    'a form of another type',
    requestText('POST', `/sign-in?q=${secret}`, { ...form, 'content-type': 'x/y' }, secret),
    415,
  ],
  ['a form from elsewhere', requestText('POST', '/sign-in', { ...form, 'sec-fetch-site': 'none' }, secret), 403],
  ['a wrong password', requestText('POST', '/sign-in', form, `login=${secret}&password=${secret}`), 401],
  [
    'a body that is no JSON',
    requestText('POST', '/api/login', { 'content-type': 'application/json' }, `"${secret}`),
    400,
  ],
])('%s stands in the log as what it is, and without what was written', async (_, text, status) => {
  const said = await logOf(text)
  expect(said.filter(({ level }) => level >= 40)).toEqual([])
  expect(said.at(-1)).toMatchObject({ msg: 'answered', status })
  expect(lines.join('')).not.toMatch(new RegExp(`${secret}|object Object`, 'i'))
})

const refusals = async (text: string) => (await logOf(text)).map(({ refusal }) => refusal).at(-1)

test('a refusal stands in the log by its code', async () => {
  expect(await refusals(requestText('GET', '/api/me'))).toBe('unauthenticated')
  expect(await refusals(requestText('POST', '/cart', { ...form, 'content-type': 'x/y' }, 'a'))).toBe(
    'unsupported_media_type',
  )
})
