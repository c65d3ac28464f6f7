import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { sql } from '../../kernel/database.ts'
import {
  aCustomer,
  aMortar,
  aShopkeeper,
  anApprovedShop,
  refusalOf,
  type Mortar,
  type Shopkeeper,
} from '../../../test/harness/index.ts'
import { aGtin, aMedicine, inDays } from '../../../test/harness/products.ts'

let mortar: Mortar
let keeper: Shopkeeper
beforeAll(async () => {
  mortar = await aMortar()
})
beforeEach(async () => {
  keeper = await anApprovedShop(mortar)
})
afterAll(() => mortar.close())

type Body = Parameters<Shopkeeper['api']['create_product']>[0]['body']
const create = (body: Partial<Body>) =>
  keeper.api.create_product({ body: { name: 'Soap', category: 'hygiene', ...body } })
const errorsOf = async (body: Partial<Body>) => {
  const { status, code, errors } = await refusalOf(create(body))
  expect([status, code]).toEqual([400, 'invalid_input'])
  return errors?.map((each) => `${each.field} ${each.code}`)
}

test('lists a product with its price and first lot, on sale at once', async () => {
  const product = await create({
    name: 'Savon d’Alep',
    description: 'Olive and laurel',
    price: 690,
    stock: 12,
    sku: 'ALEP-1',
  })
  expect(product).toEqual({
    slug: 'savon-d-alep',
    archived: [],
    name: 'Savon d’Alep',
    shop: { slug: keeper.shop, name: expect.any(String) as string, is_verified: true },
    category: 'hygiene',
    price: 690,
    currency: 'EUR',
    stock: 12,
    in_stock: true,
    rating: null,
    rating_count: 0,
    medicine: null,
    description: 'Olive and laurel',
    lowest_price_30d: null,
    tax_rate: 2000,
    variants: [{ sku: 'ALEP-1', options: {}, gtin: null, price: 690, lowest_price_30d: null, stock: 12 }],
    earliest_expiry: null,
    created_at: mortar.clock.now.toISOString(),
    is_live: true,
    on_hand: 12,
    held: 0,
    low_stock_at: 5,
  })
})

test('a medicine brings its data, its tax and an expiry date', async () => {
  const medicine = await aMedicine(mortar, { reimbursement: '65%', max_treatment_days: null })
  const expiry_date = inDays(mortar, 200)
  const product = await create({ name: 'Doliprane 500', price: 218, stock: 40, gtin: `0${medicine.gtin}`, expiry_date })
  expect(product).toMatchObject({ tax_rate: 210, stock: 40, earliest_expiry: expiry_date })
  expect(product.medicine).toMatchObject({ gtin: medicine.gtin, prescription: false, substances: medicine.substances })
  const { rows } = await sql<{ usage_days: number }>`
    select usage_days from catalogue.products where slug = ${product.slug}`.execute(mortar.db)
  expect(rows[0]?.usage_days).toBe(30)
  const unreimbursed = await aMedicine(mortar, { reimbursement: null })
  expect(await create({ name: 'Other', price: 500, gtin: unreimbursed.gtin })).toMatchObject({
    tax_rate: 1000,
    stock: 0,
  })
})

test('stock that does not outlive a treatment is on hand, and cannot be bought', async () => {
  const medicine = await aMedicine(mortar, { max_treatment_days: 28 })
  const soon = { gtin: medicine.gtin, price: 500, stock: 3, expiry_date: inDays(mortar, 10) }
  expect(await create(soon)).toMatchObject({ on_hand: 3, stock: 0, in_stock: false, earliest_expiry: null })
})

test('variants have prices and stock of their own; the product shows the lowest price and all stock', async () => {
  const product = await create({
    name: 'Compression stockings',
    variants: [
      { options: { size: 'M' }, sku: 'CS-M', price: 2400, stock: 3 },
      { options: { size: 'S' }, price: 1900, stock: 4 },
      { options: { size: 'L' }, price: 2600 },
    ],
  })
  expect(product).toMatchObject({ price: 1900, stock: 7, on_hand: 7 })
  expect(product.variants.map(({ options, price, stock }) => [options['size'], price, stock])).toEqual([
    ['M', 2400, 3],
    ['S', 1900, 4],
    ['L', 2600, 0],
  ])
  expect(product.variants[0]?.sku).toBe('CS-M')
  expect(new Set(product.variants.map((variant) => variant.sku)).size).toBe(3)
})

test('only an approved shop lists', async () => {
  const pending = await aShopkeeper(mortar)
  const body = { name: 'Soap', category: 'hygiene', price: 100 }
  expect(await refusalOf(pending.api.create_product({ body }))).toMatchObject({
    status: 403,
    code: 'shop_not_approved',
  })
  await sql`update shops.shops set status = 'suspended' where slug = ${keeper.shop}`.execute(mortar.db)
  expect(await refusalOf(create({ price: 100 }))).toMatchObject({ status: 403, code: 'shop_not_approved' })
  const { api } = await aCustomer(mortar)
  expect(await refusalOf(api.create_product({ body }))).toMatchObject({ status: 403, code: 'forbidden' })
  expect(await refusalOf(mortar.stranger.create_product({ body }))).toMatchObject({ status: 401 })
})

test('what is not known here is refused by field, all at once', async () => {
  expect(
    await errorsOf({ category: 'no-such', gtin: aGtin(), price: 100, stock: 1, expiry_date: '2020-01-01' }),
  ).toEqual(['category unknown', 'gtin unknown', 'expiry_date expired'])
})

test('a medicine with stock needs an expiry date, also when the stock is of a variant', async () => {
  const { gtin } = await aMedicine(mortar)
  expect(await errorsOf({ gtin, price: 100, stock: 1 })).toEqual(['expiry_date required'])
  expect(await errorsOf({ gtin, variants: [{ options: { pack: 'two' }, price: 100, stock: 1 }] })).toEqual([
    'expiry_date required',
  ])
  expect(await create({ gtin, price: 100, stock: 0 })).toMatchObject({ stock: 0 })
  const { gtin: other } = await aMedicine(mortar)
  expect(
    await create({ name: 'Today', gtin: other, price: 100, stock: 1, expiry_date: inDays(mortar, 0) }),
  ).toMatchObject({
    on_hand: 1,
  })
})

test('variants that could not be told apart are refused', async () => {
  const variant = { options: { size: 'S', colour: 'blue' }, price: 100, sku: 'S-1' }
  const same = { options: { colour: 'blue', size: 'S' }, price: 120, sku: 'S-1' }
  expect(await errorsOf({ variants: [variant, same] })).toEqual([
    'variants.1.sku repeated',
    'variants.1.options repeated',
  ])
})

test('price and stock stand on the product or on its variants, not on both', async () => {
  const variants = [{ options: { size: 'S' }, price: 100 }]
  expect(await errorsOf({ price: 100, variants })).toEqual(['price invalid'])
  expect(await errorsOf({})).toEqual(['price invalid'])
  expect(await errorsOf({ variants, stock: 4 })).toEqual(['variants invalid'])
})

test('a variant is no way around the law of another medicine', async () => {
  const otc = await aMedicine(mortar)
  const bigger = await aMedicine(mortar, { pack_quantity: 32 })
  const listed = await aMedicine(mortar, { legal_class: 'prescription_list_1' })
  const variants = [bigger, listed].map(({ gtin }, i) => ({ options: { pack: String(i) }, gtin, price: 100 }))
  expect(await errorsOf({ gtin: otc.gtin, variants })).toEqual(['variants.1.gtin other_medicine'])
  expect(await errorsOf({ variants })).toEqual(['variants.0.gtin other_medicine', 'variants.1.gtin other_medicine'])
  const allowed = await create({ gtin: otc.gtin, variants: [{ options: {}, gtin: bigger.gtin, price: 100 }] })
  expect(allowed.variants[0]?.gtin).toBe(bigger.gtin)
  const barcode = aGtin()
  const soap = await create({ name: 'Barcode', variants: [{ options: {}, gtin: barcode, price: 100 }] })
  expect(soap.variants[0]?.gtin).toBe(barcode)
})

test('a name is unique in its shop without case and spaces, and free in another', async () => {
  await create({ name: 'Crème de jour', price: 100 })
  expect(await refusalOf(create({ name: ' CRÈME  de jour', price: 100 }))).toMatchObject({
    status: 409,
    code: 'product_name_taken',
    errors: [{ field: 'name' }],
  })
  const other = await anApprovedShop(mortar)
  const body = { name: 'Crème de jour', category: 'beauty', price: 100 }
  expect(await other.api.create_product({ body })).toMatchObject({ slug: 'creme-de-jour-2' })
})

test('a SKU is unique in its shop', async () => {
  await create({ price: 100, sku: 'A-1' })
  expect(await refusalOf(create({ name: 'Second', price: 100, sku: 'A-1' }))).toMatchObject({
    status: 409,
    code: 'sku_taken',
    errors: [{ field: 'sku' }],
  })
  const variants = ['A-2', 'A-1', 'A-3'].map((sku) => ({ options: { sku }, price: 100, sku }))
  expect(await refusalOf(create({ name: 'Third', variants }))).toMatchObject({
    code: 'sku_taken',
    errors: [{ field: 'variants.1.sku' }],
  })
})

test.each([
  ['a joiner', 'Savon\u200D doux'],
  ['another', 'Sav\u200Con doux'],
  ['the choice of a picture', 'Savon doux\uFE0F'],
  ['a wide letter', 'Ｓavon doux'],
])('a name with %s is the name without', async (_, name) => {
  const another = await anApprovedShop(mortar)
  const made = (of: string) => another.api.create_product({ body: { name: of, category: 'first-aid', price: 100 } })
  await made('Savon doux')
  expect(await refusalOf(made(name))).toMatchObject({ code: 'product_name_taken' })
})

const seen = (more: object) => refusalOf(create({ name: 'Seen', price: 100, ...more }))

test('a letter that cannot be seen is refused in what buyers read', async () => {
  expect(await seen({ name: 'Se\u202Een' })).toMatchObject({ errors: [{ field: 'name', code: 'invalid_format' }] })
  const options = { 'si\u200Bze': 'one' }
  expect(await seen({ variants: [{ options, price: 100 }] })).toMatchObject({ code: 'invalid_input' })
})

test('of listings of one name at once exactly one is made; so with one SKU', async () => {
  const named = Array.from({ length: 5 }, () => ({ name: 'Only one', price: 100, stock: 1 }))
  expect(await outcomes(named)).toEqual(['made', ...Array<string>(4).fill('product_name_taken')])
  const coded = Array.from({ length: 5 }, (_, i) => ({ name: `Coded ${i}`, price: 100, sku: 'ONE' }))
  expect(await outcomes(coded)).toEqual(['made', ...Array<string>(4).fill('sku_taken')])
})

test('a pack is one product of a shop, also of five calls at once; what was removed is listed anew', async () => {
  const { gtin } = await aMedicine(mortar)
  const packs = Array.from({ length: 5 }, (_, i) => ({ name: `Pack ${i}`, price: 100, gtin }))
  expect(await outcomes(packs)).toEqual([...Array<string>(4).fill('gtin_taken'), 'made'])
  const again = await refusalOf(create({ name: 'Once more', price: 100, gtin }))
  expect(again).toMatchObject({ status: 409, errors: [{ field: 'gtin', code: 'gtin_taken' }] })
  expect(again.detail).toMatch(/^It is listed as Pack \d:/)
  const other = await anApprovedShop(mortar)
  const body = { name: 'Theirs', category: 'beauty', price: 100, gtin }
  expect(await other.api.create_product({ body })).toMatchObject({ medicine: { gtin } })
  await other.api.delete_product({ params: { slug: 'theirs' } })
  expect(await other.api.create_product({ body })).toMatchObject({ medicine: { gtin } })
})

test('a refused listing leaves nothing behind', async () => {
  await create({ price: 100, sku: 'KEPT' })
  await refusalOf(create({ name: 'Left', price: 100, stock: 5, sku: 'KEPT' }))
  const { rows } = await sql`select from catalogue.products where name = 'Left'`.execute(mortar.db)
  expect(rows).toHaveLength(0)
})

test('products named like our paths, or without a Latin letter, have addresses', async () => {
  expect(await create({ name: 'Search', price: 100 })).toMatchObject({ slug: 'search-2' })
  expect(await create({ name: '正露丸', price: 100 })).toMatchObject({ slug: 'product' })
})

test('listing is published', async () => {
  const { slug } = await create({ price: 100 })
  const { rows } = await sql<{ data: object }>`
    select data from kernel.facts where type = 'product.changed' and data ->> 'slug' = ${slug}`.execute(mortar.db)
  expect(rows).toHaveLength(1)
})

/** What came of creating all of them at once. */
async function outcomes(bodies: Partial<Body>[]) {
  const all = await Promise.allSettled(bodies.map(create))
  return all
    .map((each) => (each.status === 'fulfilled' ? 'made' : (each.reason as { problem: { code: string } }).problem.code))
    .toSorted()
}
