import type { PaymentMethod } from '@mortar/contract'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { anOrder, brokenSales, stockOf } from '../../../test/harness/buying.ts'
import { aCustomer, aMortar, anApprovedShop, someone, type Mortar, type Someone } from '../../../test/harness/index.ts'
import { aProduct } from '../../../test/harness/products.ts'
import { sql } from '../../kernel/database.ts'
import { eachDue, type Due } from './due.ts'
import { cancelUnanswered } from './lapse.ts'
import { cancelOverdue } from './settle.ts'

let mortar: Mortar
let buyer: Someone
beforeAll(async () => {
  mortar = await aMortar()
  buyer = await aCustomer(mortar)
  await sql`
    create function orders.jam() returns trigger language plpgsql as $$ begin raise exception 'jammed'; end $$`.execute(
    mortar.db,
  )
})
afterAll(() => mortar.close())

type Logged = { details: { err?: Error; failed?: number; ids?: number[] }; message: string }
function aLog() {
  const lines: Logged[] = []
  return { lines, error: ((details: Logged['details'], message: string) => lines.push({ details, message })) as never }
}

/** No move of these orders gets through, until what is returned is called. */
async function jammed(numbers: string[]): Promise<() => Promise<void>> {
  const names = numbers.map((number) => `'${number}'`).join(', ')
  await sql`
    create trigger jam before update on orders.orders for each row
    when (old.number in (${sql.raw(names)})) execute function orders.jam()`.execute(mortar.db)
  return async () => void (await sql`drop trigger jam on orders.orders`.execute(mortar.db))
}

async function placed(slug: string, method: PaymentMethod, count: number): Promise<string[]> {
  const numbers: string[] = []
  for (let i = 0; i < count; i++) {
    mortar.clock.advance(1000)
    numbers.push((await anOrder(buyer, [{ product: slug, quantity: 1 }], method)).order_number)
  }
  return numbers
}

const cases = [
  ['what no shop answered', 'cash_on_delivery', cancelUnanswered],
  ['what nobody paid', 'fake', cancelOverdue],
] as const

test.each(cases)('%s is called off though the oldest of it always fails', async (_, method, callOff) => {
  buyer = await someone(mortar, buyer.username, buyer.email)
  const { slug } = await aProduct(await anApprovedShop(mortar), { stock: 9 })
  const numbers = await placed(slug, method, 6)
  mortar.clock.advance(80 * 60 * 60 * 1000)
  buyer = await someone(mortar, buyer.username, buyer.email)
  const states = async () =>
    Promise.all(numbers.map(async (each) => (await buyer.api.get_order({ params: { order_number: each } })).status))
  const stuck = numbers.slice(0, 3)
  const free = await jammed(stuck)
  const log = aLog()
  await callOff(mortar.db, mortar.clock.now, log, 2)
  await callOff(mortar.db, mortar.clock.now, log, 2)
  expect(await states()).toEqual(['pending', 'pending', 'pending', 'cancelled', 'cancelled', 'cancelled'])
  // One line each time, with how many there were.
  expect(log.lines.map(({ details }) => [details.err?.message, details.failed])).toEqual([
    ['jammed', 3],
    ['jammed', 3],
  ])
  await free()
  await callOff(mortar.db, mortar.clock.now, log, 2)
  expect(new Set(await states())).toEqual(new Set(['cancelled']))
  expect([log.lines.length, await stockOf(mortar, slug)]).toEqual([2, 9])
  expect(await brokenSales(mortar)).toEqual({})
})

test('those of one moment are told apart by their id', async () => {
  const { slug } = await aProduct(await anApprovedShop(mortar), { stock: 9 })
  const numbers = await Promise.all(
    Array.from({ length: 5 }, async () => (await anOrder(buyer, [{ product: slug, quantity: 1 }])).order_number),
  )
  mortar.clock.advance(80 * 60 * 60 * 1000)
  await cancelUnanswered(mortar.db, mortar.clock.now, aLog(), 2)
  buyer = await someone(mortar, buyer.username, buyer.email)
  for (const order_number of numbers)
    expect((await buyer.api.get_order({ params: { order_number } })).status).toBe('cancelled')
})

const oneThenAway = (after: Due) =>
  after.id === 0 ? Promise.resolve([{ id: 7, since: '2026-01-01' }]) : Promise.reject(new Error('away'))
const fails = () => Promise.reject(new Error('no'))

test('what failed is logged too when there is no going on', async () => {
  const log = aLog()
  await expect(eachDue(mortar.db, { next: oneThenAway, size: 1 }, fails, log, 'could not be done')).rejects.toThrow(
    'away',
  )
  expect(log.lines).toMatchObject([{ details: { failed: 1, ids: [7] }, message: 'could not be done' }])
})
