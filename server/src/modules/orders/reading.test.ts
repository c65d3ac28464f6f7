import { afterAll, beforeAll, expect, test } from 'vitest'
import { sql } from '../../kernel/database.ts'
import { anOrder, buy, shopId, walk } from '../../../test/harness/buying.ts'
import {
  aCustomer,
  address,
  aMortar,
  anAdmin,
  anApprovedShop,
  refusalOf,
  type Mortar,
  type Shopkeeper,
  type Someone,
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
  await sql`
    update people.grants set role = 'staff', shop_id = ${await shopId(mortar, keeper.shop)}
    where user_id = (select id from people.users where username = ${person.username})`.execute(mortar.db)
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
  await sql`
    update people.grants set role = 'staff', shop_id = ${await shopId(mortar, keeper.shop)}
    where user_id = (select id from people.users where username = ${person.username})`.execute(mortar.db)
  expect((await person.api.get_order(named(order_number))).address).toMatchObject({ line1: address.line1 })
})

test('a shop reads where an order goes until it is cancelled; its buyer and the platform afterwards too', async () => {
  const admin = await anAdmin(mortar)
  const { orders } = await buy(buyer, item())
  const order_number = orders[0]?.order_number ?? ''
  const reads = async (who: Pick<Someone, 'api'>) => (await who.api.get_order(named(order_number))).address !== null
  expect([await reads(keeper), await reads(buyer), await reads(admin)]).toEqual([true, true, true])
  await walk(keeper, order_number, 'approve', 'cancel')
  expect([await reads(keeper), await reads(buyer), await reads(admin)]).toEqual([false, true, true])
  const listed = (await keeper.api.list_my_shop_orders({ query: { status: 'cancelled' } })).results
  expect(listed.map((order) => order.address)).toEqual([null])
})
