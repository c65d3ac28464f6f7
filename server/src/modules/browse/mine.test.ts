import { afterAll, beforeAll, expect, test } from 'vitest'
import { sql, transact } from '../../kernel/database.ts'
import { anApprovedShop, aMortar, aShopkeeper, type Mortar, type Shopkeeper } from '../../../test/harness/index.ts'
import { statementsOf } from '../../../test/harness/buying.ts'
import { aGtin, aMedicine, aProduct, inDays, variantIds } from '../../../test/harness/products.ts'
import { hold } from '../inventory/index.ts'

let mortar: Mortar
let keeper: Shopkeeper
beforeAll(async () => {
  mortar = await aMortar()
  const other = await anApprovedShop(mortar)
  await aProduct(other, { name: 'Foreign gauze' })
  keeper = await anApprovedShop(mortar)
  await aProduct(keeper, { name: 'gauze', price: 300, stock: 4 })
  await aProduct(keeper, { name: 'Bandage', price: 200, stock: 9, low_stock_at: 7 })
  const { slug } = await aProduct(keeper, { name: 'Cream', price: 900, stock: 0 })
  await keeper.api.update_product({ params: { slug }, body: { is_live: false } })
  const gone = await aProduct(keeper, { name: 'Gone' })
  await keeper.api.delete_product({ params: { slug: gone.slug } })
})
afterAll(() => mortar.close())

type Query = NonNullable<NonNullable<Parameters<Shopkeeper['api']['my_products']>[0]>['query']>
const mine = (query: Query = {}) => keeper.api.my_products({ query })
const namesOf = async (query: Query) => (await mine(query)).results.map((card) => card.name)

test('shows my products, on the market or not, and nobody else’s', async () => {
  const { count, results } = await mine()
  expect(count).toBe(3)
  expect(results.map((card) => [card.name, card.is_live])).toEqual([
    ['Cream', false],
    ['Bandage', true],
    ['gauze', true],
  ])
  expect(results[1]).toMatchObject({
    price: 200,
    currency: 'EUR',
    stock: 9,
    on_hand: 9,
    held: 0,
    low_stock_at: 7,
    medicine: null,
    variants: 1,
  })
})

test('in the order that is asked for', async () => {
  expect(await namesOf({ sort: 'name' })).toEqual(['Bandage', 'Cream', 'gauze'])
  expect(await namesOf({ sort: 'price' })).toEqual(['Bandage', 'gauze', 'Cream'])
  expect(await namesOf({ sort: '-price' })).toEqual(['Cream', 'gauze', 'Bandage'])
  expect(await namesOf({ sort: 'stock' })).toEqual(['Cream', 'gauze', 'Bandage'])
})

test('found by words', async () => {
  expect(await namesOf({ q: 'GAU' })).toEqual(['gauze'])
  expect(await mine({ q: '…' })).toMatchObject({ count: 0, results: [] })
})

test('found by what stands on a pack, in the shop alone', async () => {
  const [shop, other] = [await anApprovedShop(mortar), await anApprovedShop(mortar)]
  const medicine = await aMedicine(mortar)
  const barcode = aGtin()
  const expiry_date = inDays(mortar, 200)
  const pack = { gtin: medicine.gtin, stock: 4, expiry_date }
  for (const each of [other, shop]) {
    const { slug } = await aProduct(each, { name: 'Doliprane', ...pack, sku: 'DOLI-500' })
    await each.api.restock_products_create({
      body: { lots: [{ product: slug, quantity: 1, lot: 'É7-2026/a', expiry_date }] },
    })
    const variants = [
      { options: { size: 'S' }, sku: 'SOCK-S', gtin: barcode, price: 100 },
      { options: { size: 'L' }, sku: 'SOCK-L', price: 100 },
    ]
    await aProduct(each, { name: 'Socks', variants })
    await aProduct(each, { name: 'Doli the rabbit', sku: 'TOY' })
  }
  const found = async (q: string) => {
    const { count, results } = await shop.api.my_products({ query: { q, sort: 'name' } })
    expect(count).toBe(results.length)
    expect(results.every((card) => card.shop.slug === shop.shop)).toBe(true)
    return results.map((card) => card.name)
  }
  expect(await found('doli')).toEqual(['Doli the rabbit', 'Doliprane'])
  expect(await found(' doli-5 ')).toEqual(['Doliprane'])
  expect(await found('sock-l')).toEqual(['Socks'])
  expect(await found('OCK')).toEqual([])
  expect(await found(medicine.gtin)).toEqual(['Doliprane'])
  expect(await found(medicine.gtin.padStart(14, '0'))).toEqual(['Doliprane'])
  expect(await found(medicine.gtin.replace(/^(\d{4})(\d{5})/, '$1 $2-'))).toEqual(['Doliprane'])
  expect(await found(barcode)).toEqual(['Socks'])
  expect(await found('é7-2026/')).toEqual(['Doliprane'])
  expect(await found('7-2026')).toEqual([])
  expect(await found('%')).toEqual([])
})

test('what is looked for costs no statement more', async () => {
  const sent = statementsOf(mortar)
  await mine()
  const [plain] = [sent.splice(0).length]
  await mine({ q: 'gauze-1' })
  expect(sent).toHaveLength(plain)
})

test('in pages', async () => {
  const { count, next, previous, results } = await mine({ sort: 'name', page: 2, page_size: 1 })
  expect({ count, next, previous }).toEqual({
    count: 3,
    next: '/api/my_products?sort=name&page=3&page_size=1',
    previous: '/api/my_products?sort=name&page=1&page_size=1',
  })
  expect(results.map((card) => card.name)).toEqual(['Cream'])
  expect(await mine({ page: 9 })).toMatchObject({ count: 3, next: null, results: [] })
})

test('with what stands on the shelf and what of it is promised', async () => {
  const shop = await anApprovedShop(mortar)
  const { slug } = await aProduct(shop, { stock: 6, expiry_date: inDays(mortar, 60) })
  await shop.api.restock_products_create({
    body: { lots: [{ product: slug, quantity: 3, expiry_date: inDays(mortar, 0) }] },
  })
  const [variant_id = 0] = await variantIds(mortar, slug)
  await transact(mortar.db, (tx) => hold(tx, [{ order_id: 1, variant_id, quantity: 4 }], mortar.clock.now))
  expect((await shop.api.my_products()).results).toMatchObject([{ stock: 2, on_hand: 9, held: 4 }])
})

test('a shop that may not sell sees its products all the same', async () => {
  const shop = await anApprovedShop(mortar)
  await aProduct(shop, { name: 'Still mine' })
  await sql`update shops.shops set status = 'suspended' where slug = ${shop.shop}`.execute(mortar.db)
  expect((await shop.api.my_products()).results).toMatchObject([{ name: 'Still mine' }])
  expect((await (await aShopkeeper(mortar)).api.my_products()).count).toBe(0)
})
