import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { openDatabase, transact, type Database, type Tx } from '../../kernel/database.ts'
import { inventoryInvariants } from '../../../test/invariants/inventory.ts'
import { anApprovedShop, aMortar, broken, type Mortar, type Shopkeeper } from '../../../test/harness/index.ts'
import { aProduct, inDays, variantIds } from '../../../test/harness/products.ts'
import { hold, releaseHolds, shipHolds, type Short, type HoldRequest } from './index.ts'

/** Connections that buyers contend on, besides those of the server. */
const tills = 12
let mortar: Mortar
let keeper: Shopkeeper
let buyers: Database
beforeAll(async () => {
  mortar = await aMortar()
  keeper = await anApprovedShop(mortar)
  buyers = openDatabase({ url: mortar.url, size: tills, onError: () => undefined })
})
afterAll(async () => {
  await buyers.close()
  await mortar.close()
})
afterEach(shelvesAreSound)

async function shelvesAreSound() {
  expect(await broken(mortar.db, inventoryInvariants)).toEqual({})
}

class TooFew extends Error {
  short: Short[]
  constructor(short: Short[]) {
    super('too few')
    this.short = short
  }
}

/** As a checkout does it: when anything is short, everything is rolled back. Returns what was short. */
async function takeAt(at: Date, ...wanted: HoldRequest[]): Promise<Short[]> {
  const work = async (tx: Tx) => {
    const short = await hold(tx, wanted, at)
    if (short.length > 0) throw new TooFew(short)
    return short
  }
  return transact(buyers.tx, work).catch((error: unknown) => {
    if (error instanceof TooFew) return error.short
    throw error
  })
}

const take = (...wanted: HoldRequest[]) => takeAt(mortar.clock.now, ...wanted)

let orders = 0
const shipped = (order: number) => transact(buyers.tx, (tx) => shipHolds(tx, order, mortar.clock.now))
const released = (order: number) => transact(buyers.tx, (tx) => releaseHolds(tx, order, mortar.clock.now))

/** A variant in lots of these quantities and days until they expire, received in this order. */
async function lots(...given: [quantity: number, days: number][]): Promise<{ id: number; slug: string }> {
  const { slug } = await aProduct(keeper, { stock: 0 })
  const received = given.map(([quantity, days]) => ({ product: slug, quantity, expiry_date: inDays(mortar, days) }))
  if (received.length > 0) await keeper.api.restock_products_create({ body: { lots: received } })
  return { id: (await variantIds(mortar, slug))[0] ?? 0, slug }
}

/** On hand and held of each lot, the earliest expiry first. */
async function shelf(slug: string): Promise<[on_hand: number, held: number][]> {
  const { results } = await keeper.api.list_lots({ query: { product: slug, page_size: 100 } })
  return results.map((lot) => [lot.on_hand, lot.held])
}

function shuffled<T>(items: T[]): T[] {
  return items
    .map((item) => ({ item, key: Math.random() }))
    .toSorted((a, b) => a.key - b.key)
    .map(({ item }) => item)
}

/** Does it so many times, at every till at once, one after the other. */
async function manyTimes<T>(count: number, work: () => Promise<T>): Promise<T[]> {
  const results: T[] = []
  let left = count
  const till = async () => {
    while (left-- > 0) results.push(await work())
  }
  await Promise.all(Array.from({ length: tills }, till))
  return results
}

test('takes from the lot that expires first, and from the next what is missing', async () => {
  const { id, slug } = await lots([5, 90], [3, 10], [4, 30])
  expect(await take({ order_id: ++orders, variant_id: id, quantity: 5 })).toEqual([])
  expect(await shelf(slug)).toEqual([
    [3, 3],
    [4, 2],
    [5, 0],
  ])
})

test('a lot is not sold on the day it expires, nor after', async () => {
  const { id } = await lots([3, 10], [2, 100])
  const line = { order_id: ++orders, variant_id: id, quantity: 3 }
  const later = new Date(mortar.clock.now.getTime() + 10 * 86_400_000)
  expect(await takeAt(later, line)).toEqual([{ variant_id: id, wanted: 3, available: 2 }])
  expect(await takeAt(later, { ...line, quantity: 2 })).toEqual([])
})

test('lines of one variant count together', async () => {
  const { id, slug } = await lots([5, 90])
  const line = { order_id: ++orders, variant_id: id, quantity: 3 }
  expect(await take(line, line)).toEqual([{ variant_id: id, wanted: 6, available: 5 }])
  expect(await shelf(slug)).toEqual([[5, 0]])
  expect(await take(line, { ...line, quantity: 2 })).toEqual([])
  expect(await shelf(slug)).toEqual([[5, 5]])
})

test('says every line that is short, and how much there is', async () => {
  const [enough, one, none] = [await lots([5, 90]), await lots([1, 90]), await lots()]
  const order_id = ++orders
  const short = await take(
    { order_id, variant_id: none.id, quantity: 1 },
    { order_id, variant_id: enough.id, quantity: 5 },
    { order_id, variant_id: one.id, quantity: 2 },
  )
  expect(short).toEqual([
    { variant_id: none.id, wanted: 1, available: 0 },
    { variant_id: one.id, wanted: 2, available: 1 },
  ])
  expect(await shelf(enough.slug)).toEqual([[5, 0]])
})

test('shipping moves what was held, once', async () => {
  const { id, slug } = await lots([2, 10], [5, 20])
  const order = ++orders
  await take({ order_id: order, variant_id: id, quantity: 3 })
  await Promise.all([shipped(order), shipped(order)])
  await released(order)
  expect(await shelf(slug)).toEqual([[4, 0]])
})

test('a release gives back what was held, once, and then there is nothing to ship', async () => {
  const { id, slug } = await lots([2, 10], [5, 20])
  const order = ++orders
  await take({ order_id: order, variant_id: id, quantity: 3 })
  await Promise.all([released(order), released(order)])
  await shipped(order)
  expect(await shelf(slug)).toEqual([
    [2, 0],
    [5, 0],
  ])
})

test('400 buyers of what there is 200 of, in seven lots, over twelve connections: 200 get it', async () => {
  const { id, slug } = await lots([20, 30], [40, 20], [10, 25], [60, 50], [30, 10], [35, 60], [5, 40])
  const taken = await manyTimes(400, () => take({ order_id: ++orders, variant_id: id, quantity: 1 }))
  const short = taken.filter((each) => each.length > 0)
  expect(short).toHaveLength(200)
  expect(short.every(([each]) => each?.available === 0)).toBe(true)
  expect((await shelf(slug)).every(([on_hand, held]) => on_hand === held)).toBe(true)
})

test('400 orders of the same goods in any order of lines: nobody is refused and nobody deadlocks', async () => {
  const goods = await Promise.all(Array.from({ length: 5 }, () => lots([150, 30], [150, 20], [100, 40])))
  const taken = await manyTimes(400, () => {
    const order_id = ++orders
    return take(...shuffled(goods).map(({ id }) => ({ order_id, variant_id: id, quantity: 1 })))
  })
  expect(taken.flat()).toEqual([])
  for (const { slug } of goods) expect((await shelf(slug)).map(([, held]) => held)).toEqual([150, 150, 100])
})

// Four customers, four of each: at every moment there is one for each of them, but seldom in the lot they saw first.
test('while others give back, nobody hears of a shortage when there is enough', async () => {
  const goods = await Promise.all(
    Array.from({ length: 2 }, () => lots(...Array.from({ length: 4 }, (_, i): [number, number] => [1, 20 + i]))),
  )
  const customer = async () => {
    for (let i = 0; i < 120; i++) {
      const order_id = ++orders
      const lines = shuffled(goods).map(({ id }) => ({ order_id, variant_id: id, quantity: 1 }))
      expect(await take(...lines)).toEqual([])
      await released(order_id)
    }
  }
  await Promise.all(Array.from({ length: 4 }, customer))
})
