import { setTimeout as sleep } from 'node:timers/promises'
import { ApiError, type Placed } from '@mortar/contract'
import { expect } from 'vitest'
import { sql } from '../../src/kernel/database.ts'
import { aKey, terms } from '../harness/buying.ts'
import { aCrowd, type Crowded } from '../harness/crowd.ts'
import { broken, someone, type Shopkeeper } from '../harness/index.ts'
import { invariants, settledInvariants } from '../invariants/index.ts'
import { secret, type Outside } from './machine.ts'

/** What is tried again for this long is taken to be gone for good. */
const patience_ms = 90_000
const size = 8

/** `doors`: where buyers and shops come in, in turns; by the one door if nothing is said. */
export type Market = { door: Outside; doors?: Outside[]; shops: { keeper: Shopkeeper; products: string[] }[] }

export type Life = {
  /** What buyers were told that they bought, so far. */
  placed: Placed[]
  /** Answers that no fault excuses. */
  oddities: string[]
  /** Waits until buyers were told of so many more. */
  more: (count: number) => Promise<void>
  /** Everybody finishes what they began, which they repeat until they are answered. */
  stop: () => Promise<void>
}

/** Buyers who order, pay and change their minds, and shops that approve, ship and deliver, until they are stopped. */
export async function life({ door, doors = [door], shops }: Market): Promise<Life> {
  const placed: Placed[] = []
  const oddities: string[] = []
  const stopping = new AbortController()
  const crowds = await Promise.all(doors.map((each) => aCrowd(each, secret, size)))
  const buyers = crowds.flat()
  const forever = async (work: () => Promise<void>) => {
    while (!stopping.signal.aborted) await work()
  }
  const odd = (error: unknown) => void oddities.push(String(error))
  const lives = [
    ...buyers.map((buyer) =>
      forever(() =>
        shopping(
          buyer,
          shops.flatMap(({ products }) => products),
          placed,
        ),
      ),
    ),
    ...shops.map(async ({ keeper }, i) => {
      // Signing in may meet the fault as well as anything after it.
      const signedIn = await insist(() => someone(doors[i % doors.length] ?? door, keeper.username, keeper.email))
      if (signedIn === null) throw new Error('a shopkeeper could not sign in')
      const { api } = signedIn
      let next = 0
      await forever(async () => {
        const numbers = placed.slice(next).flatMap(numbersOf(keeper.shop))
        next = placed.length
        for (const number of numbers) await fulfil(api, number)
        await sleep(20)
      })
    }),
  ].map((each) => each.catch(odd))
  const more = async (count: number) => {
    const enough = placed.length + count
    const deadline = performance.now() + patience_ms
    while (placed.length < enough && oddities.length === 0) {
      if (performance.now() > deadline) throw new Error('nobody could buy any more')
      await sleep(5)
    }
  }
  const stop = async () => {
    stopping.abort()
    await Promise.all(lives)
  }
  return { placed, oddities, more, stop }
}

const numbersOf = (shop: string) => (each: Placed) =>
  each.orders.filter((order) => order.shop.slug === shop).map((order) => order.order_number)

const oneOf = <T>(items: readonly T[]): T => items[Math.floor(Math.random() * items.length)] as T
const chance = (of: number) => Math.random() < of

async function shopping({ api }: Crowded, products: string[], placed: Placed[]): Promise<void> {
  const payment_method = oneOf(['cash_on_delivery', 'fake'] as const)
  const named = new Set([oneOf(products), oneOf(products), oneOf(products)])
  const items = [...named].map((product) => ({ product, quantity: oneOf([1, 2, 3]) }))
  const headers = aKey()
  const bought = await insist(() => api.create_order({ headers, body: { ...terms(payment_method), items } }))
  if (bought === null) throw new Error('an order was refused')
  placed.push(bought)
  const outcome = chance(0.8) ? ('paid' as const) : ('failed' as const)
  if (payment_method === 'fake' && chance(0.9))
    await insist(() => api.pay_fake({ params: { id: bought.payment.id }, body: { outcome } }), 'payment_not_open')
  const { order_number } = oneOf(bought.orders)
  if (chance(0.2)) await insist(() => api.cancel_order({ params: { order_number }, body: {} }), 'move_not_allowed')
}

async function fulfil(api: Crowded['api'], order_number: string): Promise<void> {
  const one = { params: { order_number }, body: {} }
  await insist(() => api.approve_order(one), 'move_not_allowed')
  if (chance(0.8)) await insist(() => api.ship_order(one), 'move_not_allowed')
  if (chance(0.8)) await insist(() => api.deliver_order(one), 'move_not_allowed')
}

/** Asks again and again while nobody answers or the answer is "later". Null: refused, for a reason that was expected. */
async function insist<T>(call: () => Promise<T>, expected?: string): Promise<T | null> {
  const deadline = performance.now() + patience_ms
  for (;;) {
    try {
      return await call()
    } catch (error) {
      if (error instanceof ApiError && error.problem.code === expected) return null
      if (!isPassing(error) || performance.now() > deadline) throw error
      await sleep(25)
    }
  }
}

/** Nobody answered, or the connection broke, or the server says that it cannot just now. Never a 500. */
function isPassing(error: unknown): boolean {
  if (error instanceof ApiError) return error.status === 503 || error.problem.code === 'idempotency_in_flight'
  return error instanceof TypeError && /fetch failed|terminated/.test(error.message)
}

const sorted = (list: object[]) => list.map((each) => JSON.stringify(each)).toSorted()

/** Every order that a buyer was told of is there, with its total, and nothing is half done. */
export async function expectNothingLost({ door }: Market, { placed, oddities }: Life): Promise<void> {
  expect(oddities).toEqual([])
  const told = placed.flatMap(({ orders }) =>
    orders.map((order) => ({ number: order.order_number, total: order.total })),
  )
  const { rows } = await sql<object>`
    select number, total_minor as total from orders.orders where number = any(${told.map(({ number }) => number)})`.execute(
    door.db,
  )
  expect(sorted(rows)).toEqual(sorted(told))
  expect(await broken(door.db, invariants)).toEqual({})
  await expect.poll(() => isBehind(door), { timeout: 30_000 }).toBe(false)
  expect(await broken(door.db, settledInvariants)).toEqual({})
}

/** Whether a reaction has facts before it. */
export async function isBehind({ db }: Outside): Promise<boolean> {
  const { rows } = await sql`
    select from kernel.cursors c where exists (select from kernel.facts f where f.type = c.type and (f.tx, f.id) > (c.tx, c.id)) limit 1`.execute(
    db,
  )
  return rows.length > 0
}

/** How many checkouts there are: as many as buyers were told of, once everybody has stopped. */
export async function checkouts({ door }: Market): Promise<number> {
  const { rows } = await sql<{ count: number }>`select count(*) from orders.checkouts`.execute(door.db)
  return rows[0]?.count ?? 0
}
