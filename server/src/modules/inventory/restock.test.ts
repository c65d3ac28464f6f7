import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { sql, transact } from '../../kernel/database.ts'
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
import { hold } from './index.ts'

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

test('lists what is at or under its threshold, the emptiest first', async () => {
  const shop = await anApprovedShop(mortar)
  const few = await aProduct(shop, { stock: 5, low_stock_at: 5, expiry_date: inDays(mortar, 90) })
  const none = await aProduct(shop, { stock: 0, low_stock_at: 0 })
  await aProduct(shop, { stock: 6, low_stock_at: 5 })
  const resting = await aProduct(shop, { stock: 0 })
  await shop.api.update_product({ params: { slug: resting.slug }, body: { is_live: false } })
  const { count, next, results } = await shop.api.restock_products({ query: { page_size: 1 } })
  expect({ count, next }).toEqual({ count: 2, next: '/api/products/restock?page_size=1&page=2' })
  expect(results).toEqual([
    {
      product: none.slug,
      name: none.name,
      variant: none.variants[0]?.sku,
      stock: 0,
      low_stock_at: 0,
      earliest_expiry: null,
    },
  ])
  const second = await shop.api.restock_products({ query: { page_size: 1, page: 2 } })
  expect(second.results).toMatchObject([{ product: few.slug, stock: 5, earliest_expiry: inDays(mortar, 90) }])
  expect((await shop.api.restock_products({ query: { page: 9 } })).count).toBe(2)
})

test('what is held is not there to sell', async () => {
  const shop = await anApprovedShop(mortar)
  const { slug } = await aProduct(shop, { stock: 6, low_stock_at: 2 })
  const [variant_id = 0] = await variantIds(mortar, slug)
  await transact(mortar.db, (tx) => hold(tx, [{ order_id: 1, variant_id, quantity: 4 }], mortar.clock.now))
  expect((await shop.api.restock_products()).results).toMatchObject([{ product: slug, stock: 2 }])
  expect((await shop.api.list_lots()).results).toMatchObject([{ product: slug, on_hand: 6, held: 4 }])
})

test('lists the lots of my shop only, the earliest expiry first', async () => {
  const shop = await anApprovedShop(mortar)
  const one = await aProduct(shop, { stock: 1 })
  const two = await aProduct(shop, { stock: 1, expiry_date: inDays(mortar, 40) })
  await restock([{ product: one.slug, quantity: 2, lot: 'B', expiry_date: inDays(mortar, 20) }], shop)
  const { count, results } = await shop.api.list_lots()
  expect(count).toBe(3)
  expect(results.map((lot) => [lot.product, lot.expiry_date])).toEqual([
    [one.slug, inDays(mortar, 20)],
    [two.slug, inDays(mortar, 40)],
    [one.slug, null],
  ])
  expect(results[0]).toMatchObject({
    name: one.name,
    variant: one.variants[0]?.sku,
    lot: 'B',
    received_at: mortar.clock.now.toISOString(),
  })
  const soon = await shop.api.list_lots({ query: { expires_before: inDays(mortar, 40) } })
  expect(soon.results.map((lot) => lot.product)).toEqual([one.slug])
  expect((await other.api.list_lots({ query: { product: one.slug } })).results).toEqual([])
})

test('lots and shortages are found by name, SKU, GTIN and number', async () => {
  const [shop, another] = [await anApprovedShop(mortar), await anApprovedShop(mortar)]
  const { gtin } = await aMedicine(mortar)
  const expiry_date = inDays(mortar, 200)
  for (const each of [another, shop]) {
    const { slug } = await aProduct(each, { name: 'Doliprane', gtin, sku: 'DOLI-500', stock: 0 })
    await restock([{ product: slug, quantity: 1, lot: 'K7-A', expiry_date }], each)
    await restock([{ product: slug, quantity: 2, lot: 'K8-B', expiry_date }], each)
    await aProduct(each, { name: 'K8 cream', sku: 'CREAM', stock: 3 })
  }
  const lots = async (q: string) => {
    const { count, results } = await shop.api.list_lots({ query: { q } })
    expect(count).toBe(results.length)
    return results.map((lot) => `${lot.name} ${lot.on_hand}`).toSorted()
  }
  const both = ['Doliprane 1', 'Doliprane 2']
  expect(await lots('dolip')).toEqual(both)
  expect(await lots('doli-')).toEqual(both)
  expect(await lots(`${gtin.slice(0, 6)} ${gtin.slice(6)}`)).toEqual(both)
  expect(await lots('k7-a')).toEqual(['Doliprane 1'])
  expect(await lots('K8')).toEqual(['Doliprane 2', 'K8 cream 3'])
  expect(await lots('nothing')).toEqual([])
  const short = async (q: string) =>
    (await shop.api.restock_products({ query: { q } })).results.map((one) => one.variant)
  expect(await short('k7-a')).toEqual(['DOLI-500'])
  expect(await short('crea')).toEqual(['CREAM'])
  expect((await short('')).toSorted()).toEqual(['CREAM', 'DOLI-500'])
})
