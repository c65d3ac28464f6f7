import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import * as fc from 'fast-check'
import { brokenConstraint, openDatabase, sql, transact, type Database } from '../../kernel/database.ts'
import { ledgerInvariants } from '../../../test/invariants/ledger.ts'
import { aDatabase, broken } from '../../../test/harness/index.ts'
import { accountCode, post, WouldOverdraw, type Journal } from './index.ts'

let database: Database
let drop: () => Promise<void>
const at = new Date('2026-03-01T12:00:00Z')
beforeAll(async () => {
  const { url, drop: dropped } = await aDatabase()
  drop = dropped
  database = openDatabase({ url, size: 8, onError: () => undefined })
})
afterAll(async () => {
  await database.close()
  await drop()
})
afterEach(ledgerIsSound)

async function ledgerIsSound(): Promise<void> {
  expect(await broken(database.tx, ledgerInvariants)).toEqual({})
}

let last = 0
const sale = (shop: number, amount_minor: number, reference = `sale:${++last}`): Journal => ({
  reference,
  kind: 'sale',
  postings: [{ source: 'gateway:x', destination: accountCode.payable(shop), amount_minor, currency: 'EUR' }],
})
const payout = (shop: number, amount_minor: number): Journal => ({
  reference: `payout:${++last}`,
  kind: 'payout',
  postings: [{ source: accountCode.payable(shop), destination: 'bank', amount_minor, currency: 'EUR' }],
})
const posted = (journals: Journal | Journal[]) => transact(database.tx, (tx) => post(tx, journals, at))
const brokenBy = (work: Promise<void>) => work.then(() => undefined, brokenConstraint)

async function payable(shop: number): Promise<number | null> {
  const { rows } = await sql<{ balance_minor: number | null }>`
    select balance_minor from ledger.accounts where code = ${accountCode.payable(shop)}`.execute(database.tx)
  return rows[0]?.balance_minor ?? null
}

test('a guarded account keeps its balance; the others keep none', async () => {
  await posted([sale(1, 500), sale(1, 250)])
  await posted(payout(1, 700))
  expect(await payable(1)).toBe(50)
  const { rows } = await sql`select balance_minor from ledger.accounts where code = 'gateway:x'`.execute(database.tx)
  expect(rows).toEqual([{ balance_minor: null }])
})

test('a guarded account is not overdrawn: nothing is posted, and whoever posts may do otherwise', async () => {
  await posted([sale(2, 100), sale(21, 100)])
  await transact(database.tx, async (tx) => {
    const whole = post(tx, [payout(2, 101), payout(21, 1)], at)
    await expect(whole).rejects.toMatchObject({
      name: 'WouldOverdraw',
      overdrafts: [{ code: accountCode.payable(2), currency: 'EUR', balance_minor: 100 }],
    })
    await post(tx, payout(2, 100), at)
  })
  expect([await payable(2), await payable(21)]).toEqual([0, 100])
})

test('a reference is posted once', async () => {
  await posted(sale(3, 100, 'the-one'))
  expect(await brokenBy(posted(sale(3, 100, 'the-one')))).toBe('journals_reference_key')
  expect(await payable(3)).toBe(100)
})

test('nothing is posted for nothing, and an empty journal is a mistake', async () => {
  await posted([])
  await expect(posted({ reference: 'empty', kind: 'sale', postings: [] })).rejects.toThrow(RangeError)
  await expect(posted(sale(4, 0))).rejects.toThrow(/amount_minor/)
})

test('of many payouts at once only as many succeed as there is money for', async () => {
  await posted(sale(5, 300))
  const results = await Promise.allSettled(Array.from({ length: 8 }, () => posted(payout(5, 100))))
  const refused = results.flatMap((each) => (each.status === 'rejected' ? [each.reason as unknown] : []))
  expect(refused).toHaveLength(5)
  for (const reason of refused) expect(reason).toBeInstanceOf(WouldOverdraw)
  expect(await payable(5)).toBe(0)
})

test('whatever is posted at once, in whatever order, adds up', async () => {
  const amount = fc.integer({ min: 1, max: 1_000_000 })
  const journals = fc.array(fc.tuple(fc.integer({ min: 10, max: 13 }), amount), { minLength: 1, maxLength: 6 })
  await fc.assert(
    fc.asyncProperty(fc.array(journals, { minLength: 1, maxLength: 4 }), async (transactions) => {
      const shops = [10, 11, 12, 13]
      const before = await Promise.all(shops.map(payable))
      await Promise.all(transactions.map((each) => posted(each.map(([shop, minor]) => sale(shop, minor)))))
      const gained = shops.map((shop) =>
        transactions.flat().reduce((sum, [each, minor]) => sum + (each === shop ? minor : 0), 0),
      )
      expect(await Promise.all(shops.map(payable))).toEqual(
        shops.map((_, i) => (before[i] === null && gained[i] === 0 ? null : (before[i] ?? 0) + (gained[i] ?? 0))),
      )
    }),
    { numRuns: 15 },
  )
})

test('money that comes in while a posting waits for the account counts for it', async () => {
  await posted([sale(31, 1), payout(31, 1)])
  let waiting: Promise<void> | undefined
  await transact(database.tx, async (tx) => {
    await post(tx, sale(31, 100), at)
    waiting = posted(payout(31, 100))
    await untilOneWaits()
  })
  await waiting
  expect(await payable(31)).toBe(0)
})

async function untilOneWaits(): Promise<void> {
  for (;;) {
    const { rows } = await sql`
      select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`.execute(
      database.tx,
    )
    if (rows.length > 0) return
  }
}
