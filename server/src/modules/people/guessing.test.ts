import type { LightMyRequestResponse } from 'fastify'
import { Secret, TOTP } from 'otpauth'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { aCustomer, aMortar, aName, password, type Mortar, type Someone } from '../../../test/harness/index.ts'
import { guesses } from '../../../test/harness/lengths.ts'
import { codeMailed, longCodeMailed } from '../../../test/harness/mail.ts'
import { sql } from '../../kernel/database.ts'
import { rules } from './guesses.ts'

let mortar: Mortar
beforeAll(async () => {
  mortar = await aMortar({ MORTAR_RATE_LIMITS: 'on' })
})
afterAll(() => mortar.close())

const abreast = 200

type Quota = { login: string; password?: string; from: string; device_token?: string; code?: string }

function enter({ from, ...body }: Quota): Promise<LightMyRequestResponse> {
  const payload = { password: 'not the password', ...body }
  return mortar.server.app.inject({ method: 'POST', url: '/api/login', remoteAddress: from, payload })
}

/** The statuses of many tries, so many at a time. */
async function siege(tries: Quota[]): Promise<Record<number, number>> {
  const seen: Record<number, number> = {}
  for (let at = 0; at < tries.length; at += abreast)
    for (const { statusCode } of await Promise.all(tries.slice(at, at + abreast).map(enter)))
      seen[statusCode] = (seen[statusCode] ?? 0) + 1
  return seen
}

/** How often a password was really looked at: the audit log has a line for each. */
async function looked(target: string): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*) from people.audit where action = 'session.refuse' and target = ${target}`.execute(mortar.db)
  return rows[0]?.count ?? 0
}

/** Registered from an address of their own, which registering counts. */
async function aKnown(): Promise<Someone & { device_token: string }> {
  const person = await aCustomer(mortar)
  return { ...person, device_token: person.tokens.device_token }
}

const addresses = Array.from({ length: 1_000 }, (_, i) => `10.${i >> 8}.${i & 255}.7`)

test('guesses from hundreds of addresses at one account: ten are looked at, and its owner signs in all the same', async () => {
  const owner = await aKnown()
  const names = [owner.username, owner.email, owner.username.toUpperCase()]
  const tries = Array.from({ length: guesses }, (_, i) => ({
    login: names[i % names.length] ?? '',
    from: addresses[i % addresses.length] ?? '',
  }))
  expect(await siege(tries)).toEqual({ 401: rules.account.tries, 429: guesses - rules.account.tries })
  expect(await looked(`user:${owner.username}`)).toBe(rules.account.tries)

  const right = { login: owner.username, password, from: '198.51.100.1' }
  const stranger = await enter(right)
  expect(stranger.statusCode).toBe(429)
  expect(Number(stranger.headers['retry-after'])).toBeGreaterThan(0)
  expect(stranger.headers['ratelimit-remaining']).toBe('0')
  expect((await enter({ ...right, device_token: owner.device_token })).statusCode).toBe(200)
})

test('hundreds of guesses from one address at many accounts: fifty are looked at, and a known device there still gets in', async () => {
  const owner = await aKnown()
  const from = '203.0.113.9'
  const tries = Array.from({ length: guesses }, (_, i) => ({ login: `${owner.username}-${i}`, from }))
  expect(await siege(tries)).toEqual({ 401: rules.address.tries, 429: guesses - rules.address.tries })
  expect((await enter({ login: owner.username, password, from })).statusCode).toBe(429)
  const known = { login: owner.username, password, from, device_token: owner.device_token }
  expect((await enter(known)).statusCode).toBe(200)
})

test('who is kept out on a new device gets in with a new password, which makes the device known', async () => {
  const owner = await aKnown()
  const tries = Array.from({ length: 40 }, (_, i) => ({ login: owner.username, from: `10.6.0.${i}` }))
  await siege(tries)
  await mortar.stranger.forgot_password({ body: { email: owner.email } })
  const code = await codeMailed(mortar, owner.email, 'A new password')
  const next = 'a sentence nobody guesses'
  const { device_token } = await mortar.stranger.reset_password({ body: { email: owner.email, code, password: next } })
  const right = { login: owner.username, password: next, from: '10.6.1.1' }
  expect((await enter(right)).statusCode).toBe(429)
  expect((await enter({ ...right, device_token })).statusCode).toBe(200)
})

test('whoever holds a session has ten guesses on its device, however often the session is renewed', async () => {
  const owner = await aKnown()
  let { refresh_token } = owner.tokens
  const devices = new Set([owner.device_token])
  for (let i = 0; i < 20; i++) {
    const next = await mortar.stranger.refresh_token({ body: { refresh_token } })
    refresh_token = next.refresh_token
    devices.add(next.device_token)
    mortar.clock.advance(60_000)
  }
  const tries = [...devices].flatMap((device_token) =>
    Array.from({ length: 20 }, (_, i) => ({ login: owner.username, from: `10.5.0.${i}`, device_token })),
  )
  await siege(tries)
  expect(await looked(`user:${owner.username}`)).toBe(rules.device.tries)
  expect((await enter({ login: owner.username, password, from: '10.5.1.1' })).statusCode).toBe(200)
})

const idOf = ({ device_token }: { device_token: string }) => device_token.split('.')[1]

test('a sign-in on a known device makes no other of it, and one on a new device does', async () => {
  const owner = await aKnown()
  const from = { login: owner.username, password, from: '10.5.2.1' }
  const again = await enter({ ...from, device_token: owner.device_token })
  expect(idOf(again.json())).toBe(idOf(owner))
  const elsewhere = await enter(from)
  expect(idOf(elsewhere.json())).not.toBe(idOf(owner))
})

test('however many devices an account knows, their guesses count together too', async () => {
  const owner = await aKnown()
  const tokens: string[] = []
  for (let i = 0; i < 5; i++) {
    const { device_token } = (await enter({ login: owner.username, password, from: `10.5.3.${i}` })).json<{
      device_token: string
    }>()
    tokens.push(device_token)
  }
  await siege(
    tokens.flatMap((device_token) =>
      Array.from({ length: 20 }, (_, i) => ({ login: owner.username, from: `10.5.4.${i}`, device_token })),
    ),
  )
  expect(await looked(`user:${owner.username}`)).toBe(rules.devices.tries)
})

test('a stranger at one address leaves the owner tries on a new device', async () => {
  const owner = await aKnown()
  const tries = Array.from({ length: 200 }, () => ({ login: owner.username, from: '203.0.113.21' }))
  expect(await siege(tries)).toEqual({ 401: rules.share.tries, 429: 200 - rules.share.tries })
  expect((await enter({ login: owner.username, password, from: '203.0.113.22' })).statusCode).toBe(200)
})

/** Somebody whose app shows a code for `steps` from now. */
async function withApp() {
  const owner = await aKnown()
  const { secret } = await owner.api.enrol_second_factor({ body: {} })
  const app = new TOTP({ secret: Secret.fromBase32(secret ?? '') })
  const shown = () => app.generate({ timestamp: mortar.clock.now.getTime() })
  await owner.api.confirm_second_factor({ body: { code: shown() } })
  mortar.clock.advance(60_000)
  return { owner, shown, wrong: () => String((Number(shown()) + 500_000) % 1_000_000).padStart(6, '0') }
}

test('who knows the password keeps its owner waiting for the second code on no known device', async () => {
  const { owner, shown, wrong } = await withApp()
  const right = { login: owner.username, password }
  const thief = () => enter({ ...right, from: '10.4.0.1', code: wrong() })
  const seen: number[] = []
  for (let i = 0; i < 7; i++) seen.push((await thief()).statusCode)
  expect(seen).toEqual([401, 401, 401, 401, 401, 429, 429])
  const known = { ...right, from: '10.4.0.2', device_token: owner.device_token, code: shown() }
  expect((await enter(known)).statusCode).toBe(200)
})

test('a day takes twenty guesses at a second code and one more every 72 minutes, of strangers and of known devices', async () => {
  for (const isKnown of [false, true]) {
    const { owner, wrong } = await withApp()
    const at = { login: owner.username, password, ...(isKnown && { device_token: owner.device_token }) }
    let looks = 0
    for (let quarter = 0; quarter < 96; quarter++) {
      for (let i = 0; i < 6; i++) {
        const { statusCode } = await enter({ ...at, from: `10.3.${quarter}.${i}`, code: wrong() })
        if (statusCode === 429) break
        looks++
      }
      mortar.clock.advance(900_000)
    }
    expect(looks).toBeLessThanOrEqual(2 * rules.secondDaily.tries)
  }
})

test('a device that was taken, password and all, leaves the second codes of the others', async () => {
  const { owner, shown, wrong } = await withApp()
  const right = { login: owner.username, password }
  const { device_token } = (await enter({ ...right, from: '10.2.0.1', code: shown() })).json<{ device_token: string }>()
  for (let quarter = 0; quarter < 40; quarter++) {
    for (let i = 0; i < 6; i++) await enter({ ...right, from: '10.2.0.2', device_token, code: wrong() })
    mortar.clock.advance(900_000)
  }
  const own = { ...right, from: '10.2.0.3', device_token: owner.device_token, code: shown() }
  expect((await enter(own)).statusCode).toBe(200)
})

test('strangers everywhere, at the sign-in, at the reset and asking for mails: the mail lets the owner in on a new device', async () => {
  const owner = await aKnown()
  const ask = (path: string, from: string, payload: object) =>
    mortar.server.app.inject({ method: 'POST', url: `/api/${path}`, remoteAddress: from, payload })
  const strangers = addresses.slice(0, 100)
  await siege(strangers.map((from) => ({ login: owner.email, from })))
  for (const from of strangers) {
    await ask('password/forgot', from, { email: owner.email })
    await ask('password/reset', from, { email: owner.email, code: '00000000', password: 'a sentence nobody guesses' })
  }
  await siege(strangers.map((from) => ({ login: owner.email, from })))
  const from = '198.51.100.44'
  expect((await enter({ login: owner.email, password, from })).statusCode).toBe(429)
  await ask('password/forgot', from, { email: owner.email })
  const code = await longCodeMailed(mortar, owner.email, 'A new password')
  const next = 'a sentence nobody guesses'
  const done = await ask('password/reset', from, { email: owner.email, code, password: next })
  expect(done.statusCode).toBe(200)
  const { device_token } = done.json<{ device_token: string }>()
  expect((await enter({ login: owner.email, password: next, from, device_token })).statusCode).toBe(200)
})

const statuses = async (login: string, network: number) => {
  const seen: number[] = []
  for (let i = 0; i < 13; i++) seen.push((await enter({ login, from: `10.9.${network}.${i}` })).statusCode)
  return seen
}

test('a name that nobody bears counts like one that somebody does', async () => {
  const owner = await aKnown()
  expect(await statuses(owner.username, 1)).toEqual(await statuses(aName('nobody'), 2))
})

test("a device counts by itself, and one person's is nobody else's", async () => {
  const [owner, other] = [await aKnown(), await aKnown()]
  const at = { login: owner.username, from: '10.8.0.1', device_token: owner.device_token }
  const seen: number[] = []
  for (let i = 0; i < 12; i++) seen.push((await enter(at)).statusCode)
  expect(seen).toEqual([...Array.from({ length: 10 }, () => 401), 429, 429])
  expect((await enter({ login: owner.username, password, from: '10.8.0.2' })).statusCode).toBe(200)
  const strange = { login: owner.username, from: '10.8.0.3', device_token: other.device_token }
  for (let i = 0; i < 10; i++) await enter(strange)
  expect((await enter({ ...strange, password })).statusCode).toBe(429)
})

test('only failures count: whoever signs in again and again is never kept out', async () => {
  const owner = await aKnown()
  const seen = new Set<number>()
  for (let i = 0; i < 30; i++) seen.add((await enter({ login: owner.username, password, from: '10.7.0.1' })).statusCode)
  expect([...seen]).toEqual([200])
})

test('addresses of one IPv6 network of 64 bits count together', async () => {
  const tries = Array.from({ length: 60 }, (_, i) => ({
    login: aName('nobody'),
    from: `2001:db8:5:5::${i.toString(16)}`,
  }))
  expect(await siege(tries)).toEqual({ 401: rules.address.tries, 429: 60 - rules.address.tries })
  expect((await enter({ login: aName('nobody'), from: '2001:db8:5:6::1' })).statusCode).toBe(401)
})

const claim = (i: number) =>
  mortar.server.app.inject({
    method: 'POST',
    url: '/api/login',
    remoteAddress: '203.0.113.77',
    headers: { 'x-forwarded-for': `192.0.2.${i}` },
    payload: { login: aName('nobody'), password },
  })

test('an address that a proxy claims counts only where that proxy is believed', async () => {
  const all = await Promise.all(Array.from({ length: 60 }, (_, i) => claim(i)))
  expect(all.filter((answer) => answer.statusCode === 429)).toHaveLength(60 - rules.address.tries)
})

const register = (username: string) =>
  mortar.server.app.inject({
    method: 'POST',
    url: '/api/customers/create',
    remoteAddress: '203.0.113.50',
    payload: { email: `${username}@customers.test`, username, password, name: 'A person' },
  })

test('registering is counted by address, and says how many are left', async () => {
  const first = await register(aName('person'))
  expect(first.headers).toMatchObject({ 'ratelimit-limit': '20', 'ratelimit-remaining': '19' })
  const rest = await Promise.all(Array.from({ length: 30 }, () => register(aName('person'))))
  expect(rest.filter((answer) => answer.statusCode === 201)).toHaveLength(19)
  const refused = rest.find((answer) => answer.statusCode === 429)
  expect(refused?.json()).toMatchObject({ code: 'rate_limited', status: 429 })
  expect(Number(refused?.headers['retry-after'])).toBeGreaterThan(0)
})

test('one who is signed in cannot guess their own password for ever either', async () => {
  const owner = await aKnown()
  const change = async (given: string) => {
    try {
      await owner.api.change_password({ body: { password: given, new_password: 'another long sentence' } })
      return 'changed'
    } catch (error) {
      return (error as { problem: { code: string } }).problem.code
    }
  }
  const seen: string[] = []
  for (let i = 0; i < 12; i++) seen.push(await change('not the password'))
  expect(seen).toEqual([...Array.from({ length: 10 }, () => 'password_wrong'), 'rate_limited', 'rate_limited'])
})
