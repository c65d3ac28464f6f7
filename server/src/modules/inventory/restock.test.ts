import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { sql } from '../../kernel/database.ts'
import { inventoryInvariants } from '../../../test/invariants/inventory.ts'
import {
  anApprovedShop,
  aMortar,
  aShopkeeper,
  broken,
  refusalOf,
  type Mortar,
  type Shopkeeper,
} from '../../../test/harness/index.ts'
import { aMedicine, aProduct, inDays, variantIds } from '../../../test/harness/products.ts'

let mortar: Mortar
let keeper: Shopkeeper
let other: Shopkeeper
beforeAll(async () => {
  mortar = await aMortar()
  keeper = await anApprovedShop(mortar)
  other = await anApprovedShop(mortar)
})
afterAll(() => mortar.close())
afterEach(shelvesAreSound)

async function shelvesAreSound() {
  expect(await broken(mortar.db, inventoryInvariants)).toEqual({})
}

type Lots = Parameters<Shopkeeper['api']['restock_products_create']>[0]['body']['lots']
const restock = (lots: Lots, by = keeper) => by.api.restock_products_create({ body: { lots } })
const faults = async (call: Promise<unknown>) => (await refusalOf(call)).errors?.map((each) => [each.field, each.code])
const sizes = [
  { sku: 'SMALL', options: { size: 'S' }, price: 300 },
  { sku: 'LARGE', options: { size: 'L' }, price: 500 },
]

test('receives lots, and says what can be bought now', async () => {
  const { slug, variants } = await aProduct(keeper, { stock: 2 })
  const { results } = await restock([
    { product: slug, quantity: 3, lot: 'A-17', expiry_date: inDays(mortar, 60), unit_cost: 120 },
    { product: slug, quantity: 4 },
  ])
  const today = inDays(mortar, 0).replaceAll('-', '')
  expect(results).toEqual([
    { product: slug, variant: variants[0]?.sku, lot: 'A-17', quantity: 3, expiry_date: inDays(mortar, 60), stock: 9 },
    {
      product: slug,
      variant: variants[0]?.sku,
      lot: expect.stringMatching(new RegExp(`^L${today}-[0-9A-F]{4}$`)) as string,
      quantity: 4,
      expiry_date: null,
      stock: 9,
    },
  ])
})

test('receives lots of named variants', async () => {
  const { slug } = await aProduct(keeper, { variants: sizes })
  const { results } = await restock([
    { product: slug, variant: 'LARGE', quantity: 3 },
    { product: slug, variant: 'SMALL', quantity: 1 },
  ])
  expect(results.map((each) => [each.variant, each.stock])).toEqual([
    ['LARGE', 3],
    ['SMALL', 1],
  ])
})

test('tells that the stock has changed, once for all lots', async () => {
  const { slug } = await aProduct(keeper, { stock: 0 })
  const [id] = await variantIds(mortar, slug)
  await restock([
    { product: slug, quantity: 1 },
    { product: slug, quantity: 2 },
  ])
  const { rows } = await sql`
    select data from kernel.facts where type = 'stock.changed' and data -> 'slugs' ? ${slug}`.execute(mortar.db)
  expect(rows).toEqual([{ data: { shop_id: expect.any(Number) as number, variant_ids: [id], slugs: [slug] } }])
})

test('says every fault by its path, and receives nothing', async () => {
  const { slug } = await aProduct(keeper, { stock: 0 })
  const sized = await aProduct(keeper, { variants: sizes.map((each) => ({ ...each, sku: `${each.sku}-2` })) })
  const medicine = await aProduct(keeper, { gtin: (await aMedicine(mortar)).gtin, stock: 0 })
  const call = restock([
    { product: slug, quantity: 1 },
    { product: 'no-such-product', quantity: 1 },
    { product: sized.slug, quantity: 1 },
    { product: sized.slug, variant: 'MEDIUM', quantity: 1 },
    { product: slug, quantity: 1, expiry_date: inDays(mortar, -1) },
    { product: medicine.slug, quantity: 1 },
  ])
  expect(await faults(call)).toEqual([
    ['lots.1.product', 'unknown'],
    ['lots.2.variant', 'required'],
    ['lots.3.variant', 'unknown'],
    ['lots.4.expiry_date', 'expired'],
    ['lots.5.expiry_date', 'required'],
  ])
  expect((await keeper.api.list_lots({ query: { product: slug } })).results).toEqual([])
})

test('another shop’s product is refused in the words of one that does not exist', async () => {
  const { slug } = await aProduct(other)
  const foreign = await refusalOf(restock([{ product: slug, quantity: 1 }]))
  const missing = await refusalOf(restock([{ product: 'no-such-product', quantity: 1 }]))
  expect(foreign).toEqual(missing)
  expect(foreign).toMatchObject({ status: 400, code: 'invalid_input' })
})

test('a product that was taken off the market for good receives nothing', async () => {
  const { slug } = await aProduct(keeper)
  await keeper.api.delete_product({ params: { slug } })
  expect(await faults(restock([{ product: slug, quantity: 1 }]))).toEqual([['lots.0.product', 'unknown']])
})

test('a shop that is not approved receives nothing', async () => {
  const pending = await aShopkeeper(mortar)
  expect(await refusalOf(restock([{ product: 'anything', quantity: 1 }], pending))).toMatchObject({
    status: 403,
    code: 'shop_not_approved',
  })
})

test('a medicine that would not outlive its treatment is on the shelf, and not for sale', async () => {
  const { gtin } = await aMedicine(mortar, { max_treatment_days: 30 })
  const { slug } = await aProduct(keeper, { gtin, stock: 0 })
  const { results } = await restock([
    { product: slug, quantity: 5, expiry_date: inDays(mortar, 30) },
    { product: slug, quantity: 2, expiry_date: inDays(mortar, 31) },
  ])
  expect(results.map((each) => each.stock)).toEqual([2, 2])
  const lots = (await keeper.api.list_lots({ query: { product: slug } })).results
  expect(lots.map((lot) => [lot.on_hand, lot.sellable])).toEqual([
    [5, false],
    [2, true],
  ])
})
