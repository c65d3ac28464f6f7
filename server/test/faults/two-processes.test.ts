import { ApiError, type Placed } from '@mortar/contract'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { sql } from '../../src/kernel/database.ts'
import { aKey, anOrder, terms, walk } from '../harness/buying.ts'
import { aCrowd } from '../harness/crowd.ts'
import {
  aCustomer,
  aDatabase,
  anAdmin,
  anApprovedShop,
  asProgram,
  broken,
  refusalOf,
  signIn,
  type Shopkeeper,
} from '../harness/index.ts'
import { aProduct } from '../harness/products.ts'
import { follow } from '../harness/stream.ts'
import { invariants } from '../invariants/index.ts'
import { aProcess, outside, secret, type Outside, type ServerProcess } from './machine.ts'

let drop: () => Promise<void>
let processes: ServerProcess[]
/** One for each process; they share one database. */
let doors: [Outside, Outside]
let keeper: Shopkeeper

beforeAll(async () => {
  const database = await aDatabase()
  drop = database.drop
  const [one, other] = await Promise.all([aProcess(asProgram(database.url)), aProcess(asProgram(database.url))])
  processes = [one, other]
  doors = [outside(one.address, database.url), outside(other.address, database.url)]
  keeper = await anApprovedShop(doors[0])
})
afterAll(async () => {
  await Promise.all(processes.map((each) => each.stop()))
  await Promise.all(doors.map((each) => each.close()))
  await drop()
})
afterEach(async () => expect(await broken(doors[0].db, invariants)).toEqual({}))

/** Half of them come in by one process, half by the other. */
async function crowd(size: number) {
  const halves = await Promise.all(doors.map((door) => aCrowd(door, secret, size / 2)))
  return halves[0]?.flatMap((buyer, i) => [buyer, halves[1]?.[i] ?? buyer]) ?? []
}

/** 201 and what was placed, or the status and the code of the refusal. */
async function outcome(
  call: Promise<Placed>,
): Promise<{ said: string; placed?: Placed; problem?: ApiError['problem'] }> {
  try {
    return { said: '201', placed: await call }
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    return { said: `${error.status} ${error.problem.code}`, problem: error.problem }
  }
}

const tally = (said: string[]) =>
  Object.fromEntries(said.map((each) => [each, said.filter((other) => other === each).length]))

async function stockRows(slug: string) {
  const { rows } = await sql<{ on_hand: number; held: number; holds: number; sold: number }>`
    select l.on_hand, l.held,
      (select coalesce(sum(quantity), 0) from inventory.holds h where h.lot_id = l.id and h.state = 'held') as holds,
      (select coalesce(-sum(quantity), 0) from inventory.movements m where m.lot_id = l.id and m.kind = 'sold') as sold
    from inventory.lots l
    join catalogue.variants v on v.id = l.variant_id
    join catalogue.products p on p.id = v.product_id where p.slug = ${slug}`.execute(doors[0].db)
  return rows
}

test('200 buyers at once of a product with 50 in stock: 50 buy, 150 are told that it is out of stock', async () => {
  const { slug } = await aProduct(keeper, { stock: 50 })
  const buyers = await crowd(200)
  const items = [{ product: slug, quantity: 1 }]
  const outcomes = await Promise.all(
    buyers.map((buyer) => outcome(buyer.api.create_order({ headers: aKey(), body: { ...terms(), items } }))),
  )
  expect(tally(outcomes.map(({ said }) => said))).toEqual({ '201': 50, '409 out_of_stock': 150 })
  expect(await stockRows(slug)).toEqual([{ on_hand: 50, held: 50, holds: 50, sold: 0 }])
  const last = await outcome(buyers[0]!.api.create_order({ headers: aKey(), body: { ...terms(), items } }))
  expect(last.said).toBe('409 out_of_stock')

  const numbers = outcomes.flatMap(({ placed }) => placed?.orders.map((order) => order.order_number) ?? [])
  for (const number of numbers) await walk(keeper, number, 'approve', 'ship')
  expect(await stockRows(slug)).toEqual([{ on_hand: 0, held: 0, holds: 0, sold: 50 }])
})

test('the same from carts: who is refused keeps the cart', async () => {
  const { slug } = await aProduct(keeper, { stock: 10 })
  const buyers = await crowd(40)
  await Promise.all(buyers.map((buyer) => buyer.api.add_to_cart({ body: { product: slug, quantity: 1 } })))
  const outcomes = await Promise.all(
    buyers.map((buyer) => outcome(buyer.api.checkout_cart({ headers: aKey(), body: terms() }))),
  )
  expect(tally(outcomes.map(({ said }) => said))).toEqual({ '201': 10, '409 out_of_stock': 30 })
  const carts = await Promise.all(buyers.map((buyer) => buyer.api.view_cart()))
  expect(carts.map((cart) => cart.shops.length)).toEqual(outcomes.map(({ said }) => (said === '201' ? 0 : 1)))
})

test('one key sent fifty times at once to both processes is one order, and one answer', async () => {
  const { slug } = await aProduct(keeper, { stock: 50 })
  const [buyer] = await aCrowd(doors[0], secret, 1)
  const clients = doors.map((door) => door.as(buyer?.token ?? ''))
  const headers = aKey()
  const body = { ...terms(), items: [{ product: slug, quantity: 1 }] }
  const calls = Array.from({ length: 25 }, () => clients.map((client) => client.create_order({ headers, body })))
  const answers = await Promise.all(calls.flat())
  expect(answers).toEqual(answers.map(() => answers[0]))
  expect(await stockRows(slug)).toEqual([{ on_hand: 50, held: 1, holds: 1, sold: 0 }])
  const more = { ...body, items: [{ product: slug, quantity: 2 }] }
  const others = await Promise.all(clients.map((client) => outcome(client.create_order({ headers, body: more }))))
  expect(others.map(({ said }) => said)).toEqual(['422 idempotency_mismatch', '422 idempotency_mismatch'])
})

test('lines that together exceed the stock are refused together, and each is named', async () => {
  const [one, other] = [await aProduct(keeper, { stock: 10 }), await aProduct(keeper, { stock: 1 })]
  const [buyer] = await crowd(2)
  const items = [
    { product: one.slug, quantity: 6 },
    { product: other.slug, quantity: 1 },
    { product: one.slug, quantity: 5 },
  ]
  const refused = await outcome(buyer!.api.create_order({ headers: aKey(), body: { ...terms(), items } }))
  expect(refused.said).toBe('409 out_of_stock')
  expect(refused.problem?.errors?.map((error) => error.field)).toEqual(['items.0.quantity', 'items.2.quantity'])
  const held = [...(await stockRows(one.slug)), ...(await stockRows(other.slug))].map((lot) => lot.held)
  expect(held).toEqual([0, 0])
})

test('a revoked session ends in both processes at the very next call', async () => {
  const [buyer] = await aCrowd(doors[0], secret, 1)
  const clients = doors.map((door) => door.as(buyer?.token ?? ''))
  expect(await Promise.all(clients.map((client) => client.view_cart()))).toHaveLength(2)
  await clients[0]!.logout({ body: {} })
  const after = await Promise.all(clients.map((client) => client.view_cart().catch((error: ApiError) => error.status)))
  expect(after).toEqual([401, 401])
})

/** A customer who signed in at one process and follows an order of theirs at the other. */
async function aFollower() {
  const { slug } = await aProduct(keeper, { stock: 5 })
  const customer = await aCustomer(doors[0])
  const order = await anOrder(customer, [{ product: slug, quantity: 1 }])
  const stream = await follow(Number(new URL(processes[1]!.address).port), customer, order.order_number)
  await stream.next()
  return { customer, stream, elsewhere: doors[1].as(customer.tokens.access_token) }
}

test('a second sign-in ends the first session in the other process too, with the stream it follows', async () => {
  const { customer, stream, elsewhere } = await aFollower()
  const second = await signIn(doors[0], customer.username)
  await stream.ended
  expect(await refusalOf(elsewhere.get_me())).toMatchObject({ status: 401, code: 'session_ended' })
  await doors[1].as(second.access_token).get_me()
})

test('where several devices are allowed it does not', async () => {
  const admin = await anAdmin(doors[0])
  await admin.api.update_settings({ body: { single_device: { customer: false } } })
  const { customer, stream, elsewhere } = await aFollower()
  await signIn(doors[0], customer.username)
  await admin.api.update_settings({ body: { single_device: { customer: true } } })
  await elsewhere.get_me()
  let hasEnded = false
  void stream.ended.then(() => (hasEnded = true))
  // What would have ended it has been through the relay when a later session's end has.
  const other = await aFollower()
  await signIn(doors[0], other.customer.username)
  await other.stream.ended
  expect(hasEnded).toBe(false)
  await elsewhere.logout({ body: { everywhere: true } })
  await stream.ended
})

test('a person who is blocked is out in both processes, and their streams end', async () => {
  const admin = await anAdmin(doors[0])
  const { customer, stream, elsewhere } = await aFollower()
  await admin.api.block_user({ params: { username: customer.username }, body: {} })
  await stream.ended
  expect(await refusalOf(elsewhere.get_me())).toMatchObject({ status: 401, code: 'session_ended' })
  expect(await refusalOf(signIn(doors[1], customer.username))).toMatchObject({ code: 'invalid_credentials' })
})
