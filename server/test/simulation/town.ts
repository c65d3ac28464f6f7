import { ApiError, type Client, type Placed } from '@mortar/contract'
import { expect } from 'vitest'
import { sql } from '../../src/kernel/database.ts'
import { balance, shopId } from '../harness/buying.ts'
import { aCustomer, anApprovedShop, broken, type Mortar, type Someone } from '../harness/index.ts'
import { aProduct } from '../harness/products.ts'
import { invariants } from '../invariants/index.ts'
import { money, type Market, type Outcome } from './model.ts'

const names = { buyers: 3, shops: 2, products: 6 }
export const price = (product: number) => 100 + 333 * product
const first = { stock: 12, expires_on: '9999-12-31' }
const delivery = [
  { fee: 490, free_from: 3_000 },
  { fee: 0, free_from: 0 },
]

/** The same market for real: people who are signed in, and what the model's numbers are called there. */
export type Town = {
  mortar: Mortar
  buyers: Someone[]
  keepers: (Someone & { shop: string; id: number })[]
  slugs: string[]
  numbers: string[]
  payments: string[]
}

const each = <T>(count: number, make: (i: number) => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: count }, (_, i) => make(i)))

/** Two shops with three products each, three buyers, and the model of it. */
export async function aTown(mortar: Mortar): Promise<{ model: Market; real: Town }> {
  const keepers: Town['keepers'] = []
  for (const { fee, free_from } of delivery) {
    const keeper = await anApprovedShop(mortar)
    const id = await shopId(mortar, keeper.shop)
    await sql`insert into pricing.delivery (shop_id, fee_minor, free_from_minor) values (${id}, ${fee}, ${free_from})`.execute(
      mortar.db,
    )
    keepers.push({ ...keeper, id })
  }
  const buyers = await each(names.buyers, () => aCustomer(mortar))
  const shopOf = (product: number) => Math.floor((product * names.shops) / names.products)
  const products = await each(names.products, (i) =>
    aProduct(keepers[shopOf(i)]!, { price: price(i), stock: first.stock }),
  )
  const model: Market = {
    now: mortar.clock.now.getTime(),
    delivery,
    products: products.map((_, i) => ({
      shop: shopOf(i),
      price: price(i),
      lots: [{ expires_on: first.expires_on, on_hand: first.stock, held: 0 }],
    })),
    carts: buyers.map(() => []),
    orders: [],
    payments: [],
  }
  return {
    model,
    real: { mortar, buyers, keepers, slugs: products.map(({ slug }) => slug), numbers: [], payments: [] },
  }
}

/** Null, or the code of the refusal; the model speaks the same way. */
export async function outcomeOf(call: Promise<unknown>): Promise<Outcome> {
  try {
    await call
    return null
  } catch (error) {
    if (error instanceof ApiError && error.status < 500) return error.problem.code
    throw error
  }
}

/** Gives the model's newest orders and payment their real names. */
export function remember(real: Town, placed: Placed): void {
  real.numbers.push(...placed.orders.map((order) => order.order_number))
  real.payments.push(placed.payment.id)
}

/** Access tokens last fifteen minutes; whoever waits longer comes back with the other one. */
export async function refreshTokens({ mortar, buyers, keepers }: Town): Promise<void> {
  for (const person of [...buyers, ...keepers]) {
    person.tokens = await mortar.stranger.refresh_token({ body: { refresh_token: person.tokens.refresh_token } })
    person.api = mortar.as(person.tokens.access_token)
  }
}

export const buyer = (real: Town, i: number): Client => real.buyers[i]!.api

/** Stock lot by lot, orders, and money to the cent are what the model says, and no invariant is broken. */
export async function expectSame(model: Market, real: Town): Promise<void> {
  const { db } = real.mortar
  const lots = await sql<{ slug: string; on_hand: number; held: number }>`
    select p.slug, l.on_hand, l.held from inventory.lots l
    join catalogue.variants v on v.id = l.variant_id
    join catalogue.products p on p.id = v.product_id
    where p.slug = any(${real.slugs}) order by array_position(${real.slugs}::text[], p.slug), l.id`.execute(db)
  expect(lots.rows).toEqual(
    model.products.flatMap(({ lots: own }, i) =>
      own.map(({ on_hand, held }) => ({ slug: real.slugs[i], on_hand, held })),
    ),
  )
  const orders = await sql<object>`
    select number, status, released_at is not null as released, total_minor - adjusted_minor as total from orders.orders
    where number = any(${real.numbers}) order by array_position(${real.numbers}::text[], number)`.execute(db)
  expect(orders.rows).toEqual(
    model.orders.map(({ status, released, total }, i) => ({ number: real.numbers[i], status, released, total })),
  )
  for (const [i, { id }] of real.keepers.entries()) {
    const collected = await balance(real.mortar, `shop:${id}:collected`)
    const payable = await balance(real.mortar, `shop:${id}:payable`)
    expect({ collected, payable }).toEqual(money(model, i))
  }
  expect(await broken(db, invariants)).toEqual({})
}
