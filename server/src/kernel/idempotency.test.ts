import { routes } from '@mortar/contract'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { z } from 'zod'
import { aPerson, aTinyApp, type TinyApp } from '../../test/harness/tiny.ts'
import { sql, transact, type Tx } from './database.ts'
import { answered, once, Repeated } from './idempotency.ts'
import { Refusal } from './refusal.ts'

const one = {
  method: 'POST',
  tag: 'Test',
  summary: 'Buy',
  access: 'buyer',
  body: z.strictObject({ n: z.int(), note: z.string().optional() }),
  answer: z.strictObject({ receipt: z.string(), n: z.int() }),
  status: 201,
  idempotent: true,
} as const
const table = routes({ buy: { ...one, url: '/api/buy' }, sell: { ...one, url: '/api/sell' } })

let tiny: TinyApp
let refuse: boolean
let fail: boolean

const work = async (tx: Tx, { body }: { body: { n: number } }) => {
  const { rows } = await sql<{ id: number }>`insert into public.done (n) values (${body.n}) returning id`.execute(tx)
  if (refuse) throw new Refusal('out_of_stock')
  if (fail) throw new Error('a bug')
  return { receipt: `receipt ${rows[0]?.id}`, n: body.n }
}

beforeEach(async () => {
  refuse = fail = false
  tiny = await aTinyApp(table, { buy: work, sell: work })
  await sql`create table public.done (id bigint generated always as identity, n integer)`.execute(tiny.database.tx)
})
afterEach(() => tiny.close())

function call(key: string | undefined, body: string, { url = '/api/buy', person = 1 } = {}) {
  const headers = { authorization: `Bearer ${person}`, 'content-type': 'application/json' }
  return tiny.app.inject({
    method: 'POST',
    url,
    headers: key === undefined ? headers : { ...headers, 'idempotency-key': key },
    payload: body,
  })
}

async function done(): Promise<number> {
  const { rows } = await sql<{ count: number }>`select count(*) from public.done`.execute(tiny.database.tx)
  return rows[0]?.count ?? 0
}

test('fifty calls at once with one key do one thing and hear one answer', async () => {
  const answers = await Promise.all(Array.from({ length: 50 }, () => call('key', '{"n":7}')))
  expect(new Set(answers.map((answer) => answer.statusCode))).toEqual(new Set([201]))
  expect(new Set(answers.map((answer) => answer.body)).size).toBe(1)
  expect(answers[0]?.json()).toMatchObject({ n: 7 })
  expect(await done()).toBe(1)
})

test('the same value is the same body, whatever its spelling; another value is refused and changes nothing', async () => {
  const first = await call('key', '{"n":1,"note":"é"}')
  const again = await call('key', ' { "note": "\\u00e9", "n": 1 } ')
  expect([again.statusCode, again.body]).toEqual([201, first.body])
  const other = await call('key', '{"n":2,"note":"é"}')
  expect([other.statusCode, other.json().code]).toEqual([422, 'idempotency_mismatch'])
  expect(await done()).toBe(1)
})

test('keys belong to a person and an operation', async () => {
  const calls = [
    call('key', '{"n":1}'),
    call('key', '{"n":1}', { person: 2 }),
    call('key', '{"n":1}', { url: '/api/sell' }),
  ]
  const answers = await Promise.all(calls)
  expect(answers.map((answer) => answer.statusCode)).toEqual([201, 201, 201])
  expect(new Set(answers.map((answer) => answer.body)).size).toBe(3)
})

test('a refused call leaves nothing behind: its key works later', async () => {
  refuse = true
  expect((await call('key', '{"n":1}')).statusCode).toBe(409)
  refuse = false
  expect((await call('key', '{"n":2}')).statusCode).toBe(201)
  expect(await done()).toBe(1)
})

test('a call that failed leaves nothing behind either, and tells nothing', async () => {
  fail = true
  const failed = await call('key', '{"n":1}')
  expect([failed.statusCode, failed.json().code]).toEqual([500, 'internal'])
  expect(failed.body).not.toContain('bug')
  fail = false
  expect((await call('key', '{"n":1}')).statusCode).toBe(201)
  expect(await done()).toBe(1)
})

test('without a key, or with one that cannot be printed, nothing is done', async () => {
  const missing = await call(undefined, '{"n":1}')
  expect([missing.statusCode, missing.json().code]).toEqual([400, 'idempotency_key_required'])
  for (const key of ['two words', 'x'.repeat(201), 'schlüssel']) {
    const odd = await call(key, '{"n":1}')
    expect([odd.statusCode, odd.json().errors[0].field]).toEqual([400, 'Idempotency-Key'])
  }
  expect(await done()).toBe(0)
})

/** What any work does first is send a statement, with which the record goes out. */
async function answering(tx: Tx, answer: string | Promise<string>): Promise<string> {
  await sql`select 1`.execute(tx)
  return answer
}

test('a duplicate waits for the call in flight, and not for ever', async () => {
  const attempt = { person: aPerson(1), operationId: 'buy', key: 'key', body: {} }
  const { promise, resolve: finish } = Promise.withResolvers<string>()
  const slow = transact(tiny.database.tx, (tx) => once(tx, attempt, () => answering(tx, promise)))
  await expect.poll(async () => waitingOn(tiny.database.tx)).toBeGreaterThan(0)
  const impatient = transact(tiny.database.tx, async (tx) => {
    await sql`set local lock_timeout = '50ms'`.execute(tx)
    return once(tx, attempt, () => answering(tx, 'second'))
  })
  await expect(impatient).rejects.toMatchObject({ code: 'idempotency_in_flight' })
  finish('first')
  expect(await slow).toBe('first')
  await expect(transact(tiny.database.tx, (tx) => once(tx, attempt, () => answering(tx, 'third')))).rejects.toThrow(
    Repeated,
  )
  expect(await transact(tiny.database.tx, (tx) => answered(tx, attempt))).toBe('first')
})

/** Transactions that hold a record that they have not committed yet. */
async function waitingOn(db: Tx): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*) from pg_stat_activity
    where datname = current_database() and state = 'idle in transaction' and backend_xid is not null`.execute(db)
  return rows[0]?.count ?? 0
}
