import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { sql, transact } from '../../kernel/database.ts'
import { aMortar, anApprovedShop, type Mortar } from '../../../test/harness/index.ts'
import { aMedicine } from '../../../test/harness/products.ts'
import { insertProducts, type NewProduct } from './products.ts'
import { searchQuery } from './terms.ts'

let mortar: Mortar
let shopId: number
beforeAll(async () => {
  mortar = await aMortar()
})
beforeEach(async () => {
  const { shop } = await anApprovedShop(mortar)
  const { rows } = await sql<{ id: number }>`select id from shops.shops where slug = ${shop}`.execute(mortar.db)
  shopId = rows[0]?.id ?? 0
})
afterAll(() => mortar.close())

const aNew = (name: string, over: Partial<NewProduct> = {}): NewProduct => ({
  shop_id: shopId,
  name,
  description: null,
  category: 'first-aid',
  gtin: null,
  tax_class: 'standard',
  usage_days: 0,
  low_stock_at: 5,
  variants: [{ options: {} }],
  ...over,
})
const insert = (products: NewProduct[]) => transact(mortar.db, (tx) => insertProducts(tx, products, mortar.clock.now))

test('more than a thousand products are inserted in the order given, each with its variants in theirs', async () => {
  const products = Array.from({ length: 1200 }, (_, i) =>
    aNew(`Bulk ${i}`, { variants: [{ options: { size: 'S' }, sku: `B${i}-S` }, { options: { size: 'M' } }] }),
  )
  const inserted = await insert(products)
  expect(inserted.map((each) => each.slug)).toEqual(products.map((_, i) => `bulk-${i}`))
  expect(inserted.map((each) => each.variants[0]?.sku)).toEqual(products.map((_, i) => `B${i}-S`))
  expect(new Set(inserted.flatMap((each) => each.variants.map((variant) => variant.sku))).size).toBe(2400)
  expect(inserted[7]?.variants[1]?.sku).toMatch(/^[0-9A-Z]{10}$/)
})

test('names that wish for one slug get different ones, within a set and across sets', async () => {
  const first = await insert([aNew('Vitamin C'), aNew('Vitamin - C'), aNew('Vitamin C 2'), aNew('vitamin, c')])
  expect(first.map((each) => each.slug)).toEqual(['vitamin-c', 'vitamin-c-2', 'vitamin-c-2-2', 'vitamin-c-3'])
  const second = await insert([aNew('Vitamin.C'), aNew('Create')])
  expect(second.map((each) => each.slug)).toEqual(['vitamin-c-4', 'create-2'])
})

test('where numbers run out, a slug ends at random', async () => {
  const spellings = Array.from({ length: 23 }, (_, i) => aNew(`Zinc${'!'.repeat(i)}`))
  await insert(spellings)
  const [last] = await insert([aNew('Zinc...')])
  expect(last?.slug).toMatch(/^zinc-[a-z0-9]{8}$/)
})

test('of two transactions that wish for one slug, each gets its own', async () => {
  const { shop } = await anApprovedShop(mortar)
  const { rows } = await sql<{ id: number }>`select id from shops.shops where slug = ${shop}`.execute(mortar.db)
  const both = await Promise.all([
    insert([aNew('Race'), aNew('Race one')]),
    insert([aNew('Race', { shop_id: rows[0]?.id ?? 0 }), aNew('Race one', { shop_id: rows[0]?.id ?? 0 })]),
  ])
  expect(both.flatMap((each) => each.map(({ slug }) => slug)).toSorted()).toEqual(
    ['race', 'race-2', 'race-one', 'race-one-2'].toSorted(),
  )
})

test('a taken name or SKU refuses the whole set', async () => {
  await insert([aNew('Balm', { variants: [{ options: {}, sku: 'BALM' }] })])
  await expect(insert([aNew('Other'), aNew('BALM')])).rejects.toMatchObject({ code: 'product_name_taken' })
  await expect(
    insert([aNew('Third', { variants: [{ options: {} }, { options: {}, sku: 'BALM' }] })]),
  ).rejects.toMatchObject({
    code: 'sku_taken',
    details: { errors: [{ field: 'variants.1.sku' }] },
  })
  const { rows } = await sql`select name from catalogue.products where name in ('Other', 'Third')`.execute(mortar.db)
  expect(rows).toEqual([])
})

test('PostgreSQL finds by the words and strengths that the question asks', async () => {
  const medicine = await aMedicine(mortar, {
    name: 'DAFALGAN 1 g, comprimé',
    substances: [{ name: 'Paracétamol', strength: '1.000 g' }],
    form: 'Tablet',
  })
  await insert([
    aNew('Dafalgan', { gtin: medicine.gtin, description: 'Against fever, 2,5 ml' }),
    aNew('Paracetamol 500 mg'),
    aNew('Insulin 30 000 UI'),
  ])
  const found = async (q: string) => {
    const { rows } = await sql<{ name: string }>`
      select name from catalogue.products
      where shop_id = ${shopId} and terms @@ to_tsquery('simple', ${searchQuery(q)}) order by name`.execute(mortar.db)
    return rows.map((row) => row.name)
  }
  expect(await found('paracetamol')).toEqual(['Dafalgan', 'Paracetamol 500 mg'])
  expect(await found('paracetamol 1000mg')).toEqual(['Dafalgan'])
  expect(await found('PARACÉTAMOL 0,5 g')).toEqual(['Paracetamol 500 mg'])
  expect(await found('1,000 mg paracetamol tab')).toEqual(['Dafalgan'])
  expect(await found('2.5ml dafalgan')).toEqual(['Dafalgan'])
  expect(await found('insulin 30000 iu')).toEqual(['Insulin 30 000 UI'])
  expect(await found(medicine.gtin)).toEqual(['Dafalgan'])
  expect(await found('paracetamol 250 mg')).toEqual([])
})
