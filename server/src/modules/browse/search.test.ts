import type { ProductCard } from '@mortar/contract'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sql, transact } from '../../kernel/database.ts'
import {
  aCustomer,
  anApprovedShop,
  aMortar,
  aShopkeeper,
  refusalOf,
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
  // Someone who is signed in: strangers may be answered from memory.
  reader = await aCustomer(mortar)
  keeper = await anApprovedShop(mortar)
})
afterAll(() => mortar.close())

type Query = NonNullable<NonNullable<Parameters<Someone['api']['search_products']>[0]>['query']>
const search = (query: Query = {}) => reader.api.search_products({ query })
const namesOf = (results: ProductCard[]) => results.map((card) => card.name)
const found = async (query: Query) => namesOf((await search(query)).results)

describe('a shop with three products', () => {
  let shop: Shopkeeper
  beforeAll(async () => {
    shop = await anApprovedShop(mortar)
    await aProduct(shop, { name: 'Gauze', price: 300, category: 'first-aid' })
    await aProduct(shop, { name: 'Soap', price: 200, category: 'hygiene', stock: 0 })
    await aProduct(shop, { name: 'Lipstick', price: 900, category: 'beauty' })
  })

  test('is listed newest first, in pages that link to each other', async () => {
    const first = await search({ shop: shop.shop, page_size: 2 })
    const link = (page: number) => `/api/products/search?shop=${shop.shop}&page_size=2&page=${page}`
    expect(first).toMatchObject({ count: 3, next: link(2), previous: null })
    expect(namesOf(first.results)).toEqual(['Lipstick', 'Soap'])
    const second = await search({ shop: shop.shop, page_size: 2, page: 2 })
    expect(second).toMatchObject({ count: 3, next: null, previous: link(1) })
    expect(namesOf(second.results)).toEqual(['Gauze'])
    expect(await search({ shop: shop.shop, page_size: 2, page: 7 })).toMatchObject({
      count: 3,
      next: null,
      results: [],
    })
  })

  test('shows what a card needs', async () => {
    const { results } = await search({ shop: shop.shop, sort: 'price' })
    expect(results[1]).toEqual({
      slug: expect.stringMatching(/^gauze/) as string,
      name: 'Gauze',
      shop: { slug: shop.shop, name: expect.any(String) as string, is_verified: true },
      category: 'first-aid',
      price: 300,
      currency: 'EUR',
      stock: 10,
      in_stock: true,
      rating: null,
      rating_count: 0,
      medicine: null,
    })
    expect(results[0]).toMatchObject({ name: 'Soap', stock: 0, in_stock: false })
  })

  test('is sorted by price either way', async () => {
    expect(await found({ shop: shop.shop, sort: 'price' })).toEqual(['Soap', 'Gauze', 'Lipstick'])
    expect(await found({ shop: shop.shop, sort: '-price' })).toEqual(['Lipstick', 'Gauze', 'Soap'])
  })

  test('is narrowed by price, both ends included', async () => {
    expect(await found({ shop: shop.shop, min_price: 200, max_price: 300 })).toEqual(['Soap', 'Gauze'])
    expect(await found({ shop: shop.shop, min_price: 201, max_price: 299 })).toEqual([])
  })

  test('is narrowed by category, which includes its children', async () => {
    expect(await found({ shop: shop.shop, category: 'hygiene' })).toEqual(['Soap'])
    expect(await found({ shop: shop.shop, category: 'health-products' })).toEqual(['Soap', 'Gauze'])
    expect(await found({ shop: shop.shop, category: 'no-such-category' })).toEqual([])
  })

  test('is narrowed by stock', async () => {
    expect(await found({ shop: shop.shop, in_stock: true })).toEqual(['Lipstick', 'Gauze'])
    expect(await found({ shop: shop.shop, in_stock: false })).toEqual(['Soap'])
  })

  test('is not another shop, and an unknown shop has nothing', async () => {
    expect(await found({ shop: keeper.shop, category: 'beauty' })).toEqual([])
    expect(await search({ shop: 'no-such-shop' })).toMatchObject({ count: 0, results: [] })
  })

  test('stands in the lists of everything and of a category', async () => {
    expect(namesOf((await search()).results)).toEqual(expect.arrayContaining(['Lipstick', 'Soap', 'Gauze']))
    expect(await found({ category: 'beauty' })).toEqual(['Lipstick'])
    expect((await search({ category: 'health-products', page_size: 1 })).count).toBeGreaterThanOrEqual(2)
    expect(await search({ category: 'no-such-category' })).toMatchObject({ count: 0, next: null, results: [] })
    const prices = (await search({ sort: '-price' })).results.map((card) => card.price)
    expect(prices).toEqual(prices.toSorted((a, b) => b - a))
  })
})

describe('medicines', () => {
  let shop: Shopkeeper
  beforeAll(async () => {
    shop = await anApprovedShop(mortar)
    const pack = async (
      name: string,
      strength: string | null,
      more: Partial<Parameters<typeof aMedicine>[1]> = {},
      substance = 'Paracétamol',
    ) => {
      const { gtin } = await aMedicine(mortar, { name, substances: [{ name: substance, strength }], ...more })
      const listed = { name, category: 'pain-and-fever', gtin, stock: 5, expiry_date: inDays(mortar, 200) }
      return aProduct(shop, listed)
    }
    await pack('Doliprane 500', '500 mg', { brand: 'Doliprane', form: 'Tablet', manufacturer: 'Opella Healthcare' })
    await pack('Doliprane fort', '1 g', { brand: 'Doliprane', form: 'Capsule', manufacturer: 'Opella Healthcare' })
    await pack('Efferalgan codéiné', '500 mg', {
      brand: 'Efferalgan',
      form: 'Effervescent tablet',
      manufacturer: 'UPSA',
      legal_class: 'prescription_list_1',
    })
    await pack('Advil', '400 mg', { brand: 'Advil', form: 'Tablet', manufacturer: 'Opella' }, 'Ibuprofène')
  })
  const mine = (query: Query) => found({ shop: shop.shop, ...query }).then((names) => names.toSorted())

  test('are found by substance and strength, however the strength is written', async () => {
    expect(await mine({ q: 'paracetamol 500 mg' })).toEqual(['Doliprane 500', 'Efferalgan codéiné'])
    expect(await mine({ q: 'Paracétamol 500mg' })).toEqual(['Doliprane 500', 'Efferalgan codéiné'])
    expect(await mine({ q: '0,5 g PARACETAMOL' })).toEqual(['Doliprane 500', 'Efferalgan codéiné'])
    expect(await mine({ q: 'paracetamol 1000 mg' })).toEqual(['Doliprane fort'])
    expect(await mine({ q: 'paracetamol 400 mg' })).toEqual([])
  })

  test('are found by the beginning of the last word, by brand, maker and form', async () => {
    expect(await mine({ q: 'ibup' })).toEqual(['Advil'])
    expect(await mine({ q: 'upsa effer' })).toEqual(['Efferalgan codéiné'])
    expect(await mine({ q: 'tablets opella' })).toEqual(['Advil', 'Doliprane 500'])
  })

  test('found by words are sorted and counted as any others', async () => {
    const { count, results } = await search({ shop: shop.shop, q: 'doliprane', sort: 'newest' })
    expect([count, namesOf(results)]).toEqual([2, ['Doliprane fort', 'Doliprane 500']])
    expect(await search({ shop: shop.shop, q: 'doliprane', page: 2 })).toMatchObject({ count: 2, results: [] })
  })

  test('are ranked by where the words stand: in the name before the description', async () => {
    await aProduct(shop, { name: 'Pill box', description: 'Holds a week of zinc.' })
    await aProduct(shop, { name: 'Zinc' })
    expect(await found({ shop: shop.shop, q: 'zinc' })).toEqual(['Zinc', 'Pill box'])
  })

  test('are narrowed by strength, in any spelling', async () => {
    for (const strength of ['500mg', '0.5 g', '500 mg'])
      expect(await mine({ strength })).toEqual(['Doliprane 500', 'Efferalgan codéiné'])
    expect(await mine({ strength: '1000 mg', q: 'doliprane' })).toEqual(['Doliprane fort'])
  })

  const diclofenac = async (name: string, official: string, strength: string) => {
    const { gtin } = await aMedicine(mortar, { name: official, substances: [{ name: 'Diclofénac', strength }] })
    await aProduct(shop, { name, gtin, stock: 0 })
  }

  test('a strength is not taken for what it is not counted per: a gel of 1 % is not 1 g', async () => {
    await diclofenac('Gel', 'DICLOFENAC TEST 1 %, gel', '1 g')
    await diclofenac('Lotion', 'DICLOFENAC TEST 10 mg/g, lotion', '10 mg')
    await diclofenac('Drops', 'DICLOFENAC TEST 25 mg/5 ml, solution buvable', '25 mg')
    await diclofenac('Tablet', 'DICLOFENAC TEST 25 mg, comprimé', '25 mg')
    await diclofenac('Sentence', 'DICLOFENAC TEST 4000 UI/0,4 ml', '40 mg équivalent à 4 000 UI activité anti Xa')
    const substance = 'diclofenac'
    expect(await mine({ substance, strength: '1 g' })).toEqual([])
    expect(await mine({ q: 'diclofenac 1 g' })).toEqual([])
    for (const strength of ['1 %', '1%', '10 mg/g', '0,01 g/g']) {
      expect(await mine({ substance, strength })).toEqual(['Gel', 'Lotion'])
      expect(await mine({ q: `diclofenac ${strength}` })).toEqual(['Gel', 'Lotion'])
    }
    expect(await mine({ substance, strength: '25 mg' })).toEqual(['Tablet'])
    for (const strength of ['25 mg/5 ml', '5 mg/ml', '5mg per ml', '0.5 g/100 ml'])
      expect(await mine({ substance, strength })).toEqual(['Drops'])
    expect(await mine({ q: 'diclofenac 25 mg' })).toEqual(['Drops', 'Tablet'])
    expect(await mine({ substance, strength: '40 mg équivalent à 4 000 UI activité anti Xa' })).toEqual(['Sentence'])
    for (const slug of ['gel', 'lotion', 'drops', 'tablet', 'sentence'])
      await shop.api.delete_product({ params: { slug } })
  })

  test('a strength that is none is refused', async () => {
    expect(await refusalOf(search({ strength: 'strong' }))).toMatchObject({
      status: 400,
      code: 'invalid_input',
      errors: [{ field: 'strength', code: 'invalid_format' }],
    })
  })

  test('are narrowed by a substance that has two names, by either', async () => {
    const { gtin } = await aMedicine(mortar, { substances: [{ name: 'Dipyrone (Metamizole)', strength: '1 g' }] })
    await aProduct(shop, { name: 'Novalgin', description: 'Like paracetamol.', gtin, stock: 0 })
    expect(await mine({ substance: 'metamizole' })).toEqual(['Novalgin'])
    expect(await mine({ substance: 'Dipyrone' })).toEqual(['Novalgin'])
    expect(await mine({ substance: 'metamizole sodium' })).toEqual([])
    expect(await mine({ substance: 'paracetamol', strength: '1 g' })).toEqual(['Doliprane fort'])
    await shop.api.delete_product({ params: { slug: 'novalgin' } })
  })

  test('are narrowed by substance, form and maker, without regard to case and accents', async () => {
    expect(await mine({ substance: 'IBUPROFENE' })).toEqual(['Advil'])
    expect(await mine({ form: 'capsule' })).toEqual(['Doliprane fort'])
    expect(await mine({ manufacturer: 'opella' })).toEqual(['Advil', 'Doliprane 500', 'Doliprane fort'])
    expect(await mine({ manufacturer: 'Opella Healthcare' })).toEqual(['Doliprane 500', 'Doliprane fort'])
    expect(await mine({ manufacturer: 'opel' })).toEqual([])
  })

  test('are narrowed by whether they need a prescription; what is no medicine needs none', async () => {
    expect(await mine({ prescription: true })).toEqual(['Efferalgan codéiné'])
    expect(await mine({ prescription: false })).toEqual([
      'Advil',
      'Doliprane 500',
      'Doliprane fort',
      'Pill box',
      'Zinc',
    ])
  })

  test('filters count together', async () => {
    expect(
      await mine({
        q: 'doliprane',
        manufacturer: 'Opella',
        prescription: false,
        form: 'tablet',
        in_stock: true,
        max_price: 500,
      }),
    ).toEqual(['Doliprane 500'])
  })

  test('show their card', async () => {
    const { results } = await search({ shop: shop.shop, q: 'efferalgan' })
    expect(results[0]?.medicine).toEqual({
      gtin: expect.any(String) as string,
      manufacturer: 'UPSA',
      substances: [{ name: 'Paracétamol', strength: '500 mg' }],
      form: 'Effervescent tablet',
      prescription: true,
      legal_class: 'prescription_list_1',
      pack_quantity: 16,
    })
  })
})

test('words that are none find nothing; no words find everything', async () => {
  await aProduct(keeper, { name: 'Something' })
  expect(await search({ q: '?!' })).toMatchObject({ count: 0, next: null, results: [] })
  expect((await search({ q: '  ' })).count).toBe((await search()).count)
})

test('expiry counts of the lot that a buyer would get', async () => {
  const shop = await anApprovedShop(mortar)
  const soon = await aProduct(shop, { name: 'Soon', stock: 1, expiry_date: inDays(mortar, 20) })
  await aProduct(shop, { name: 'Never' })
  await aProduct(shop, { name: 'Gone', stock: 0 })
  await shop.api.restock_products_create({
    body: { lots: [{ product: soon.slug, quantity: 5, expiry_date: inDays(mortar, 90) }] },
  })
  expect(await found({ shop: shop.shop, expires_after: inDays(mortar, 19) })).toEqual(['Never', 'Soon'])
  expect(await found({ shop: shop.shop, expires_after: inDays(mortar, 20) })).toEqual(['Never'])
  const [variant_id = 0] = await variantIds(mortar, soon.slug)
  await transact(mortar.db, (tx) => hold(tx, [{ order_id: 1, variant_id, quantity: 1 }], mortar.clock.now))
  expect(await found({ shop: shop.shop, expires_after: inDays(mortar, 20) })).toEqual(['Never', 'Soon'])
})

test('stock is what can be bought: on hand less held, of lots that may be sold', async () => {
  const shop = await anApprovedShop(mortar)
  const { gtin } = await aMedicine(mortar, { max_treatment_days: 30 })
  const { slug } = await aProduct(shop, { gtin, stock: 4, expiry_date: inDays(mortar, 10) })
  await shop.api.restock_products_create({
    body: { lots: [{ product: slug, quantity: 7, expiry_date: inDays(mortar, 90) }] },
  })
  const [variant_id = 0] = await variantIds(mortar, slug)
  await transact(mortar.db, (tx) => hold(tx, [{ order_id: 2, variant_id, quantity: 2 }], mortar.clock.now))
  expect((await search({ shop: shop.shop })).results).toMatchObject([{ stock: 5, in_stock: true }])
})

test('variants are one card, at the lowest price and with the stock of all', async () => {
  const shop = await anApprovedShop(mortar)
  const sizes = [
    { options: { size: 'S' }, price: 700, stock: 2 },
    { options: { size: 'L' }, price: 400, stock: 3 },
  ]
  await aProduct(shop, { variants: sizes })
  expect((await search({ shop: shop.shop })).results).toMatchObject([{ price: 400, stock: 5 }])
})

test('what is not on the market is in no list', async () => {
  const shop = await anApprovedShop(mortar)
  const resting = await aProduct(shop, { name: 'Resting thing' })
  const gone = await aProduct(shop, { name: 'Gone thing' })
  await aProduct(shop, { name: 'Sold thing' })
  await shop.api.update_product({ params: { slug: resting.slug }, body: { is_live: false } })
  await shop.api.delete_product({ params: { slug: gone.slug } })
  const lists: Query[] = [
    { shop: shop.shop },
    { shop: shop.shop, q: 'thing' },
    { shop: shop.shop, q: 'thing', sort: 'price' },
    { shop: shop.shop, min_price: 1 },
  ]
  for (const query of lists) expect(await search(query)).toMatchObject({ count: 1, results: [{ name: 'Sold thing' }] })
})

test.each(['pending', 'rejected', 'suspended'])('a %s shop is in no list', async (status) => {
  const shop = await anApprovedShop(mortar)
  await aProduct(shop, { name: `Thing of a ${status} shop`, category: 'baby' })
  const lists: Query[] = [
    {},
    { category: 'baby' },
    { shop: shop.shop },
    { q: status },
    { q: status, sort: 'price' },
    { sort: 'price', page_size: 100 },
    { category: 'baby', in_stock: true },
  ]
  const isListed = async () =>
    Promise.all(lists.map(async (query) => (await found(query)).includes(`Thing of a ${status} shop`)))
  expect(await isListed()).toEqual(lists.map(() => true))
  const before = (await search({ category: 'baby' })).count
  await sql`update shops.shops set status = ${status} where slug = ${shop.shop}`.execute(mortar.db)
  expect(await isListed()).toEqual(lists.map(() => false))
  expect((await search({ category: 'baby' })).count).toBe(before - 1)
})

test('every fault of the query is said at once', async () => {
  const problem = await refusalOf(search({ page_size: 1000, sort: 'loudest', min_price: -1 } as unknown as Query))
  expect(problem).toMatchObject({ status: 400, code: 'invalid_input' })
  expect(problem.errors?.map((each) => each.field).toSorted()).toEqual(['min_price', 'page_size', 'sort'])
})

test('a stranger is answered as well', async () => {
  const pending = await aShopkeeper(mortar)
  expect((await mortar.stranger.search_products({ query: { shop: keeper.shop } })).count).toBeGreaterThan(0)
  expect((await mortar.stranger.search_products({ query: { shop: pending.shop } })).count).toBe(0)
})
