import { readdirSync } from 'node:fs'
import { expect, test } from 'vitest'
import { reconcile } from '../../src/cli/reconcile.ts'
import { sql } from '../../src/kernel/database.ts'
import { anOrder } from '../harness/buying.ts'
import { aCustomer, aMortar, anApprovedShop, broken, type Mortar } from '../harness/index.ts'
import { aProduct } from '../harness/products.ts'
import { settledInvariants, type Invariant } from './index.ts'

const files = readdirSync(import.meta.dirname).filter((name) => !name.startsWith('index.'))

test.each(files)('the invariants of %s are among those that are checked', async (file) => {
  const lists = Object.values((await import(`./${file}`)) as Record<string, Invariant[]>).flat()
  expect(lists.length).toBeGreaterThan(0)
  expect(settledInvariants).toEqual(expect.arrayContaining(lists))
})

test('no two invariants share a name', () => {
  const names = settledInvariants.map(({ name }) => name)
  expect(names).toEqual([...new Set(names)])
})

test('every invariant can be asked, and holds of an empty database', async () => {
  const mortar: Mortar = await aMortar()
  try {
    expect(await broken(mortar.db, settledInvariants)).toEqual({})
  } finally {
    await mortar.close()
  }
})

test('a kept figure of an order or of a price by time that is not what its rows say is found by who reconciles', async () => {
  const mortar = await aMortar()
  try {
    const { slug } = await aProduct(await anApprovedShop(mortar), { stock: 9 })
    await anOrder(await aCustomer(mortar), [{ product: slug, quantity: 2 }])
    await mortar.settle()
    expect(await reconcile(mortar.db)).toEqual([])
    await sql`update orders.orders set adjusted_minor = 1`.execute(mortar.db)
    await sql`update pricing.offers_by_time set price_minor = price_minor + 1`.execute(mortar.db)
    expect((await reconcile(mortar.db)).map(({ what, rows }) => [what, rows.length])).toEqual([
      ['what lists show from when to when is the lowest of prices and of what lasts then', 1],
      ['what was taken off an order, and what it asks beside its goods, are the sums of their rows', 1],
    ])
  } finally {
    await mortar.close()
  }
})

/** A hold has no foreign key to its order: decision 0015. */
test('a hold that no order asked for is found, in tests and by who reconciles', async () => {
  const mortar = await aMortar()
  try {
    const { slug } = await aProduct(await anApprovedShop(mortar), { stock: 9 })
    const other = await aProduct(await anApprovedShop(mortar), { stock: 9 })
    await anOrder(await aCustomer(mortar), [{ product: slug, quantity: 2 }])
    // Nothing of it is still to be told: what is found is the holds alone.
    await mortar.settle()
    // Long released, so that no sum of a lot gives them away: one of no order, one of what its order did not ask for.
    await sql`
      insert into inventory.holds (order_id, lot_id, variant_id, quantity, state, created_at, settled_at)
      select o.id, l.id, l.variant_id, 1, 'released', ${mortar.clock.now}, ${mortar.clock.now}
      from (select max(id) + 1 as id from orders.orders union all select max(id) from orders.orders) o,
        inventory.lots l join catalogue.variants v on v.id = l.variant_id join catalogue.products p on p.id = v.product_id
      where p.slug = ${other.slug}`.execute(mortar.db)
    const found = await broken(mortar.db, settledInvariants)
    expect(Object.entries(found).map(([name, rows]) => [name, rows.length])).toEqual([
      ['a hold is of an order that asked for it', 2],
    ])
    expect((await reconcile(mortar.db)).map(({ what, rows }) => [what, rows.length])).toEqual([
      ['what is promised to an order is what it asked for', 2],
    ])
  } finally {
    await mortar.close()
  }
})
