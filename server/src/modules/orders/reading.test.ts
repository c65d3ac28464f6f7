import { afterAll, beforeAll, expect, test } from 'vitest'
import { anOrder, walk } from '../../../test/harness/buying.ts'
import {
  aCustomer,
  address,
  aMortar,
  anAdmin,
  anApprovedShop,
  refusalOf,
  someone,
  type Mortar,
  type Shopkeeper,
  type Someone,
  hired,
} from '../../../test/harness/index.ts'
import { aProduct } from '../../../test/harness/products.ts'

let mortar: Mortar
let keeper: Shopkeeper
let buyer: Someone
let slug: string
beforeAll(async () => {
  mortar = await aMortar()
  keeper = await anApprovedShop(mortar)
  buyer = await aCustomer(mortar)
  slug = (await aProduct(keeper, { stock: 50 })).slug
})
afterAll(() => mortar.close())

const item = () => [{ product: slug, quantity: 1 }]
const named = (order_number: string) => ({ params: { order_number } })

/** Works in the shop, and has no duty there. */
async function anIdler(): Promise<Someone> {
  const person = await aCustomer(mortar)
  await hired(mortar, person, keeper)
  return person
}

test('who has no duty in a shop reads nothing of its orders, in lists or by their number', async () => {
  const { order_number } = await anOrder(buyer, item())
  const { api } = await anIdler()
  const reads = [
    () => api.pending_orders(),
    () => api.list_my_shop_orders(),
    () => api.completed_orders(),
    () => api.orders_today(),
    () => api.recent_orders(),
  ]
  for (const read of reads) expect((await refusalOf(read())).code).toBe('forbidden')
  const missing = await refusalOf(api.get_order(named('ORD20200101ZZZZZZZZZZ')))
  expect(await refusalOf(api.get_order(named(order_number)))).toEqual(missing)
  expect(await refusalOf(api.track_order(named(order_number)))).toEqual(missing)
})

test('what they bought themselves is theirs all the same', async () => {
  const person = await aCustomer(mortar)
  const { order_number } = await anOrder(person, item())
  await hired(mortar, person, keeper)
  expect((await person.api.get_order(named(order_number))).address).toMatchObject({ line1: address.line1 })
})

const days = (count: number) => count * 24 * 60 * 60 * 1000
/** Access tokens are older than they may be once days have gone by. */
const again = (who: Someone) => someone(mortar, who.username, who.email)

/** Who and where, as somebody reads it under its number. */
async function readBy({ api }: Pick<Someone, 'api'>, order_number: string) {
  const { address: to, customer } = await api.get_order(named(order_number))
  return [to?.line1 ?? null, customer.name]
}

/** The same in every list of a shop that has it, and what its moves answer. */
async function listed({ api }: Pick<Someone, 'api'>, order_number: string) {
  const lists = await Promise.all([
    api.pending_orders(),
    api.list_my_shop_orders({ query: { page_size: 100 } }),
    api.completed_orders({ query: { page_size: 100 } }),
    api.orders_today({ query: { page_size: 100 } }),
    api.recent_orders({ query: { n: 100 } }),
  ])
  const found = lists.flatMap(({ results }) => results.filter((order) => order.order_number === order_number))
  return found.map(({ address: to, customer }) => [to?.line1 ?? null, customer.name])
}

test('a shop reads for whom and where an order goes until it is cancelled; its buyer and the platform afterwards too', async () => {
  const admin = await anAdmin(mortar)
  const { order_number } = await anOrder(buyer, item())
  const open = [address.line1, `Customer ${buyer.username}`]
  for (const who of [keeper, buyer, admin]) expect(await readBy(who, order_number)).toEqual(open)
  expect(await listed(keeper, order_number)).toEqual([open, open, open, open])
  await walk(keeper, order_number, 'approve')
  const answer = await keeper.api.cancel_order({ ...named(order_number), body: {} })
  expect([answer.address, answer.customer]).toEqual([null, { username: buyer.username, name: null }])
  expect(await readBy(keeper, order_number)).toEqual([null, null])
  expect(await listed(keeper, order_number)).toEqual([
    [null, null],
    [null, null],
    [null, null],
  ])
  for (const who of [buyer, admin]) expect(await readBy(who, order_number)).toEqual(open)
})

test('and for thirty days after it was delivered, however long it was under way', async () => {
  const { order_number } = await anOrder(buyer, item())
  const open = [address.line1, `Customer ${buyer.username}`]
  await walk(keeper, order_number, 'approve')
  mortar.clock.advance(days(40))
  let shop = { ...(await again(keeper)), shop: keeper.shop }
  expect(await readBy(shop, order_number)).toEqual(open)
  await walk(shop, order_number, 'ship', 'deliver')
  mortar.clock.advance(days(30) - 1000)
  shop = { ...(await again(keeper)), shop: keeper.shop }
  expect(await readBy(shop, order_number)).toEqual(open)
  expect(await listed(shop, order_number)).toEqual([open, open, open])
  mortar.clock.advance(1000)
  expect(await readBy(shop, order_number)).toEqual([null, null])
  expect(await listed(shop, order_number)).toEqual([
    [null, null],
    [null, null],
    [null, null],
  ])
  const staff = await anIdler()
  await shop.api.update_staff({ params: { username: staff.username }, body: { duties: ['counter'] } })
  expect(await readBy(staff, order_number)).toEqual([null, null])
  for (const who of [await again(buyer), await anAdmin(mortar)]) expect(await readBy(who, order_number)).toEqual(open)
})
