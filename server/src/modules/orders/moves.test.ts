import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { orderMoves, type OrderMove } from '@mortar/contract'
import { sql } from '../../kernel/database.ts'
import { anOrder, balance, brokenSales, buy, outcomesOf, shopId, stockOf, walk } from '../../../test/harness/buying.ts'
import {
  aCustomer,
  aMortar,
  anAdmin,
  anApprovedShop,
  refusalOf,
  type Mortar,
  type Shopkeeper,
  type Someone,
  hired,
} from '../../../test/harness/index.ts'
import { aProduct } from '../../../test/harness/products.ts'

let mortar: Mortar
let keeper: Shopkeeper
let buyer: Someone
beforeAll(async () => {
  mortar = await aMortar({ MORTAR_POOL_SIZE: '12' })
  keeper = await anApprovedShop(mortar)
  buyer = await aCustomer(mortar)
})
afterAll(() => mortar.close())
afterEach(salesAreSound)

async function salesAreSound(): Promise<void> {
  expect(await brokenSales(mortar)).toEqual({})
}

const missing = 'ORD20260101AAAAAAAAAA'
const one = (order_number: string) => ({ params: { order_number } })
const named = (order_number: string) => ({ ...one(order_number), body: {} })

async function published(type: string, orderNumber: string) {
  const { rows } = await sql<{ data: Record<string, unknown> }>`
    select data from kernel.facts where type = ${type} and data ->> 'order_number' = ${orderNumber}
    order by tx, id`.execute(mortar.db)
  return rows.map((row) => row.data)
}

test('from pending to delivered, with what each side may do next', async () => {
  const { slug } = await aProduct(keeper)
  const { order_number } = await anOrder(buyer, [{ product: slug, quantity: 2 }])
  const look = async () => {
    const [mine, theirs] = [await buyer.api.get_order(one(order_number)), await keeper.api.get_order(one(order_number))]
    return [mine.status, mine.moves, theirs.moves]
  }
  expect(await look()).toEqual(['pending', ['cancel'], ['approve', 'cancel']])
  const approved = await keeper.api.approve_order(named(order_number))
  expect(approved).toMatchObject({
    status: 'approved',
    moves: ['ship', 'cancel'],
    customer: { username: buyer.username },
  })
  expect(await look()).toEqual(['approved', ['cancel'], ['ship', 'cancel']])
  await keeper.api.ship_order({
    params: { order_number },
    body: { carrier: 'La Poste', tracking_number: '6A123', note: 'left at noon' },
  })
  expect(await look()).toEqual(['shipped', [], ['deliver']])
  await keeper.api.deliver_order(named(order_number))
  expect(await look()).toEqual(['delivered', [], []])
  const { timeline, version, carrier, tracking_number } = await buyer.api.track_order({ params: { order_number } })
  expect(timeline.map((step) => [step.status, step.note])).toEqual([
    ['pending', null],
    ['approved', null],
    ['shipped', 'left at noon'],
    ['delivered', null],
  ])
  expect([version, carrier, tracking_number]).toEqual([4, 'La Poste', '6A123'])
  expect(await published('order.moved', order_number)).toMatchObject([
    { from: 'pending', to: 'approved', version: 2, by: 'shop', slugs: [] },
    { from: 'approved', to: 'shipped', version: 3, by: 'shop', slugs: [] },
    { from: 'shipped', to: 'delivered', version: 4, by: 'shop', slugs: [] },
  ])
})

test('shipping turns the hold into a movement of stock', async () => {
  const { slug } = await aProduct(keeper, { stock: 10 })
  const { order_number } = await anOrder(buyer, [{ product: slug, quantity: 4 }])
  const shelf = async () => {
    const { results } = await keeper.api.list_lots({ query: { product: slug } })
    return results.map((lot) => [lot.on_hand, lot.held])
  }
  expect(await shelf()).toEqual([[10, 4]])
  await walk(keeper, order_number, 'approve', 'ship')
  expect(await shelf()).toEqual([[6, 0]])
})

test('cash is taken when the order is delivered, to the cent, and stays with the shop', async () => {
  const shop = await anApprovedShop(mortar)
  const id = await shopId(mortar, shop.shop)
  const { slug } = await aProduct(shop, { price: 1337 })
  const { order_number, payment } = await anOrder(buyer, [{ product: slug, quantity: 3 }])
  await walk(shop, order_number, 'approve', 'ship')
  expect(await balance(mortar, `shop:${id}:collected`)).toBe(0)
  expect(payment.status).toBe('open')
  const delivered = await shop.api.deliver_order(named(order_number))
  expect(delivered.payment).toMatchObject({ method: 'cash_on_delivery', status: 'paid' })
  expect(await balance(mortar, `shop:${id}:collected`)).toBe(4011)
  expect(await balance(mortar, `shop:${id}:payable`)).toBe(0)
})

test('two shops of one checkout are paid each when it delivers', async () => {
  const other = await anApprovedShop(mortar)
  const [here, there] = [await aProduct(keeper, { price: 700 }), await aProduct(other, { price: 900 })]
  const { orders } = await buy(
    buyer,
    [here, there].map(({ slug }) => ({ product: slug, quantity: 1 })),
  )
  const [mine, theirs] = orders.map((order) => order.order_number)
  await walk(keeper, mine ?? '', 'approve', 'ship', 'deliver')
  expect((await buyer.api.get_order(one(mine ?? ''))).payment.status).toBe('paid')
  const cancelled = await buyer.api.cancel_order(named(theirs ?? ''))
  expect(cancelled.payment.status).toBe('voided')
  expect(await balance(mortar, `shop:${await shopId(mortar, other.shop)}:collected`)).toBe(0)
})

test.each(['customer', 'shop'] as const)('cancelled by its %s, an order frees its stock', async (side) => {
  const { slug } = await aProduct(keeper, { stock: 5 })
  const { order_number } = await anOrder(buyer, [{ product: slug, quantity: 5 }])
  if (side === 'shop') await walk(keeper, order_number, 'approve')
  expect(await stockOf(mortar, slug)).toBe(0)
  const who = side === 'shop' ? keeper : buyer
  const cancelled = await who.api.cancel_order({ params: { order_number }, body: { note: 'no longer needed' } })
  expect(cancelled).toMatchObject({ status: 'cancelled', moves: [], payment: { status: 'voided' } })
  expect(await stockOf(mortar, slug)).toBe(5)
  expect(await published('order.moved', order_number)).toContainEqual(
    expect.objectContaining({ to: 'cancelled', by: side, slugs: [slug] }),
  )
  const { timeline } = await buyer.api.track_order({ params: { order_number } })
  expect(timeline.at(-1)).toMatchObject({ status: 'cancelled', note: 'no longer needed' })
})

const states: [after: Exclude<OrderMove, 'cancel'>[], status: string, open: Record<'buyer' | 'shop', OrderMove[]>][] = [
  [[], 'pending', { buyer: ['cancel'], shop: ['approve', 'cancel'] }],
  [['approve'], 'approved', { buyer: ['cancel'], shop: ['ship', 'cancel'] }],
  [['approve', 'ship'], 'shipped', { buyer: [], shop: ['deliver'] }],
  [['approve', 'ship', 'deliver'], 'delivered', { buyer: [], shop: [] }],
]

test.each(states)('after %o an order is %s, and what that forbids is refused', async (done, status, open) => {
  const { slug } = await aProduct(keeper)
  const { order_number } = await anOrder(buyer, [{ product: slug, quantity: 1 }])
  await walk(keeper, order_number, ...done)
  for (const move of orderMoves.filter((each) => !open.shop.includes(each))) {
    const refused = await refusalOf(keeper.api[`${move}_order`](named(order_number)))
    expect(refused).toMatchObject({ status: 409, code: 'move_not_allowed', moves: open.shop })
  }
  const { succeeded, problems } = await outcomesOf([buyer.api.cancel_order(named(order_number))])
  expect(succeeded).toBe(open.buyer.length)
  expect(problems).toMatchObject(open.buyer.length > 0 ? [] : [{ code: 'move_not_allowed', moves: [] }])
  expect((await buyer.api.get_order(one(order_number))).status).toBe(succeeded > 0 ? 'cancelled' : status)
})

test('what is not yours answers as what is not there', async () => {
  const { slug } = await aProduct(keeper)
  const { order_number } = await anOrder(buyer, [{ product: slug, quantity: 1 }])
  const [stranger, rival] = [await aCustomer(mortar), await anApprovedShop(mortar)]
  const answer = (who: Someone, method: string, path: string) =>
    mortar.raw({
      method,
      url: `/api/orders/${path}`,
      headers: { authorization: `Bearer ${who.tokens.access_token}`, 'content-type': 'application/json' },
      ...(method === 'POST' ? { body: '{}' } : {}),
    })
  const calls: [Someone, string, (number: string) => string][] = [
    [stranger, 'GET', (number) => number],
    [stranger, 'GET', (number) => `track/${number}`],
    [stranger, 'POST', (number) => `${number}/cancel`],
    [rival, 'GET', (number) => number],
    [rival, 'GET', (number) => `track/${number}`],
    ...orderMoves.map((move) => [rival, 'POST', (number: string) => `${number}/${move}`] as (typeof calls)[number]),
  ]
  for (const [who, method, path] of calls) {
    const [foreign, none] = [await answer(who, method, path(order_number)), await answer(who, method, path(missing))]
    expect([foreign.status, foreign.body]).toEqual([404, none.body])
  }
  expect((await buyer.api.get_order(one(order_number))).status).toBe('pending')
})

test('the platform sees every order and moves none', async () => {
  const admin = await anAdmin(mortar)
  const { slug } = await aProduct(keeper)
  const { order_number } = await anOrder(buyer, [{ product: slug, quantity: 1 }])
  expect(await admin.api.get_order(one(order_number))).toMatchObject({ order_number, moves: [] })
  expect((await admin.api.track_order(one(order_number))).status).toBe('pending')
  for (const move of orderMoves)
    expect(await refusalOf(admin.api[`${move}_order`](named(order_number)))).toMatchObject({ status: 403 })
})

test('a customer has no hand in what the shop does', async () => {
  const { slug } = await aProduct(keeper)
  const { order_number } = await anOrder(buyer, [{ product: slug, quantity: 1 }])
  for (const move of ['approve', 'ship', 'deliver'] as const)
    expect(await refusalOf(buyer.api[`${move}_order`](named(order_number)))).toMatchObject({ status: 403 })
})

test('staff act for their shop where they have a duty, and otherwise see nothing of its orders', async () => {
  const helper = await aCustomer(mortar)
  const { slug } = await aProduct(keeper)
  const { order_number } = await anOrder(buyer, [{ product: slug, quantity: 1 }])
  await hired(mortar, helper, keeper)
  expect(await refusalOf(helper.api.get_order({ params: { order_number } }))).toMatchObject({ code: 'not_found' })
  expect(await refusalOf(helper.api.approve_order(named(order_number)))).toMatchObject({ code: 'forbidden' })
  await hired(mortar, helper, keeper, ['counter'])
  expect(await helper.api.approve_order(named(order_number))).toMatchObject({
    status: 'approved',
    moves: ['ship', 'cancel'],
  })
})

test('of a shipment and a cancellation at once exactly one happens', async () => {
  const { slug } = await aProduct(keeper, { stock: 40 })
  for (let i = 0; i < 8; i++) {
    const { order_number } = await anOrder(buyer, [{ product: slug, quantity: 1 }])
    await walk(keeper, order_number, 'approve')
    const { problems } = await outcomesOf([
      keeper.api.ship_order(named(order_number)),
      buyer.api.cancel_order(named(order_number)),
      keeper.api.ship_order(named(order_number)),
      buyer.api.cancel_order(named(order_number)),
    ])
    expect(problems.map((each) => each.code)).toEqual(Array(3).fill('move_not_allowed'))
  }
})
