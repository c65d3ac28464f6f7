import { api, type Duty } from '@mortar/contract'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { anOrder, statementsOf, walk } from '../../../test/harness/buying.ts'
import {
  aCustomer,
  aMortar,
  anApprovedShop,
  signIn,
  type Mortar,
  type Shopkeeper,
  type Someone,
  hired,
} from '../../../test/harness/index.ts'
import { aProduct, inDays } from '../../../test/harness/products.ts'
import { followAt } from '../../../test/harness/stream.ts'

let mortar: Mortar
let port: number
let buyer: Someone
beforeAll(async () => {
  mortar = await aMortar()
  buyer = await aCustomer(mortar)
  port = Number(new URL(await mortar.server.app.listen({ port: 0, host: '127.0.0.1' })).port)
})
afterAll(() => mortar.close())

const anOrderOf = async (slug: string) => (await anOrder(buyer, [{ product: slug, quantity: 1 }])).order_number
const none = { to_answer: 0, to_ship: 0, on_their_way: 0 }

/** Somebody who works there, with these duties. */
async function aColleague(keeper: Shopkeeper, ...duties: Duty[]): Promise<Someone> {
  const someone = await aCustomer(mortar)
  await hired(mortar, someone, keeper, duties)
  const tokens = await signIn(mortar, someone.username)
  return { ...someone, tokens, api: mortar.as(tokens.access_token) }
}

test('counts what the lists of the shop hold, and nothing of another', async () => {
  const [keeper, other] = [await anApprovedShop(mortar), await anApprovedShop(mortar)]
  const { slug } = await aProduct(keeper, { stock: 10, expiry_date: inDays(mortar, 365) })
  const { slug: foreign } = await aProduct(other)
  const numbers = []
  for (let n = 0; n < 5; n++) numbers.push(await anOrderOf(slug))
  await anOrderOf(foreign)
  const [sent = '', accepted = '', cancelled = ''] = numbers
  await walk(keeper, sent, 'approve', 'ship')
  await walk(keeper, accepted, 'approve')
  await walk(keeper, cancelled, 'cancel')
  await aProduct(keeper, { stock: 2 })
  const off = await aProduct(keeper, { stock: 0 })
  await keeper.api.update_product({ params: { slug: off.slug }, body: { is_live: false } })
  const late = await aProduct(keeper, { stock: 30, expiry_date: inDays(mortar, 89) })
  await aProduct(keeper, { stock: 30, expiry_date: inDays(mortar, 90) })

  const waiting = await keeper.api.get_my_shop_waiting()
  expect(waiting).toEqual({
    orders: { to_answer: 2, to_ship: 1, on_their_way: 1 },
    low_stock: 1,
    expiring: 1,
    expires_before: inDays(mortar, 90),
  })
  const { expires_before } = waiting
  expect((await keeper.api.list_lots({ query: { expires_before } })).results).toMatchObject([{ product: late.slug }])
  expect((await keeper.api.restock_products()).count).toBe(1)
  expect((await keeper.api.pending_orders()).count).toBe(2)
  expect((await other.api.get_my_shop_waiting()).orders).toEqual({ ...none, to_answer: 1 })
})

test('an order that waits for its payment is not the shop’s to answer', async () => {
  const keeper = await anApprovedShop(mortar)
  const { slug } = await aProduct(keeper)
  await anOrder(buyer, [{ product: slug, quantity: 1 }], 'fake')
  expect((await keeper.api.get_my_shop_waiting()).orders).toEqual(none)
})

test('of orders nothing is told to who has no duty', async () => {
  const keeper = await anApprovedShop(mortar)
  await anOrderOf((await aProduct(keeper)).slug)
  const told = async (...duties: Duty[]) => (await aColleague(keeper, ...duties)).api.get_my_shop_waiting()
  expect((await told()).orders).toBeNull()
  expect((await told('counter')).orders).toEqual({ ...none, to_answer: 1 })
})

test('is one statement', async () => {
  const keeper = await anApprovedShop(mortar)
  const sent = statementsOf(mortar)
  await keeper.api.get_my_shop_waiting()
  expect(sent.filter((statement) => statement.includes('to_answer'))).toHaveLength(1)
  // The other one reads who asks.
  expect(sent).toHaveLength(2)
})

test('a stream begins with what waits, and tells again what has come, and nothing of another shop', async () => {
  const [keeper, other] = [await anApprovedShop(mortar), await anApprovedShop(mortar)]
  const [{ slug }, { slug: foreign }] = [await aProduct(keeper), await aProduct(other)]
  await mortar.settle()
  const { url, answer } = api.get_my_shop_waiting
  const stream = await followAt(port, keeper, url, answer)
  expect(await stream.next()).toMatchObject({ name: 'waiting', data: { orders: none, low_stock: 0 } })
  await anOrderOf(foreign)
  const number = await anOrderOf(slug)
  expect(await stream.next()).toMatchObject({ data: { orders: { ...none, to_answer: 1 } } })
  await walk(keeper, number, 'approve')
  // Told in the process that did it at once, and by the relay: each look is whole, however many there are.
  await expect.poll(async () => (await stream.next()).data.orders).toEqual({ ...none, to_ship: 1 })
  await keeper.api.update_product({ params: { slug }, body: { low_stock_at: 50 } })
  await expect.poll(async () => (await stream.next()).data.low_stock).toBe(1)
  await keeper.api.logout({ body: {} })
  await stream.ended
  expect(stream.body()).not.toContain(other.shop)
}, 30_000)

test('a stream says no more of orders once the duty is gone, and ends with the session', async () => {
  const keeper = await anApprovedShop(mortar)
  const { slug } = await aProduct(keeper)
  const colleague = await aColleague(keeper, 'counter')
  const { url, answer } = api.get_my_shop_waiting
  const stream = await followAt(port, colleague, url, answer)
  expect((await stream.next()).data.orders).toEqual(none)
  await keeper.api.update_staff({ params: { username: colleague.username }, body: { duties: [] } })
  await anOrderOf(slug)
  await expect.poll(async () => (await stream.next()).data.orders).toBeNull()
  await keeper.api.remove_staff({ params: { username: colleague.username } })
  await stream.ended
}, 30_000)
