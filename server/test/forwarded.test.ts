import { afterAll, beforeAll, expect, test } from 'vitest'
import { sql } from '../src/kernel/database.ts'
import { aCustomer, aMortar, password, type Mortar, type Someone } from './harness/index.ts'

let mortar: Mortar
let person: Someone
beforeAll(async () => {
  mortar = await aMortar({ TRUST_PROXY: '10.0.0.0/8,::1', MORTAR_RATE_LIMITS: 'on' })
  person = await aCustomer(mortar)
})
afterAll(() => mortar.close())

/** Signs in through the proxy at `from`, and answers the address that was kept. */
async function signedInFrom(headers: Record<string, string>, from = '10.0.0.2'): Promise<string | null> {
  const { statusCode, json } = await mortar.server.app.inject({
    method: 'POST',
    url: '/api/login',
    remoteAddress: from,
    headers,
    payload: { login: person.username, password },
  })
  expect([headers, statusCode]).toEqual([headers, 200])
  const { sid } = JSON.parse(
    Buffer.from(json<{ access_token: string }>().access_token.split('.')[1] ?? '', 'base64url').toString(),
  ) as { sid: string }
  const { rows } = await sql<{ ip: string }>`select host(ip) as ip from people.sessions where id = ${sid}`.execute(
    mortar.db,
  )
  return rows[0]?.ip ?? null
}

test.each([
  ['203.0.113.9', '203.0.113.9'],
  ['203.0.113.9:51234', '203.0.113.9'],
  ['[2001:db8::1]:443', '2001:db8::1'],
  ['2001:db8::1', '2001:db8::1'],
  ['::ffff:203.0.113.9', '203.0.113.9'],
  ['fe80::1%eth0', 'fe80::1'],
  [' 198.51.100.1 ,  203.0.113.9 , 10.0.0.3:80 ', '203.0.113.9'],
  ['unknown', '10.0.0.2'],
  ['_hidden', '10.0.0.2'],
  ['1', '10.0.0.2'],
  ['', '10.0.0.2'],
  [',', '10.0.0.2'],
  ['203.0.113.9, unknown', '10.0.0.2'],
  ['203.0.113.9, unknown, 10.0.0.3', '10.0.0.3'],
  ['unknown, 203.0.113.9', '203.0.113.9'],
  ['for=203.0.113.9', '10.0.0.2'],
])('behind a trusted proxy that forwards "%s" somebody signs in from %s', async (forwarded, address) => {
  expect(await signedInFrom({ 'x-forwarded-for': forwarded })).toBe(address)
})

test('what a proxy that nobody named forwards is not believed', async () => {
  expect(await signedInFrom({ 'x-forwarded-for': '203.0.113.9' }, '192.0.2.1')).toBe('192.0.2.1')
  expect(await signedInFrom({ 'x-forwarded-for': 'nonsense' }, '::ffff:192.0.2.1')).toBe('192.0.2.1')
})

test('Forwarded is not read, whoever sends it', async () => {
  const forwarded = 'for="[2001:db8::1]:443";proto=https;host=evil.test, for=unknown'
  expect(await signedInFrom({ forwarded })).toBe('10.0.0.2')
  expect(await signedInFrom({ forwarded, 'x-forwarded-for': '203.0.113.9' })).toBe('203.0.113.9')
})

/** What is left of the tries of who is forwarded so. */
const guess = async (forwarded: string) =>
  (
    await mortar.server.app.inject({
      method: 'POST',
      url: '/api/customers/create',
      remoteAddress: '10.0.0.2',
      headers: { 'x-forwarded-for': forwarded },
      payload: {},
    })
  ).headers['ratelimit-remaining']

test('guesses behind one proxy are counted for each address, however it is written', async () => {
  const first = Number(await guess('198.51.100.20:1'))
  expect(Number(await guess('::ffff:198.51.100.20'))).toBe(first - 1)
  expect(Number(await guess('[::ffff:198.51.100.20]:2'))).toBe(first - 2)
  expect(Number(await guess('198.51.100.21'))).toBe(first)
})
