import { afterAll, beforeAll, expect, test } from 'vitest'
import { ApiError } from '@mortar/contract'
import { aNewcomer, aMortar, refusalOf, type Mortar, type Someone } from '../../../test/harness/index.ts'
import { atOnce } from '../../../test/harness/lengths.ts'
import { codeMailed, longCodeMailed } from '../../../test/harness/mail.ts'
import { statementsOf } from '../../../test/harness/buying.ts'
import { sql } from '../../kernel/database.ts'
import { share, tries } from './code-tries.ts'
import { makeCodes } from './codes.ts'

let mortar: Mortar
beforeAll(async () => {
  mortar = await aMortar()
})
afterAll(() => mortar.close())

async function sendsOf({ username }: Someone): Promise<number | undefined> {
  const { rows } = await sql<{ sends: number }>`
    select c.sends from people.codes c join people.users u on u.id = c.user_id
    where u.username = ${username} and c.purpose = 'verify_email'`.execute(mortar.db)
  return rows[0]?.sends
}

const verify = (email: string, code: string) => mortar.stranger.verify_email({ body: { email, code } })
const wrong = (code: string) => String((Number(code) + 1) % 100_000_000).padStart(8, '0')

/** The answer of the API to a stranger at an address. */
async function ask(from: string, path: string, payload: object): Promise<string> {
  const { statusCode, body } = await mortar.server.app.inject({
    method: 'POST',
    url: `/api/${path}`,
    remoteAddress: from,
    payload,
  })
  return statusCode < 300 ? 'right' : (JSON.parse(body) as { code: string }).code
}
const addresses = Array.from({ length: atOnce }, (_, i) => `10.${i >> 8}.${i & 255}.7`)

async function outcomes(calls: Promise<unknown>[]): Promise<string[]> {
  return Promise.all(
    calls.map((call) =>
      call.then(
        () => 'right',
        (error: unknown) => (error instanceof ApiError ? error.problem.code : String(error)),
      ),
    ),
  )
}

const count = (said: string[], what: string) => said.filter((each) => each === what).length

test('the code of the welcome proves the address, however it is typed, and only once', async () => {
  const customer = await aNewcomer(mortar)
  const code = await codeMailed(mortar, customer.email, 'Welcome')
  expect((await customer.api.get_me()).email_verified).toBe(false)
  await verify(customer.email.toUpperCase(), ` ${code.slice(0, 3)}-${code.slice(3)} `)
  expect((await customer.api.get_me()).email_verified).toBe(true)
  expect(await refusalOf(verify(customer.email, code))).toMatchObject({ status: 400, code: 'code_invalid' })
})

test('many tries of the right code at once: one succeeds', async () => {
  const customer = await aNewcomer(mortar)
  const code = await codeMailed(mortar, customer.email, 'Welcome')
  const said = await outcomes(Array.from({ length: atOnce }, () => verify(customer.email, code)))
  expect(count(said, 'right')).toBe(1)
  expect(count(said, 'code_invalid') + count(said, 'rate_limited')).toBe(atOnce - 1)
})

test('many tries of the long code at once: one succeeds', async () => {
  const customer = await aNewcomer(mortar)
  const code = await longCodeMailed(mortar, customer.email, 'Welcome')
  const said = await outcomes(Array.from({ length: atOnce }, () => verify(customer.email, code)))
  expect([count(said, 'right'), count(said, 'code_invalid')]).toEqual([1, atOnce - 1])
})

test('many wrong tries at once: five are looked at, three of one address, and the right digits work no more, nor do new ones', async () => {
  const customer = await aNewcomer(mortar)
  const { email } = customer
  const code = await codeMailed(mortar, email, 'Welcome')
  const alone = await outcomes(Array.from({ length: atOnce }, () => verify(email, wrong(code))))
  expect([count(alone, 'code_invalid'), count(alone, 'rate_limited')]).toEqual([share.tries, atOnce - share.tries])
  const all = await Promise.all(addresses.map((from) => ask(from, 'email/verify', { email, code: wrong(code) })))
  expect(count(all, 'code_invalid')).toBe(tries.tries - share.tries)
  expect(count(all, 'rate_limited')).toBe(atOnce - tries.tries + share.tries)
  expect(await ask('198.51.100.1', 'email/verify', { email, code })).toBe('rate_limited')

  await mortar.stranger.resend_verification({ body: { email } })
  const next = await codeMailed(mortar, email, 'Your code')
  expect(await ask('198.51.100.1', 'email/verify', { email, code: next })).toBe('rate_limited')
  mortar.clock.advance(tries.per_s * 1000 + 1)
  await verify(email, next)
})

test('one right try among many wrong ones at once is all that can succeed', async () => {
  const customer = await aNewcomer(mortar)
  const code = await codeMailed(mortar, customer.email, 'Welcome')
  const said = await outcomes(
    Array.from({ length: atOnce }, (_, i) => verify(customer.email, i === atOnce / 2 ? code : wrong(code))),
  )
  expect(count(said, 'right')).toBeLessThanOrEqual(1)
  expect(count(said, 'right') + count(said, 'code_invalid')).toBeLessThanOrEqual(tries.tries)
})

const reset = (from: string, email: string, code: string) =>
  ask(from, 'password/reset', { email, code, password: 'a sentence nobody guesses' })

test('a stranger at one address leaves the owner tries of the code for a new password', async () => {
  const { email } = await aNewcomer(mortar)
  await mortar.stranger.forgot_password({ body: { email } })
  const code = await codeMailed(mortar, email, 'A new password')
  for (let i = 0; i < 20; i++) await reset('203.0.113.4', email, wrong(code))
  expect(await reset('203.0.113.5', email, code)).toBe('right')
})

test("strangers at many addresses do not keep the owner from a new password: the mail's link lets them in", async () => {
  const { email, username } = await aNewcomer(mortar)
  await mortar.stranger.forgot_password({ body: { email } })
  const code = await codeMailed(mortar, email, 'A new password')
  const said = await Promise.all(addresses.map((from) => reset(from, email, wrong(code))))
  expect(count(said, 'code_invalid')).toBe(tries.tries)
  expect(await reset('203.0.113.5', email, code)).toBe('rate_limited')
  const long = await longCodeMailed(mortar, email, 'A new password')
  const forged = `${long.startsWith('0') ? '1' : '0'}${long.slice(1)}`
  expect(await reset('203.0.113.5', email, forged)).toBe('code_invalid')
  expect(await reset('203.0.113.5', email, long.toLowerCase())).toBe('right')
  expect(await reset('203.0.113.5', email, long)).toBe('code_invalid')
  await mortar.stranger.login({ body: { login: username, password: 'a sentence nobody guesses' } })
})

test('strangers who ask for more mails than there are leave the owner one that works', async () => {
  const { email } = await aNewcomer(mortar)
  for (let i = 0; i < 20; i++) {
    await mortar.stranger.forgot_password({ body: { email } })
    await mortar.settle()
  }
  mortar.clock.advance(60 * 60_000 - 1)
  await mortar.stranger.forgot_password({ body: { email } })
  // The newest may still be on its way: trying an older one costs nothing, the long code is not counted.
  const tryNewest = async () => reset('203.0.113.5', email, await longCodeMailed(mortar, email, 'A new password'))
  await expect.poll(tryNewest).toBe('right')
})

test('a code expires, and a newer one takes its place', async () => {
  const customer = await aNewcomer(mortar)
  const first = await codeMailed(mortar, customer.email, 'Welcome')
  await mortar.stranger.resend_verification({ body: { email: customer.email } })
  const second = await codeMailed(mortar, customer.email, 'Your code')
  expect(second).not.toBe(first)
  expect(await refusalOf(verify(customer.email, first))).toMatchObject({ code: 'code_invalid' })
  mortar.clock.advance(24 * 3_600_000 + 1)
  expect(await refusalOf(verify(customer.email, second))).toMatchObject({ code: 'code_invalid' })
})

test('asking again and again mails five times an hour', async () => {
  const customer = await aNewcomer(mortar)
  await codeMailed(mortar, customer.email, 'Welcome')
  const before = mortar.mailbox.length
  for (let i = 0; i < 12; i++) {
    await mortar.stranger.resend_verification({ body: { email: customer.email } })
    // Of codes that are asked for faster than they are mailed only the last is: the others work no more.
    await mortar.settle()
  }
  const mailed = () => mortar.mailbox.slice(before).filter((mail) => mail.to === customer.email).length
  await expect.poll(mailed).toBe(4)
  expect(await sendsOf(customer)).toBe(5)
})

test('asking for a code says the same whether or not there is such a person, and writes as much', async () => {
  const customer = await aNewcomer(mortar)
  const facts = async () =>
    (await sql<{ count: number }>`select count(*) from kernel.facts where type = 'code.issued'`.execute(mortar.db))
      .rows[0]?.count ?? 0
  const [known, unknown] = [customer.email, 'nobody@customers.test']
  const before = await facts()
  const answers = []
  for (const email of [known, unknown]) {
    answers.push(await mortar.stranger.forgot_password({ body: { email } }))
    answers.push(await mortar.stranger.resend_verification({ body: { email } }))
  }
  expect(answers).toEqual(answers.map(() => ({ sent: true })))
  expect((await facts()) - before).toBe(4)
  const refused = await Promise.all([known, unknown].map((email) => refusalOf(verify(email, '00000000'))))
  expect(refused[0]).toEqual(refused[1])
})

test('a wrong code sends the same statements and is compared as often whether one is open, none is, or nobody is there', async () => {
  const [open, proved] = [await aNewcomer(mortar), await aNewcomer(mortar)]
  await verify(proved.email, await codeMailed(mortar, proved.email, 'Welcome'))
  await codeMailed(mortar, open.email, 'Welcome')
  const sent = statementsOf(mortar)
  const shapes: string[][] = []
  for (const email of [open.email, proved.email, 'nobody@customers.test']) {
    for (const code of ['00000000', 'A'.repeat(32)]) {
      sent.length = 0
      expect(await refusalOf(verify(email, code))).toMatchObject({ status: 400, code: 'code_invalid' })
      shapes.push([...sent])
    }
  }
  const [digits, long] = shapes
  expect(digits?.length).toBeGreaterThan(long?.length ?? 0)
  expect(shapes).toEqual([digits, long, digits, long, digits, long])
  // Nothing that is read locks or writes a row but the count, which there is for all.
  expect(digits?.filter((text) => /\b(update|insert|delete)\b/.test(text)).join()).not.toMatch(/people\./)
})

test('no code is written down: not in its row, not in the facts, and in its mail only until that is sent', async () => {
  const customer = await aNewcomer(mortar)
  const code = await codeMailed(mortar, customer.email, 'Welcome')
  const spelled = `${code.slice(0, 4)} ${code.slice(4)}`
  const long = await longCodeMailed(mortar, customer.email, 'Welcome')
  const found = async () => {
    const { rows } = await sql`
      select from people.codes c where c::text like ${`%${code}%`}
      union all select from kernel.facts f where f::text like ${`%${code}%`}
      union all select from notifications.mails m where m::text like ${`%${spelled}%`} or m::text like ${`%${code}%`}
        or m::text like ${`%${long}%`}`.execute(mortar.db)
    return rows.length
  }
  await expect.poll(found).toBe(0)
})

test('a code is that of a person, a purpose and a nonce', () => {
  const codes = makeCodes('one secret, and long enough to derive keys from')
  const others = makeCodes('another secret, and long enough to derive keys from')
  const made = [
    codes.of(1, 'sign_in', 'n'),
    codes.of(2, 'sign_in', 'n'),
    codes.of(1, 'enrol', 'n'),
    codes.of(1, 'sign_in', 'm'),
    others.of(1, 'sign_in', 'n'),
  ]
  expect(new Set(made).size).toBe(made.length)
  const long = [codes.long(1, 'sign_in', 'n'), codes.long(1, 'enrol', 'n'), others.long(1, 'sign_in', 'n')]
  expect(new Set(long).size).toBe(long.length)
  for (const each of long) expect(each).toMatch(/^[\dA-F]{32}$/)
  for (const code of made) expect(code).toMatch(/^\d{8}$/)
  expect(codes.of(1, 'sign_in', 'n')).toBe(made[0])
})
