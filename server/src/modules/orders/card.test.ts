import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { sql } from '../../kernel/database.ts'
import { accountCode, post } from '../ledger/index.ts'
import { anOrder, balance, brokenSales, buy, outcomesOf, shopId, stockOf, walk } from '../../../test/harness/buying.ts'
import {
  aCustomer,
  aMortar,
  anApprovedShop,
  refusalOf,
  someone,
  type Mortar,
  type Shopkeeper,
  type Someone,
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

const one = (order_number: string) => ({ params: { order_number } })
const named = (order_number: string) => ({ ...one(order_number), body: {} })
const pay = (id: string, outcome: 'paid' | 'failed' = 'paid', who = buyer) =>
  who.api.pay_fake({ params: { id }, body: { outcome } })
const queue = async (shop = keeper) => (await shop.api.pending_orders()).results.map((order) => order.order_number)

/** A refund is asked of the gateway after it was decided. */
async function gatewayHas(minor: number): Promise<void> {
  await mortar.settle()
  await expect.poll(() => balance(mortar, 'gateway:fake'), { timeout: 10_000 }).toBe(minor)
  expect(await balance(mortar, 'refunds:fake')).toBe(0)
}

async function runTask(name: string): Promise<void> {
  const task = mortar.server.modules.find((each) => each.tasks?.[name] !== undefined)?.tasks?.[name]
  if (task === undefined) throw new Error(`there is no task ${name}`)
  await task({})
}

test('a card order waits out of its shop’s sight until it is paid', async () => {
  const shop = await anApprovedShop(mortar)
  const { slug } = await aProduct(shop, { price: 2599 })
  const { order_number, ...order } = await anOrder(buyer, [{ product: slug, quantity: 2 }], 'fake')
  expect(order).toMatchObject({
    status: 'pending',
    awaiting_payment: true,
    payment: { method: 'fake', status: 'open' },
  })
  expect(await queue(shop)).toEqual([])
  expect((await shop.api.recent_orders()).results).toEqual([])
  expect((await shop.api.orders_today()).count).toBe(0)
  expect(await refusalOf(shop.api.approve_order(named(order_number)))).toMatchObject({
    status: 409,
    code: 'move_not_allowed',
    detail: 'The order waits for its payment.',
    moves: ['cancel'],
  })
  expect(await pay(order.payment.id)).toMatchObject({ status: 'paid', amount: 5198, currency: 'EUR' })
  expect(await queue(shop)).toEqual([order_number])
  expect(await buyer.api.get_order(one(order_number))).toMatchObject({
    awaiting_payment: false,
    payment: { status: 'paid' },
  })
  const { timeline, version } = await buyer.api.track_order(one(order_number))
  expect(timeline.map((step) => [step.status, step.reason])).toEqual([
    ['pending', null],
    ['pending', 'payment_received'],
  ])
  expect(version).toBe(2)
  await walk(shop, order_number, 'approve', 'ship', 'deliver')
})

test('card money is owed to the shops, to the cent, and goes back when the order is cancelled', async () => {
  const shops = [await anApprovedShop(mortar), await anApprovedShop(mortar)]
  const accounts = await Promise.all(shops.map(async ({ shop }) => `shop:${await shopId(mortar, shop)}:payable`))
  const owed = () => Promise.all(accounts.map((code) => balance(mortar, code)))
  const gateway = await balance(mortar, 'gateway:fake')
  const prices = [1333, 2001]
  const products = await Promise.all(shops.map((shop, i) => aProduct(shop, { price: prices[i] ?? 0 })))
  const { payment, orders } = await buy(
    buyer,
    products.map(({ slug }) => ({ product: slug, quantity: 3 })),
    'fake',
  )
  expect(await owed()).toEqual([0, 0])
  await pay(payment.id)
  expect(await owed()).toEqual([3999, 6003])
  expect(await balance(mortar, 'gateway:fake')).toBe(gateway - 10_002)
  const first = await buyer.api.cancel_order(named(orders[0]?.order_number ?? ''))
  expect(first.payment.status).toBe('refunded')
  const kept = orders[1]?.order_number ?? ''
  expect((await buyer.api.get_order(one(kept))).payment.status).toBe('paid')
  expect(await owed()).toEqual([0, 6003])
  const second = await shops[1]?.api.cancel_order(named(orders[1]?.order_number ?? ''))
  expect(second?.payment.status).toBe('refunded')
  expect(await owed()).toEqual([0, 0])
  await gatewayHas(gateway)
})

test('a buyer is paid back though the shop was paid out meanwhile, and the shop hears what it owes', async () => {
  const shop = await anApprovedShop(mortar)
  const id = await shopId(mortar, shop.shop)
  const gateway = await balance(mortar, 'gateway:fake')
  const { slug } = await aProduct(shop, { price: 1500 })
  const { payment, orders } = await buy(buyer, [{ product: slug, quantity: 2 }], 'fake')
  await pay(payment.id)
  const source = accountCode.payable(id)
  const postings = [{ source, destination: 'bank', amount_minor: 2100, currency: 'EUR' }]
  await post(mortar.db, { reference: `payout:${id}`, kind: 'payout', postings }, mortar.clock.now)
  const order_number = orders[0]?.order_number ?? ''
  expect(await shop.api.cancel_order(named(order_number))).toMatchObject({
    status: 'cancelled',
    payment: { status: 'refunded' },
  })
  await gatewayHas(gateway)
  expect([await balance(mortar, source), await balance(mortar, accountCode.owed(id))]).toEqual([0, -2100])
  await mortar.settle()
  const { results } = await shop.api.notifications({ query: {} })
  expect(results.map(({ text }) => text)).toContain(
    `The refund for order ${order_number} was more than we hold for you. You owe us the difference: €21.00.`,
  )
})

test('a refused card cancels the orders of all its shops and frees their stock', async () => {
  const other = await anApprovedShop(mortar)
  const products = [await aProduct(keeper, { stock: 3 }), await aProduct(other, { stock: 4 })]
  const { payment, orders } = await buy(
    buyer,
    products.map(({ slug }) => ({ product: slug, quantity: 3 })),
    'fake',
  )
  expect(await pay(payment.id, 'failed')).toMatchObject({ status: 'failed' })
  for (const { order_number } of orders) {
    const { status, timeline } = await buyer.api.track_order(one(order_number))
    expect([status, timeline.at(-1)?.reason]).toEqual(['cancelled', 'payment_failed'])
  }
  expect(await Promise.all(products.map(({ slug }) => stockOf(mortar, slug)))).toEqual([3, 4])
})

test('a payment is settled once, by its own buyer, and only if it is a card’s', async () => {
  const { slug } = await aProduct(keeper, { stock: 50 })
  const items = [{ product: slug, quantity: 1 }]
  const { payment } = await buy(buyer, items, 'fake')
  const stranger = await aCustomer(mortar)
  const foreign = await refusalOf(pay(payment.id, 'paid', stranger))
  expect(foreign).toEqual(await refusalOf(pay('0190f3a0-0000-7000-8000-000000000000', 'paid', stranger)))
  expect(foreign).toMatchObject({ status: 404, code: 'not_found' })
  const outcomes = Array.from({ length: 6 }, (_, i) => (i % 2 === 0 ? 'paid' : 'failed'))
  const { problems } = await outcomesOf(outcomes.map((outcome) => pay(payment.id, outcome)))
  expect(problems.map((each) => each.code)).toEqual(Array(5).fill('payment_not_open'))
  const cash = await buy(buyer, items)
  expect(await refusalOf(pay(cash.payment.id))).toMatchObject({ code: 'payment_not_open' })
})

test('an order cancelled before it is paid has no part in the payment', async () => {
  const other = await anApprovedShop(mortar)
  const [here, there] = [await aProduct(keeper, { price: 800 }), await aProduct(other, { price: 500 })]
  const { payment, orders } = await buy(
    buyer,
    [here, there].map(({ slug }) => ({ product: slug, quantity: 1 })),
    'fake',
  )
  expect((await buyer.api.cancel_order(named(orders[0]?.order_number ?? ''))).payment.status).toBe('voided')
  const waiting = await buyer.api.get_order(one(orders[1]?.order_number ?? ''))
  expect(waiting.payment.status).toBe('open')
  expect(await pay(payment.id)).toMatchObject({ status: 'paid', amount: 1300 })
  expect(await queue()).not.toContain(orders[0]?.order_number)
  expect(await queue(other)).toContain(orders[1]?.order_number)
  expect(await balance(mortar, `shop:${await shopId(mortar, other.shop)}:payable`)).toBe(500)
})

test('when all of it is cancelled there is nothing left to pay', async () => {
  const { slug } = await aProduct(keeper)
  const { order_number, payment } = await anOrder(buyer, [{ product: slug, quantity: 1 }], 'fake')
  await buyer.api.cancel_order(named(order_number))
  expect(await refusalOf(pay(payment.id))).toMatchObject({ code: 'payment_not_open' })
})

test('a cancellation and a payment at the same moment leave the money and the stock right', async () => {
  const { slug } = await aProduct(keeper, { stock: 20 })
  for (let i = 0; i < 6; i++) {
    const { order_number, payment } = await anOrder(buyer, [{ product: slug, quantity: 1 }], 'fake')
    await Promise.allSettled([pay(payment.id), buyer.api.cancel_order(named(order_number)), pay(payment.id, 'failed')])
    expect(['pending', 'cancelled']).toContain((await buyer.api.get_order(one(order_number))).status)
  }
})

test('unpaid after half an hour, orders are cancelled with their stock freed; paid ones are not', async () => {
  const customer = await aCustomer(mortar)
  const other = await anApprovedShop(mortar)
  const products = [await aProduct(keeper, { stock: 9 }), await aProduct(other, { stock: 9 })]
  const items = products.map(({ slug }) => ({ product: slug, quantity: 2 }))
  const unpaid = await buy(customer, items, 'fake')
  const paid = await buy(customer, items, 'fake')
  await pay(paid.payment.id, 'paid', customer)
  const cash = await buy(customer, items)
  mortar.clock.advance(29 * 60_000)
  await runTask('payment_timeout')
  const again = async () => someone(mortar, customer.username, customer.email)
  const statusOf = async (who: Someone, placed: typeof unpaid) =>
    Promise.all(placed.orders.map(async (each) => (await who.api.get_order(one(each.order_number))).status))
  expect(await statusOf(await again(), unpaid)).toEqual(['pending', 'pending'])
  mortar.clock.advance(60_000)
  await Promise.all([runTask('payment_timeout'), runTask('payment_timeout')])
  const who = await again()
  expect(await statusOf(who, unpaid)).toEqual(['cancelled', 'cancelled'])
  expect([await statusOf(who, paid), await statusOf(who, cash)]).toEqual([
    ['pending', 'pending'],
    ['pending', 'pending'],
  ])
  const { timeline } = await who.api.track_order(one(unpaid.orders[0]?.order_number ?? ''))
  expect(timeline.at(-1)).toMatchObject({ status: 'cancelled', reason: 'payment_timeout', note: null })
  expect(await Promise.all(products.map(({ slug }) => stockOf(mortar, slug)))).toEqual([5, 5])
  expect(await refusalOf(pay(unpaid.payment.id, 'paid', who))).toMatchObject({ code: 'payment_not_open' })
  const { rows } = await sql<{ status: string }>`
    select data ->> 'status' as status from kernel.facts f join payments.payments p
      on f.type = 'payment.settled' and (f.data ->> 'payment_id')::bigint = p.id
    where p.uuid = ${unpaid.payment.id}`.execute(mortar.db)
  expect(rows).toEqual([{ status: 'voided' }])
})

test('the task is on the calendar, every minute', () => {
  const schedules = mortar.server.modules.flatMap((each) => each.schedules ?? [])
  expect(schedules).toContainEqual({ task: 'payment_timeout', cron: '* * * * *' })
})
