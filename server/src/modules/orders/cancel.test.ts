import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { anOrder, balance, brokenSales, stockOf, walk, type Item } from '../../../test/harness/buying.ts'
import {
  aCustomer,
  aMortar,
  anApprovedShop,
  refusalOf,
  type Mortar,
  type Shopkeeper,
  type Someone,
} from '../../../test/harness/index.ts'
import { aProduct, inDays } from '../../../test/harness/products.ts'
import { sql } from '../../kernel/database.ts'
import { cancelUnanswered } from './lapse.ts'

let mortar: Mortar
let keeper: Shopkeeper
let buyer: Someone
let soap: string
let gauze: string
beforeAll(async () => {
  mortar = await aMortar()
})
beforeEach(async () => {
  keeper = await anApprovedShop(mortar)
  buyer = await aCustomer(mortar)
  await sql`insert into pricing.delivery (shop_id, fee_minor) select id, 490 from shops.shops where slug = ${keeper.shop}`.execute(
    mortar.db,
  )
  soap = (await aProduct(keeper, { price: 333, stock: 10 })).slug
  gauze = (await aProduct(keeper, { price: 700, stock: 10 })).slug
})
afterEach(async () => expect(await brokenSales(mortar)).toEqual({}))
afterAll(() => mortar.close())

const items = (...of: [string, number][]): Item[] => of.map(([product, quantity]) => ({ product, quantity }))
const bought = (method?: 'fake') => anOrder(buyer, items([soap, 3], [gauze, 2]), method)
const cancel = (by: { api: Someone['api'] }, order_number: string, some?: Item[]) =>
  by.api.cancel_order({ params: { order_number }, body: some === undefined ? {} : { items: some, note: 'too many' } })
const pay = async (order: { payment: { id: string } }, outcome: 'paid' | 'failed' = 'paid') => {
  await buyer.api.pay_fake({ params: { id: order.payment.id }, body: { outcome } })
  await mortar.settle()
}
const entries = async (number: string) => {
  const { rows } = await sql<{ kind: string; sum: number }>`
    select kind, sum(amount_minor)::int as sum from payments.entries where reference = ${number} group by kind order by kind`.execute(
    mortar.db,
  )
  return Object.fromEntries(rows.map(({ kind, sum }) => [kind, sum]))
}

test('so much of a line is cancelled, with its stock and its money; the rest is approved, shipped, delivered and paid at the door', async () => {
  const { order_number, total } = await bought()
  expect(total).toBe(999 + 1400 + 490)
  const less = await cancel(buyer, order_number, items([soap, 2]))
  expect(less).toMatchObject({
    status: 'pending',
    total,
    cancelled: 666,
    items: [
      { product: soap, quantity: 3, cancelled: 2 },
      { product: gauze, quantity: 2, cancelled: 0 },
    ],
    moves: ['cancel'],
  })
  expect([await stockOf(mortar, soap), await stockOf(mortar, gauze)]).toEqual([9, 8])
  await walk(keeper, order_number, 'approve')
  expect(await cancel(keeper, order_number, items([gauze, 1]))).toMatchObject({ status: 'approved', cancelled: 1366 })
  await walk(keeper, order_number, 'ship', 'deliver')
  const order = await buyer.api.get_order({ params: { order_number } })
  expect(order.shipments).toMatchObject([
    {
      items: [
        { product: soap, quantity: 1 },
        { product: gauze, quantity: 1 },
      ],
      delivered_at: expect.any(String) as string,
    },
  ])
  expect(await entries(order_number)).toEqual({ capture: total - 1366, void: 1366 })
  const { timeline } = await buyer.api.track_order({ params: { order_number } })
  expect(timeline.map(({ status, reason, note }) => [status, reason, note])).toEqual([
    ['pending', null, null],
    ['pending', 'part_cancelled', 'too many'],
    ['approved', null, null],
    ['approved', 'part_cancelled', 'too many'],
    ['shipped', null, null],
    ['delivered', null, null],
  ])
})

test('what was paid by card goes back in parts, and all of it once all is cancelled, delivery included', async () => {
  const order = await bought('fake')
  const number = order.order_number
  await pay(order)
  await cancel(buyer, number, items([soap, 1]))
  expect(await entries(number)).toEqual({ capture: 2889, refund: 333 })
  expect((await buyer.api.get_order({ params: { order_number: number } })).payment.status).toBe('paid')
  await cancel(keeper, number, items([soap, 2], [gauze, 1]))
  expect(await entries(number)).toEqual({ capture: 2889, refund: 333 + 666 + 700 })
  const gone = await cancel(buyer, number)
  expect(gone).toMatchObject({ status: 'cancelled', cancelled: 2889, payment: { status: 'refunded' } })
  expect(gone.items.map(({ cancelled }) => cancelled)).toEqual([3, 2])
  expect(await entries(number)).toEqual({ capture: 2889, refund: 2889 })
  expect([await stockOf(mortar, soap), await stockOf(mortar, gauze)]).toEqual([10, 10])
  const { rows } = await sql<{ id: number }>`select id from shops.shops where slug = ${keeper.shop}`.execute(mortar.db)
  expect(await balance(mortar, `shop:${rows[0]?.id}:payable`)).toBe(0)
})

test('who cancels every line cancels the order', async () => {
  const { order_number } = await bought()
  await cancel(buyer, order_number, items([gauze, 2]))
  expect(await cancel(buyer, order_number, items([soap, 3]))).toMatchObject({ status: 'cancelled', moves: [] })
})

test('what waits for its card is asked less, and what comes too much goes back', async () => {
  const order = await bought('fake')
  const number = order.order_number
  await cancel(buyer, number, items([gauze, 1]))
  expect(await entries(number)).toEqual({ void: 700 })
  await pay(order)
  expect(await entries(number)).toEqual({ capture: 2189, void: 700 })
  expect(await buyer.api.get_order({ params: { order_number: number } })).toMatchObject({
    status: 'pending',
    awaiting_payment: false,
    payment: { status: 'paid' },
  })
})

test('what its shop does not answer is called off with what was left of it', async () => {
  const { order_number, total } = await bought()
  await cancel(buyer, order_number, items([soap, 1]))
  mortar.clock.advance(15 * 86_400_000)
  await cancelUnanswered(mortar.db, mortar.clock.now, { error: () => undefined })
  const { rows } = await sql<{ status: string; adjusted: number }>`
    select status, adjusted_minor as adjusted from orders.orders where number = ${order_number}`.execute(mortar.db)
  expect(rows).toEqual([{ status: 'cancelled', adjusted: total }])
})

test('too many, what is not in it, and what was shipped are refused, and nothing changes', async () => {
  const { order_number } = await bought()
  const before = await buyer.api.get_order({ params: { order_number } })
  expect(await refusalOf(cancel(buyer, order_number, items([soap, 4])))).toMatchObject({
    status: 409,
    code: 'not_that_many',
  })
  expect(await refusalOf(cancel(buyer, order_number, items(['none', 1])))).toMatchObject({
    status: 400,
    code: 'invalid_input',
  })
  const stranger = await aCustomer(mortar)
  expect(await refusalOf(cancel(stranger, order_number, items([soap, 1])))).toMatchObject({ status: 404 })
  expect(await buyer.api.get_order({ params: { order_number } })).toEqual(before)
  await walk(keeper, order_number, 'approve', 'ship')
  expect(await refusalOf(cancel(buyer, order_number, items([soap, 1])))).toMatchObject({
    status: 409,
    code: 'move_not_allowed',
  })
})

test('twelve who cancel one each of ten at once: ten do, and nothing is given back twice', async () => {
  const { order_number, total } = await anOrder(buyer, items([soap, 10]))
  const tries = await Promise.all(
    Array.from({ length: 12 }, (_, i) =>
      refusalOf(cancel(i % 2 === 0 ? buyer : keeper, order_number, items([soap, 1]))).catch(() => null),
    ),
  )
  expect(tries.filter((refused) => refused === null)).toHaveLength(10)
  expect(await stockOf(mortar, soap)).toBe(10)
  expect(await buyer.api.get_order({ params: { order_number } })).toMatchObject({
    status: 'cancelled',
    cancelled: total,
  })
})

test('two lots: what expires last is given back first, and a hold is two from then on', async () => {
  const { slug } = await aProduct(keeper, { price: 100, stock: 0 })
  const lot = (quantity: number, days: number) => ({ product: slug, quantity, expiry_date: inDays(mortar, days) })
  await keeper.api.restock_products_create({ body: { lots: [lot(2, 100), lot(5, 200)] } })
  const { order_number } = await anOrder(buyer, items([slug, 5]))
  await cancel(buyer, order_number, items([slug, 2]))
  const { results } = await keeper.api.list_lots({ query: { product: slug } })
  expect(results.map(({ on_hand, held }) => [on_hand, held])).toEqual([
    [2, 2],
    [5, 1],
  ])
  await walk(keeper, order_number, 'approve', 'ship')
  const sent = await keeper.api.list_lots({ query: { product: slug } })
  expect(sent.results.map(({ on_hand, held }) => [on_hand, held])).toEqual([[4, 0]])
})
