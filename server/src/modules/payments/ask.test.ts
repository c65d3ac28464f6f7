import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { ledgerInvariants } from '../../../test/invariants/ledger.ts'
import { paymentsInvariants } from '../../../test/invariants/payments.ts'
import { aDatabase, aName, broken } from '../../../test/harness/index.ts'
import { openDatabase, sql, transact, type Database, type Tx } from '../../kernel/database.ts'
import { askAgain, askProvider } from './ask.ts'
import { decideEvent } from './decide.ts'
import { refund } from './entries.ts'
import { open } from './open.ts'
import { fake } from './providers/fake.ts'
import type { Answer, Ask, Provider } from './providers/provider.ts'
import { recordEvent } from './record.ts'
import { lockEvent, shareStatus } from './views.ts'

let database: Database
let drop: () => Promise<void>
let customer: number
let shop = 0
let now = new Date('2026-03-01T12:00:00Z')
beforeAll(async () => {
  const { url, drop: dropped } = await aDatabase()
  drop = dropped
  database = openDatabase({ url, size: 8, onError: () => undefined })
  const { rows } = await sql<{ id: number }>`
    insert into people.users (username, email, name, password_hash, created_at)
    values ('buyer', 'buyer@example.test', 'Buyer', '', ${now}) returning id`.execute(database.tx)
  customer = rows[0]!.id
})
afterAll(async () => {
  await database.close()
  await drop()
})
afterEach(booksAreSound)

async function booksAreSound(): Promise<void> {
  expect(await broken(database.tx, [...ledgerInvariants, ...paymentsInvariants])).toEqual({})
}

const within = <T>(work: (tx: Tx) => Promise<T>) => transact(database.tx, work)

/** A payment of 900 by card that came in, and is to go back. Its attempts, by the payment's id. */
async function aRefund(): Promise<{ payment: string; attempt: string }> {
  const wanted = { customer_id: customer, method: 'fake', amount_minor: 900, currency: 'EUR', demo: true } as const
  const payment = (await within((tx) => open(tx, wanted, now))).payment.id
  const part = { reference: aName('order'), shop_id: ++shop, amount_minor: 900 }
  await tell({ kind: 'captured', payment, attempt: null, provider_ref: aName('charge'), amount_minor: 900 }, [part])
  const { rows } = await sql<{ id: number }>`select id from payments.payments where uuid = ${payment}`.execute(
    database.tx,
  )
  await within((tx) => refund(tx, rows[0]!.id, [part], now))
  return { payment, attempt: (await refundsOf(payment))[0]!.uuid }
}

type Saying = Pick<Parameters<typeof recordEvent>[1], 'kind' | 'payment' | 'attempt' | 'provider_ref' | 'amount_minor'>

async function tell(saying: Saying, waiting: Parameters<typeof decideEvent>[2] = []): Promise<void> {
  const event = { ...saying, provider: 'fake', event_id: aName('event'), currency: 'EUR', reason: null, at: now }
  const { id } = await recordEvent(database.tx, event, now)
  await within(async (tx) => decideEvent(tx, (await lockEvent(tx, id))!, waiting, now))
}

async function refundsOf(payment: string) {
  const { rows } = await sql<{ uuid: string; state: string; done_minor: number; reason: string | null }>`
    select a.uuid, a.state, a.done_minor, a.reason from payments.attempts a join payments.payments p on p.id = a.payment_id
    where p.uuid = ${payment} and a.kind = 'refund' order by a.id`.execute(database.tx)
  return rows
}

/** A provider whose refunds go as `refund` says, and what it was asked. */
function refunding(answer: (ask: Ask, times: number) => Promise<Answer>) {
  const asked: Ask[] = []
  const provider: Provider = {
    ...fake,
    refund: (ask) => {
      asked.push(ask)
      return answer(ask, asked.length)
    },
  }
  const world = { now: () => now, mail: { sends: false, send: () => Promise.resolve() } }
  return { asked, outside: { db: database.tx, world, providers: { fake: provider } } }
}

const sent = ({ attempt, amount_minor }: Ask): Promise<Answer> =>
  Promise.resolve({ state: 'done', provider_ref: `sent:${attempt}`, amount_minor })

test('what was done though no answer came is asked for again by the same name, and written once', async () => {
  const { payment, attempt } = await aRefund()
  const { asked, outside } = refunding((ask, times) =>
    times === 1 ? Promise.reject(new Error('timed out')) : sent(ask),
  )
  await expect(askProvider(outside, attempt)).rejects.toThrow('timed out')
  expect(await refundsOf(payment)).toMatchObject([{ state: 'pending' }])
  await askProvider(outside, attempt)
  await askProvider(outside, attempt)
  expect(asked.map((ask) => [ask.attempt, ask.payment, ask.amount_minor, ask.left_minor])).toEqual(
    [1, 2].map(() => [attempt, payment, 900, 0]),
  )
  expect(await refundsOf(payment)).toMatchObject([{ state: 'done', done_minor: 900 }])
})

/** What was told of a refund that its provider did not send. */
async function unsent(attempt: string): Promise<object[]> {
  const { rows } = await sql<object>`
    select (data ->> 'amount_minor')::int as amount_minor, data ->> 'currency' as currency, data ->> 'reason' as reason,
      jsonb_array_length(data -> 'order_numbers') as orders
    from kernel.facts where type = 'refund.refused' and data ->> 'attempt' = ${attempt}`.execute(database.tx)
  return rows
}

test('an event that tells it first leaves the answer nothing to do', async () => {
  const { payment, attempt } = await aRefund()
  const { outside } = refunding(async (ask) => {
    await tell({ kind: 'refunded', payment, attempt, provider_ref: `sent:${attempt}`, amount_minor: 900 })
    return sent(ask)
  })
  await askProvider(outside, attempt)
  expect(await refundsOf(payment)).toMatchObject([{ state: 'done', done_minor: 900 }])
})

test('what will be told later stays pending until it is told', async () => {
  const { payment, attempt } = await aRefund()
  await askProvider(refunding(() => Promise.resolve({ state: 'pending' })).outside, attempt)
  expect(await refundsOf(payment)).toMatchObject([{ state: 'pending' }])
  await tell({ kind: 'refunded', payment, attempt, provider_ref: aName('refund'), amount_minor: 900 })
  expect(await refundsOf(payment)).toMatchObject([{ state: 'done', done_minor: 900 }])
})

test('what a provider refuses says why, stays among the refunds, and is not asked again', async () => {
  const { payment, attempt } = await aRefund()
  const { asked, outside } = refunding(() => Promise.resolve({ state: 'failed', reason: 'card closed' }))
  await askProvider(outside, attempt)
  await askProvider(outside, attempt)
  expect(asked).toHaveLength(1)
  expect(await refundsOf(payment)).toMatchObject([{ state: 'failed', done_minor: 0, reason: 'card closed' }])
  expect(await unsent(attempt)).toEqual([{ amount_minor: 900, currency: 'EUR', reason: 'card closed', orders: 1 }])
})

test('of a refund that is sent in part, what is left of it is told; of one that is sent, nothing', async () => {
  const [some, all, told] = [await aRefund(), await aRefund(), await aRefund()]
  const { outside } = refunding((ask) =>
    ask.attempt === some.attempt ? sent({ ...ask, amount_minor: 600 }) : sent(ask),
  )
  for (const { attempt } of [some, all]) await askProvider(outside, attempt)
  expect(await unsent(some.attempt)).toMatchObject([{ amount_minor: 300, reason: null }])
  expect(await unsent(all.attempt)).toEqual([])
  await tell({ kind: 'refund_failed', ...told, provider_ref: null, amount_minor: 0 })
  await tell({ kind: 'refund_failed', ...told, provider_ref: null, amount_minor: 0 })
  expect(await unsent(told.attempt)).toMatchObject([{ amount_minor: 900 }])
})

test('of many who ask at once, one writes what came of it', async () => {
  const { payment, attempt } = await aRefund()
  const { outside } = refunding(async (ask) => {
    await sleep(20)
    return sent(ask)
  })
  await Promise.all(Array.from({ length: 5 }, () => askProvider(outside, attempt)))
  expect(await refundsOf(payment)).toMatchObject([{ state: 'done', done_minor: 900 }])
})

test('what waits for a minute is asked again, and one that goes wrong keeps none back', async () => {
  const late = [await aRefund(), await aRefund()]
  now = new Date(now.getTime() + 61_000)
  const fresh = await aRefund()
  const { outside } = refunding((ask) =>
    ask.attempt === late[0]!.attempt ? Promise.reject(new Error('away')) : sent(ask),
  )
  const logged: object[] = []
  await askAgain(outside, { error: (details: object) => logged.push(details) })
  expect(logged).toMatchObject([{ attempt: late[0]!.attempt, err: { message: 'away' } }])
  const states = await Promise.all([...late, fresh].map(async ({ payment }) => (await refundsOf(payment))[0]?.state))
  expect(states).toEqual(['pending', 'done', 'pending'])
})

test('who is not there is not asked', async () => {
  const { attempt } = await aRefund()
  await expect(askProvider({ ...refunding(sent).outside, providers: {} }, attempt)).rejects.toThrow('nobody is there')
})

test('what a program of before enters has its attempt, and its money adds up', async () => {
  const wanted = { customer_id: customer, method: 'fake', amount_minor: 400, currency: 'EUR', demo: true } as const
  const payment = (await within((tx) => open(tx, wanted, now))).payment.id
  await sql`
    with payment as (
      update payments.payments set captured_minor = 400, status = 'paid' where uuid = ${payment} returning id
    ), entry as (
      insert into payments.entries (payment_id, kind, reference, amount_minor, at)
      select id, 'capture', 'BEFORE', 400, ${now} from payment
    ), account as (
      insert into ledger.accounts (code, currency, guarded, balance_minor)
      values ('shop:90001:payable', 'EUR', true, 400) returning id
    ), journal as (
      insert into ledger.journals (reference, kind, at)
      values (${`payment:${payment}:capture:BEFORE`}, 'payment.capture', ${now}) returning id
    )
    insert into ledger.postings (journal_id, source_id, destination_id, amount_minor)
    select journal.id, g.id, account.id, 400 from journal, account, ledger.accounts g where g.code = 'gateway:fake'`.execute(
    database.tx,
  )
  const { rows } = await sql<{ id: number; kind: string; state: string; done_minor: number }>`
    select p.id, a.kind, a.state, a.done_minor from payments.attempts a join payments.payments p on p.id = a.payment_id
    where p.uuid = ${payment}`.execute(database.tx)
  expect(rows).toMatchObject([{ kind: 'capture', state: 'done', done_minor: 400 }])
  await booksAreSound()
  await within((tx) => refund(tx, rows[0]!.id, [{ reference: 'BEFORE', shop_id: 90_001, amount_minor: 400 }], now))
  expect(await refundsOf(payment)).toMatchObject([{ state: 'pending' }])
})

test('an order is given back in parts, and never more than was captured of it', async () => {
  const wanted = { customer_id: customer, method: 'fake', amount_minor: 1500, currency: 'EUR', demo: true } as const
  const payment = (await within((tx) => open(tx, wanted, now))).payment.id
  const parts = [1000, 500].map((amount_minor, i) => ({ reference: `${payment}:${i}`, shop_id: ++shop, amount_minor }))
  await tell({ kind: 'captured', payment, attempt: null, provider_ref: aName('charge'), amount_minor: 1500 }, parts)
  const { rows } = await sql<{ id: number }>`select id from payments.payments where uuid = ${payment}`.execute(
    database.tx,
  )
  const back = (minor: number) => within((tx) => refund(tx, rows[0]!.id, [{ ...parts[1]!, amount_minor: minor }], now))
  const of = (reference: string) => shareStatus(sql`${rows[0]!.id}::bigint`, sql`${reference}`)
  const shares = async () => {
    const read = sql<object>`select ${of(`${payment}:0`)} as one, ${of(`${payment}:1`)} as other, ${of('none')} as none`
    return (await read.execute(database.tx)).rows
  }
  expect(await back(200)).toMatchObject({ status: 'paid' })
  expect(await shares()).toEqual([{ one: 'paid', other: 'paid', none: null }])
  // The other order's money would do for it, and is not this one's.
  await expect(back(301)).rejects.toThrow(/more than was captured/)
  const both = await Promise.allSettled([back(300), back(300)])
  expect(both.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  expect((await refundsOf(payment)).map(({ state }) => state)).toEqual(['pending', 'pending'])
  expect(await shares()).toEqual([{ one: 'paid', other: 'refunded', none: null }])
})
