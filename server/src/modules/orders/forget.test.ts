import type { Placed } from '@mortar/contract'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { sql, transact } from '../../kernel/database.ts'
import { once } from '../../kernel/idempotency.ts'
import type { Person } from '../../kernel/module.ts'
import { aKey, anOrder, terms, walk } from '../../../test/harness/buying.ts'
import {
  aCustomer,
  address,
  aMortar,
  anApprovedShop,
  broken,
  password,
  refusalOf,
  type Mortar,
  type Shopkeeper,
  type Someone,
} from '../../../test/harness/index.ts'
import { personOf, waiting, whileLeaving } from '../../../test/harness/leaving.ts'
import { aProduct } from '../../../test/harness/products.ts'
import { settledInvariants } from '../../../test/invariants/index.ts'
import { createOrder } from './checkout.ts'

let mortar: Mortar
let keeper: Shopkeeper
let items: { product: string; quantity: number }[]
beforeAll(async () => {
  mortar = await aMortar()
  keeper = await anApprovedShop(mortar)
  items = [{ product: (await aProduct(keeper, { stock: 100 })).slug, quantity: 1 }]
})
afterAll(() => mortar.close())
afterEach(async () => {
  await mortar.settle()
  expect(await broken(mortar.db, settledInvariants)).toEqual({})
})

async function leaves({ api }: Someone): Promise<void> {
  await api.delete_me({ body: { password } })
  await mortar.settle()
}

const seen = (order_number: string) => keeper.api.get_order({ params: { order_number } })

/** What is kept of where an order went. */
async function keptOf(order_number: string): Promise<unknown> {
  const { rows } = await sql<{ address: unknown }>`
    select address from orders.orders where number = ${order_number}`.execute(mortar.db)
  return rows[0]?.address
}

test('a finished order keeps its lines, its amounts and its country, and neither name nor address', async () => {
  const buyer = await aCustomer(mortar)
  const { order_number } = await anOrder(buyer, items)
  await walk(keeper, order_number, 'approve', 'ship', 'deliver')
  const before = await seen(order_number)
  await leaves(buyer)
  const username = expect.stringMatching(/^deleted-[\da-f]{12}$/) as string
  expect(await seen(order_number)).toEqual({ ...before, address: null, customer: { username, name: 'Deleted' } })
  expect(await keptOf(order_number)).toEqual({ country: 'FR' })
})

test('an open order keeps its address until it is finished, so that it can be brought', async () => {
  const buyer = await aCustomer(mortar)
  const [brought, called] = [await anOrder(buyer, items), await anOrder(buyer, items)]
  await walk(keeper, brought.order_number, 'approve')
  await leaves(buyer)
  expect(await seen(brought.order_number)).toMatchObject({ address, customer: { name: 'Deleted' } })
  await walk(keeper, brought.order_number, 'ship')
  await mortar.settle()
  expect(await seen(brought.order_number)).toMatchObject({ status: 'shipped', address })

  await walk(keeper, brought.order_number, 'deliver')
  await walk(keeper, called.order_number, 'cancel')
  await mortar.settle()
  for (const { order_number } of [brought, called]) {
    expect(await seen(order_number)).toMatchObject({ address: null })
    expect(await keptOf(order_number)).toEqual({ country: 'FR' })
  }
})

test('what the buyer wrote goes, what the shop wrote stays, and so does every step', async () => {
  const buyer = await aCustomer(mortar)
  const { order_number } = await anOrder(buyer, items)
  await keeper.api.approve_order({ params: { order_number }, body: { note: 'Packed.' } })
  await buyer.api.cancel_order({ params: { order_number }, body: { note: 'I have moved to 4 rue Longue.' } })
  const timeline = async () => (await keeper.api.track_order({ params: { order_number } })).timeline
  const before = await timeline()
  expect(before.map(({ note }) => note)).toEqual([null, 'Packed.', 'I have moved to 4 rue Longue.'])
  await leaves(buyer)
  expect(await timeline()).toEqual(before.map((step, i) => (i === 2 ? { ...step, note: null } : step)))
})

test("other people's orders stay as they are", async () => {
  const [buyer, other] = [await aCustomer(mortar), await aCustomer(mortar)]
  const { order_number } = await anOrder(other, items)
  await walk(keeper, order_number, 'approve', 'ship', 'deliver')
  const before = await seen(order_number)
  await anOrder(buyer, items)
  await leaves(buyer)
  expect(await seen(order_number)).toEqual(before)
})

const ask = ({ api }: Someone) => api.create_order({ headers: aKey(), body: { ...terms(), items } })

/** How many orders a person has, and how many answers are kept that bear their address. */
async function countsOf({ id }: Person): Promise<{ orders: number; answers: number }> {
  const { rows } = await sql<{ orders: number; answers: number }>`
    select (select count(*) from orders.orders where customer_id = ${id}) as orders,
      (select count(*) from kernel.idempotency where user_id = ${id}) as answers`.execute(mortar.db)
  return rows[0] as { orders: number; answers: number }
}

test('an order that comes while its buyer is deleted is refused', async () => {
  const buyer = await aCustomer(mortar)
  const person = await personOf(mortar, buyer)
  const [refused] = await whileLeaving(mortar, person, () => refusalOf(ask(buyer)))
  expect(refused).toMatchObject({ value: { status: 401, code: 'session_ended' } })
  expect(await countsOf(person)).toEqual({ orders: 0, answers: 0 })
})

test('an order that is placed when its buyer goes is there, and what was answered is not', async () => {
  const buyer = await aCustomer(mortar)
  const person = await personOf(mortar, buyer)
  const call = {
    person,
    at: mortar.clock.now,
    ip: '127.0.0.1',
    user_agent: null,
    cart_token: null,
    url: '',
    demo: true,
  }
  const body = { ...terms(), items }
  const { deletion, number } = await transact(mortar.db, async (tx) => {
    const attempt = { person, operationId: 'create_order', key: 'a-key', body }
    const answered = await once(tx, attempt, async () => JSON.stringify(await createOrder(tx, { ...call, body })))
    const gone = buyer.api.delete_me({ body: { password } })
    await waiting(mortar)
    return { deletion: gone, number: (JSON.parse(answered) as Placed).orders[0]?.order_number ?? '' }
  })
  await deletion
  await mortar.settle()
  expect(await seen(number)).toMatchObject({ status: 'pending', address, customer: { name: 'Deleted' } })
  expect(await countsOf(person)).toEqual({ orders: 1, answers: 0 })
})

// The last, because it turns the clock on past everyone's token.
test('an order that nobody pays is forgotten when its time is up', async () => {
  const buyer = await aCustomer(mortar)
  const { order_number } = await anOrder(buyer, items, 'fake')
  await leaves(buyer)
  expect(await keptOf(order_number)).toEqual(address)
  mortar.clock.advance(31 * 60_000)
  const orders = mortar.server.modules.find((module) => module.name === 'orders')
  await orders?.tasks?.['payment_timeout']?.({})
  await mortar.settle()
  expect(await keptOf(order_number)).toEqual({ country: 'FR' })
})
