import { afterAll, beforeAll, expect, test } from 'vitest'
import { transact } from '../../kernel/database.ts'
import { anApprovedShop, aMortar, type Mortar, type Shopkeeper } from '../../../test/harness/index.ts'
import { aMedicine, aProduct, inDays, variantIds } from '../../../test/harness/products.ts'
import { hold } from '../inventory/index.ts'

let mortar: Mortar
beforeAll(async () => {
  mortar = await aMortar()
})
afterAll(() => mortar.close())

type Lots = Parameters<Shopkeeper['api']['restock_products_create']>[0]['body']['lots']
const restock = (lots: Lots, by: Shopkeeper) => by.api.restock_products_create({ body: { lots } })

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
  const other = await anApprovedShop(mortar)
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
