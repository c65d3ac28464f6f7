import { afterAll, beforeAll, expect, test } from 'vitest'
import { sql } from '../../kernel/database.ts'
import { anOrder, buy, walk } from '../../../test/harness/buying.ts'
import {
  aCustomer,
  aMortar,
  anAdmin,
  anApprovedShop,
  someone,
  type Mortar,
  type Someone,
} from '../../../test/harness/index.ts'
import { aProduct } from '../../../test/harness/products.ts'

let mortar: Mortar
beforeAll(async () => {
  mortar = await aMortar()
})
afterAll(() => mortar.close())

const numbers = (list: { results: { order_number: string }[] }) => list.results.map((order) => order.order_number)
const again = (who: Someone) => someone(mortar, who.username, who.email)

async function place(buyer: Someone, product: string, times: number): Promise<string[]> {
  const placed: string[] = []
  for (let i = 0; i < times; i++) {
    mortar.clock.advance(1000)
    placed.push((await anOrder(buyer, [{ product, quantity: 1 }])).order_number)
  }
  return placed
}

test('my orders: newest first, mine only, by status, page by page', async () => {
  const [keeper, buyer, other] = [await anApprovedShop(mortar), await aCustomer(mortar), await aCustomer(mortar)]
  const { slug } = await aProduct(keeper, { stock: 50 })
  const mine = await place(buyer, slug, 5)
  await place(other, slug, 1)
  await buyer.api.cancel_order({ params: { order_number: mine[1] ?? '' }, body: {} })
  expect(numbers(await buyer.api.my_orders())).toEqual(mine.toReversed())
  expect(numbers(await buyer.api.my_orders({ query: { status: 'cancelled' } }))).toEqual([mine[1]])
  const second = await buyer.api.my_orders({ query: { page: 2, page_size: 2 } })
  expect(second).toMatchObject({
    count: 5,
    next: '/api/my_orders?page=3&page_size=2',
    previous: '/api/my_orders?page=1&page_size=2',
  })
  expect(numbers(second)).toEqual([mine[2], mine[1]])
})

test('my orders of some days, both included', async () => {
  const keeper = await anApprovedShop(mortar)
  const name = await aCustomer(mortar)
  const { slug } = await aProduct(keeper, { stock: 50 })
  const days: [string, string][] = []
  for (let i = 0; i < 3; i++) {
    const buyer = await again(name)
    days.push([mortar.clock.now.toISOString().slice(0, 10), (await place(buyer, slug, 1))[0] ?? ''])
    mortar.clock.advance(86_400_000)
  }
  const buyer = await again(name)
  const [first, second, third] = days
  const between = async (query: { from?: string; to?: string }) => numbers(await buyer.api.my_orders({ query }))
  expect(await between({ from: second?.[0] ?? '' })).toEqual([third?.[1], second?.[1]])
  expect(await between({ to: second?.[0] ?? '' })).toEqual([second?.[1], first?.[1]])
  expect(await between({ from: second?.[0] ?? '', to: second?.[0] ?? '' })).toEqual([second?.[1]])
})

test('a shop’s queues: pending oldest first, completed newest first', async () => {
  const [keeper, rival, buyer] = [await anApprovedShop(mortar), await anApprovedShop(mortar), await aCustomer(mortar)]
  const { slug } = await aProduct(keeper, { stock: 50 })
  const placed = await place(buyer, slug, 4)
  expect(numbers(await keeper.api.pending_orders())).toEqual(placed)
  for (const number of placed.slice(0, 2)) await walk(keeper, number, 'approve', 'ship', 'deliver')
  expect(numbers(await keeper.api.pending_orders())).toEqual(placed.slice(2))
  expect(numbers(await keeper.api.completed_orders())).toEqual([placed[1], placed[0]])
  expect((await keeper.api.completed_orders()).results[0]).toMatchObject({ status: 'delivered', moves: [] })
  for (const list of [await rival.api.pending_orders(), await rival.api.completed_orders()]) expect(list.count).toBe(0)
})

test('the last n of a shop, by status; of all for an admin', async () => {
  const [keeper, other, buyer] = [await anApprovedShop(mortar), await anApprovedShop(mortar), await aCustomer(mortar)]
  const admin = await anAdmin(mortar)
  const [here, there] = [await aProduct(keeper, { stock: 50 }), await aProduct(other)]
  const placed = await place(buyer, here.slug, 3)
  const [last] = await place(buyer, there.slug, 1)
  await walk(keeper, placed[0] ?? '', 'approve')
  expect(numbers(await keeper.api.recent_orders({ query: { n: 2 } }))).toEqual([placed[2], placed[1]])
  expect(numbers(await keeper.api.recent_orders({ query: { status: 'approved' } }))).toEqual([placed[0]])
  expect(numbers(await admin.api.recent_orders({ query: { n: 2 } }))).toEqual([last, placed[2]])
})

test('today is the shop’s own day, and its summary leaves out what was cancelled', async () => {
  const [name, buyers] = [await anApprovedShop(mortar), await aCustomer(mortar)]
  const { slug } = await aProduct(name, { stock: 50, price: 1001 })
  await sql`update shops.shops set time_zone = 'Pacific/Auckland' where slug = ${name.shop}`.execute(mortar.db)
  const at = async (time: string) => {
    mortar.clock.now = new Date(time)
    return { keeper: { ...name, ...(await again(name)) }, buyer: await again(buyers) }
  }
  const year = new Date().getUTCFullYear() + 1
  // Auckland stands at UTC+12 in July: its 10th begins at noon of the 9th.
  const before = await at(`${year}-07-09T11:59:59Z`)
  await buy(before.buyer, [{ product: slug, quantity: 1 }])
  const within = await at(`${year}-07-09T12:00:00Z`)
  const first = await buy(within.buyer, [{ product: slug, quantity: 1 }])
  const later = await at(`${year}-07-10T11:59:59Z`)
  const second = await buy(later.buyer, [{ product: slug, quantity: 2 }])
  const third = await buy(later.buyer, [{ product: slug, quantity: 9 }])
  await later.buyer.api.cancel_order({ params: { order_number: third.orders[0]?.order_number ?? '' }, body: {} })
  const today = await later.keeper.api.orders_today()
  expect(numbers(today)).toEqual([third, second, first].map((each) => each.orders[0]?.order_number))
  expect(today.summary).toEqual({ orders: 2, revenue: 3003, average: 1502, currency: 'EUR' })
  const tomorrow = await at(`${year}-07-10T12:00:00Z`)
  expect(await tomorrow.keeper.api.orders_today()).toMatchObject({
    count: 0,
    results: [],
    summary: { orders: 0, revenue: 0, average: 0, currency: 'EUR' },
  })
})

test('today of the platform: every shop’s day, summed in its own currency only', async () => {
  const [euro, franc, buyer] = [await anApprovedShop(mortar), await anApprovedShop(mortar), await aCustomer(mortar)]
  await sql`update shops.shops set currency = 'CHF' where slug = ${franc.shop}`.execute(mortar.db)
  const admin = await anAdmin(mortar)
  const before = await admin.api.orders_today()
  const [here, there] = [await aProduct(euro, { price: 700 }), await aProduct(franc, { price: 900 })]
  await buy(buyer, [{ product: here.slug, quantity: 1 }])
  await buy(buyer, [{ product: there.slug, quantity: 1 }])
  const after = await admin.api.orders_today()
  expect(after.count - before.count).toBe(2)
  expect(after.summary.currency).toBe('EUR')
  expect([after.summary.orders - before.summary.orders, after.summary.revenue - before.summary.revenue]).toEqual([
    1, 700,
  ])
  expect((await franc.api.orders_today()).summary).toEqual({ orders: 1, revenue: 900, average: 900, currency: 'CHF' })
})
