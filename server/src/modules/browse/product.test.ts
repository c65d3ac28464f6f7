import { afterAll, beforeAll, expect, test } from 'vitest'
import { sql, transact } from '../../kernel/database.ts'
import {
  aCustomer,
  anApprovedShop,
  aMortar,
  refusalOf,
  someone,
  type Mortar,
  type Shopkeeper,
  type Someone,
} from '../../../test/harness/index.ts'
import { aMedicine, aProduct, inDays, variantIds } from '../../../test/harness/products.ts'
import { hold } from '../inventory/index.ts'

let mortar: Mortar
let reader: Someone
let keeper: Shopkeeper
beforeAll(async () => {
  mortar = await aMortar()
  reader = await aCustomer(mortar)
  keeper = await anApprovedShop(mortar)
})
afterAll(() => mortar.close())

const get = (slug: string) => reader.api.get_product({ params: { slug } })
const pricesOf = (slug: string, query = {}) => reader.api.price_history({ params: { slug }, query })
const missing = { status: 404, code: 'not_found' }

test('shows all that a buyer decides by', async () => {
  const medicine = await aMedicine(mortar)
  const { slug } = await aProduct(keeper, {
    name: 'Doliprane 500 mg',
    description: 'Against pain.',
    category: 'pain-and-fever',
    gtin: medicine.gtin,
    sku: 'DOLI',
    price: 218,
    stock: 12,
    expiry_date: inDays(mortar, 100),
  })
  expect(await get(slug)).toEqual({
    slug,
    name: 'Doliprane 500 mg',
    description: 'Against pain.',
    shop: { slug: keeper.shop, name: expect.any(String) as string, is_verified: true },
    category: 'pain-and-fever',
    price: 218,
    currency: 'EUR',
    lowest_price_30d: null,
    tax_rate: 210,
    stock: 12,
    in_stock: true,
    rating: null,
    rating_count: 0,
    variants: [{ sku: 'DOLI', options: {}, gtin: medicine.gtin, price: 218, lowest_price_30d: null, stock: 12 }],
    earliest_expiry: inDays(mortar, 100),
    delivery: { fee: 0, free_from: null, days: 3 },
    created_at: mortar.clock.now.toISOString(),
    medicine: {
      gtin: medicine.gtin,
      name: medicine.name,
      brand: medicine.brand,
      manufacturer: medicine.manufacturer,
      substances: medicine.substances,
      form: medicine.form,
      routes: medicine.routes,
      atc: medicine.atc,
      prescription: false,
      legal_class: 'otc',
      pack: { quantity: medicine.pack_quantity, label: medicine.pack_label },
      reimbursement: medicine.reimbursement,
      supply: null,
    },
  })
})

test('tells what its shop asks for bringing an order, as the shop’s own page does', async () => {
  const shop = await anApprovedShop(mortar)
  await sql`insert into pricing.delivery (shop_id, fee_minor, free_from_minor)
    select id, 490, 4900 from shops.shops where slug = ${shop.shop}`.execute(mortar.db)
  const { slug } = await aProduct(shop)
  const delivery = { fee: 490, free_from: 4900, days: 3 }
  expect(await get(slug)).toMatchObject({ delivery })
  expect(await mortar.stranger.get_shop({ params: { slug: shop.shop } })).toMatchObject({ slug: shop.shop, delivery })
  expect(await mortar.stranger.get_shop({ params: { slug: keeper.shop } })).toMatchObject({
    delivery: { fee: 0, free_from: null },
  })
})

test('shows variants in their order, each with its price and stock', async () => {
  const { slug } = await aProduct(keeper, {
    variants: [
      { sku: 'LARGE', options: { size: 'L' }, price: 900, stock: 0 },
      { sku: 'SMALL', options: { size: 'S' }, price: 500, stock: 3 },
    ],
  })
  expect(await get(slug)).toMatchObject({
    price: 500,
    stock: 3,
    in_stock: true,
    medicine: null,
    earliest_expiry: null,
    tax_rate: 2_000,
    variants: [
      { sku: 'LARGE', options: { size: 'L' }, price: 900, stock: 0 },
      { sku: 'SMALL', options: { size: 'S' }, price: 500, stock: 3 },
    ],
  })
})

test('the expiry is that of the lot a buyer would get, and what is held cannot be bought', async () => {
  const { slug } = await aProduct(keeper, { stock: 2, expiry_date: inDays(mortar, 20) })
  await keeper.api.restock_products_create({
    body: { lots: [{ product: slug, quantity: 5, expiry_date: inDays(mortar, 60) }] },
  })
  expect(await get(slug)).toMatchObject({ stock: 7, earliest_expiry: inDays(mortar, 20) })
  const [variant_id = 0] = await variantIds(mortar, slug)
  await transact(mortar.db, (tx) => hold(tx, [{ order_id: 1, variant_id, quantity: 3 }], mortar.clock.now))
  expect(await get(slug)).toMatchObject({ stock: 4, earliest_expiry: inDays(mortar, 60) })
})

test('what is not for sale is not found, in the words of what was never there', async () => {
  const shop = await anApprovedShop(mortar)
  const resting = await aProduct(shop)
  const gone = await aProduct(shop)
  await shop.api.update_product({ params: { slug: resting.slug }, body: { is_live: false } })
  await shop.api.delete_product({ params: { slug: gone.slug } })
  const never = await refusalOf(get('never-there'))
  expect(never).toMatchObject(missing)
  for (const { slug } of [resting, gone]) {
    expect(await refusalOf(get(slug))).toEqual(never)
    expect(await refusalOf(pricesOf(slug))).toEqual(never)
  }
})

test.each(['pending', 'rejected', 'suspended'])('a product of a %s shop is not found', async (status) => {
  const shop = await anApprovedShop(mortar)
  const { slug } = await aProduct(shop)
  await sql`update shops.shops set status = ${status} where slug = ${shop.shop}`.execute(mortar.db)
  expect(await refusalOf(get(slug))).toMatchObject(missing)
  expect(await refusalOf(pricesOf(slug))).toMatchObject(missing)
})

test('past prices are kept', async () => {
  const { slug, variants } = await aProduct(keeper, { price: 500 })
  const born = mortar.clock.now.toISOString()
  const change = async (price: number) => {
    mortar.clock.advance(86_400_000)
    const again = await someone(mortar, keeper.username, keeper.email)
    await again.api.update_product({ params: { slug }, body: { price } })
    return mortar.clock.now.toISOString()
  }
  const lowered = await change(400)
  const raised = await change(600)
  const sku = variants[0]?.sku
  expect(await mortar.stranger.price_history({ params: { slug } })).toEqual({
    count: 3,
    next: null,
    previous: null,
    currency: 'EUR',
    results: [
      { variant: sku, price: 600, from: raised, to: null },
      { variant: sku, price: 400, from: lowered, to: raised },
      { variant: sku, price: 500, from: born, to: lowered },
    ],
  })
  const second = await mortar.stranger.price_history({ params: { slug }, query: { page: 2, page_size: 2 } })
  expect(second).toMatchObject({ count: 3, next: null, results: [{ price: 500 }] })
  expect(second.previous).toBe(`/api/products/${slug}/price-history?page=1&page_size=2`)
})

test('a reduction is measured by the lowest price of the thirty days before it, by variant', async () => {
  const seller = await anApprovedShop(mortar)
  const variants = ['S', 'M'].map((size) => ({
    sku: `LOW-${size}`,
    options: { size },
    price: size === 'S' ? 500 : 800,
  }))
  const { slug } = await aProduct(seller, { variants })
  const told = async (days: number, sku: string, price: number) => {
    mortar.clock.advance(days * 86_400_000)
    const again = await someone(mortar, seller.username, seller.email)
    await again.api.update_product({ params: { slug }, body: { variants: [{ sku, price }] } })
    const shown = await mortar.stranger.get_product({ params: { slug } })
    const own = await again.api.get_my_product({ params: { slug } })
    expect(own.variants.map((each) => each.lowest_price_30d)).toEqual(
      shown.variants.map((each) => each.lowest_price_30d),
    )
    expect(own.lowest_price_30d).toBe(shown.lowest_price_30d)
    return [shown.price, shown.lowest_price_30d, ...shown.variants.map((each) => each.lowest_price_30d)]
  }
  expect(await told(1, 'LOW-S', 400)).toEqual([400, 500, 500, null])
  // Dearer again: no reduction. And cheaper than that, but not than what was asked within the thirty days.
  expect(await told(1, 'LOW-S', 600)).toEqual([600, null, null, null])
  expect(await told(1, 'LOW-S', 450)).toEqual([450, null, null, null])
  expect(await told(31, 'LOW-S', 430)).toEqual([430, 450, 450, null])
  // What shows on the product is that of its cheapest variant.
  expect(await told(1, 'LOW-M', 420)).toEqual([420, 800, 450, 800])
  // Reduced a second time: still against the lowest of the thirty days before.
  expect(await told(1, 'LOW-S', 410)).toEqual([410, 430, 430, 800])
  expect(await told(31, 'LOW-M', 420)).toEqual([410, null, null, null])
})
