import { afterAll, beforeAll, expect, test } from 'vitest'
import { ApiError } from '@mortar/contract'
import { aNewcomer, aMortar, refusalOf, type Mortar, type Someone } from '../../../test/harness/index.ts'
import { codeMailed } from '../../../test/harness/mail.ts'
import { sql } from '../../kernel/database.ts'
import { makeCodes, tries } from './codes.ts'

let mortar: Mortar
beforeAll(async () => {
  mortar = await aMortar()
})
afterAll(() => mortar.close())

type Row = { tries: number; sends: number; used: boolean }

async function rowOf({ username }: Someone, purpose: string): Promise<Row | undefined> {
  const { rows } = await sql<Row>`
    select c.tries, c.sends, c.used_at is not null as used
    from people.codes c join people.users u on u.id = c.user_id
    where u.username = ${username} and c.purpose = ${purpose}`.execute(mortar.db)
  return rows[0]
}

const verify = (email: string, code: string) => mortar.stranger.verify_email({ body: { email, code } })
const wrong = (code: string) => String((Number(code) + 1) % 100_000_000).padStart(8, '0')

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

test('1,000 tries of the right code at once: one succeeds', async () => {
  const customer = await aNewcomer(mortar)
  const code = await codeMailed(mortar, customer.email, 'Welcome')
  const said = await outcomes(Array.from({ length: 1_000 }, () => verify(customer.email, code)))
  expect([count(said, 'right'), count(said, 'code_invalid')]).toEqual([1, 999])
})

test('1,000 wrong tries at once: five are counted, and the right code works no more, nor does a new one', async () => {
  const customer = await aNewcomer(mortar)
  const code = await codeMailed(mortar, customer.email, 'Welcome')
  const said = await outcomes(Array.from({ length: 1_000 }, () => verify(customer.email, wrong(code))))
  expect(count(said, 'code_invalid')).toBe(1_000)
  expect((await rowOf(customer, 'verify_email'))?.tries).toBe(tries.most)
  expect(await refusalOf(verify(customer.email, code))).toMatchObject({ code: 'code_invalid' })

  await mortar.stranger.resend_verification({ body: { email: customer.email } })
  const next = await codeMailed(mortar, customer.email, 'Your code')
  expect(await refusalOf(verify(customer.email, next))).toMatchObject({ code: 'code_invalid' })
  mortar.clock.advance(tries.per_s * 1000 + 1)
  await verify(customer.email, next)
})

test('one right try among 999 wrong ones at once is all that can succeed', async () => {
  const customer = await aNewcomer(mortar)
  const code = await codeMailed(mortar, customer.email, 'Welcome')
  const said = await outcomes(
    Array.from({ length: 1_000 }, (_, i) => verify(customer.email, i === 500 ? code : wrong(code))),
  )
  expect(count(said, 'right')).toBeLessThanOrEqual(1)
  expect((await rowOf(customer, 'verify_email'))?.tries).toBeLessThanOrEqual(tries.most)
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
  await expect.poll(mailed, { timeout: 10_000 }).toBe(4)
  expect((await rowOf(customer, 'verify_email'))?.sends).toBe(5)
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

test('no code is written down: not in its row, not in the facts, and in its mail only until that is sent', async () => {
  const customer = await aNewcomer(mortar)
  const code = await codeMailed(mortar, customer.email, 'Welcome')
  const spelled = `${code.slice(0, 4)} ${code.slice(4)}`
  const found = async () => {
    const { rows } = await sql`
      select from people.codes c where c::text like ${`%${code}%`}
      union all select from kernel.facts f where f::text like ${`%${code}%`}
      union all select from notifications.mails m where m::text like ${`%${spelled}%`} or m::text like ${`%${code}%`}`.execute(
      mortar.db,
    )
    return rows.length
  }
  await expect.poll(found, { timeout: 10_000 }).toBe(0)
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
  for (const code of made) expect(code).toMatch(/^\d{8}$/)
  expect(codes.of(1, 'sign_in', 'n')).toBe(made[0])
})
