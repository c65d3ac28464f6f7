import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import * as fc from 'fast-check'
import { openDatabase, sql, transact, type Database } from '../../kernel/database.ts'
import { ledgerInvariants } from '../../../test/invariants/ledger.ts'
import { aDatabase, broken } from '../../../test/harness/index.ts'
import { accountCode, post, reverse, WouldOverdraw, type Journal } from './index.ts'

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
const journal = (kind: string, source: string, destination: string, amount_minor: number): Journal => ({
  reference: `${kind}:${++last}`,
  kind,
  postings: [{ source, destination, amount_minor, currency: 'EUR' }],
})
const sale = (shop: number, minor: number) => journal('sale', 'gateway:x', accountCode.payable(shop), minor)
const debt = (shop: number, minor: number) => journal('debt', accountCode.owed(shop), 'refunds:x', minor)
const payout = (shop: number, minor: number) => journal('payout', accountCode.payable(shop), 'bank', minor)
const posted = (journals: Journal | Journal[]) => transact(database.tx, (tx) => post(tx, journals, at))
const reversed = (reference: string) => transact(database.tx, (tx) => reverse(tx, reference, at))

async function standing(shop: number): Promise<number[]> {
  const { rows } = await sql<{ code: string; balance: number }>`
    select a.code, sum(case when p.destination_id = a.id then p.amount_minor else -p.amount_minor end)::bigint as balance
    from ledger.accounts a join ledger.postings p on a.id in (p.source_id, p.destination_id)
    where a.code like ${`shop:${shop}:%`} group by a.code`.execute(database.tx)
  const of = (code: string) => rows.find((row) => row.code === code)?.balance ?? 0
  return [of(accountCode.payable(shop)), of(accountCode.owed(shop))]
}

test('what a shop owes is taken from what it is given later, before any of it is payable', async () => {
  await posted(debt(1, 700))
  expect(await standing(1)).toEqual([0, -700])
  await posted(sale(1, 300))
  expect(await standing(1)).toEqual([0, -400])
  await posted([sale(1, 250), sale(1, 250)])
  expect(await standing(1)).toEqual([100, 0])
  await expect(posted(payout(1, 101))).rejects.toBeInstanceOf(WouldOverdraw)
})

test('only the shop that owes is asked, and only in the currency it owes in', async () => {
  await posted([debt(2, 50), sale(3, 80)])
  const other = sale(2, 500)
  await posted({ ...other, postings: other.postings.map((each) => ({ ...each, currency: 'USD' })) })
  expect(await standing(3)).toEqual([80, 0])
  const { rows } = await sql<{ currency: string; balance_minor: number }>`
    select currency, balance_minor from ledger.accounts where code = ${accountCode.payable(2)}`.execute(database.tx)
  expect(rows).toEqual([{ currency: 'USD', balance_minor: 500 }])
})

test('whatever is sold and owed at once, what a shop owes and what it is owed never stand side by side', async () => {
  const minor = fc.integer({ min: 1, max: 1000 })
  let shop = 100
  await fc.assert(
    fc.asyncProperty(minor, fc.array(minor, { minLength: 1, maxLength: 6 }), async (owing, sales) => {
      shop++
      await posted(debt(shop, owing))
      await Promise.all(sales.map((each) => posted(sale(shop, each))))
      const left = sales.reduce((sum, each) => sum + each, 0) - owing
      expect(await standing(shop)).toEqual([Math.max(0, left), Math.min(0, left)])
    }),
    { numRuns: 15 },
  )
})

test('a journal is taken back once, however often that is asked', async () => {
  const sold = sale(4, 900)
  const paidOut = payout(4, 900)
  await posted([sold, paidOut])
  const asked = await Promise.all([1, 2, 3, 4].map(() => reversed(paidOut.reference)))
  expect(asked.filter(Boolean)).toHaveLength(1)
  expect(await standing(4)).toEqual([900, 0])
  expect(await reversed(sold.reference)).toBe(true)
  expect(await standing(4)).toEqual([0, 0])
})

test('what was never posted is not taken back, nor what was passed on', async () => {
  await expect(reversed('nothing')).rejects.toThrow(RangeError)
  const sold = sale(5, 100)
  await posted([sold, payout(5, 1)])
  await expect(reversed(sold.reference)).rejects.toBeInstanceOf(WouldOverdraw)
  expect(await standing(5)).toEqual([99, 0])
})

test('a payout that is taken back first settles what its shop has come to owe', async () => {
  const paidOut = payout(6, 400)
  await posted([sale(6, 400), paidOut, debt(6, 150)])
  await reversed(paidOut.reference)
  expect(await standing(6)).toEqual([250, 0])
})
