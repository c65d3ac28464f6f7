import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { OwnProduct } from '@mortar/contract'
import { anOrder, terms } from '../../../test/harness/buying.ts'
import {
  aCustomer,
  aMortar,
  anApprovedShop,
  refusalOf,
  type Mortar,
  type Shopkeeper,
  type Someone,
} from '../../../test/harness/index.ts'
import { aMedicine, aProduct, inDays } from '../../../test/harness/products.ts'

let mortar: Mortar
let keeper: Shopkeeper
let buyer: Someone
let socks: OwnProduct
beforeAll(async () => {
  mortar = await aMortar()
  keeper = await anApprovedShop(mortar)
  buyer = await aCustomer(mortar)
})
beforeEach(async () => {
  const tag = Math.random().toString(36).slice(2, 8)
  const variants = [
    { options: { size: 'S' }, sku: `S-${tag}`, price: 800, stock: 3 },
    { options: { size: 'L' }, sku: `L-${tag}`, price: 900, stock: 4 },
  ]
  socks = await aProduct(keeper, { variants })
  mortar.clock.advance(60_000)
})
afterAll(() => mortar.close())

type Changes = Parameters<Shopkeeper['api']['update_product']>[0]['body']
type More = Parameters<Shopkeeper['api']['add_variants']>[0]['body']
const params = () => ({ slug: socks.slug })
const change = (body: Changes) => keeper.api.update_product({ params: params(), body })
const add = (body: More) => keeper.api.add_variants({ params: params(), body })
const skuOf = (i: number) => socks.variants[i]?.sku ?? ''
const archive = (i: number, is_archived = true) => change({ variants: [{ sku: skuOf(i), is_archived }] })
const seen = () => mortar.stranger.get_product({ params: params() })
const faults = async (call: Promise<unknown>) => (await refusalOf(call)).errors?.map((each) => [each.field, each.code])
const order = (variant?: string) => anOrder(buyer, [{ product: socks.slug, quantity: 1, ...(variant && { variant }) }])

const low = async () => (await keeper.api.restock_products({ query: { q: skuOf(0) } })).count
const medium: More = { variants: [{ options: { size: 'M' }, price: 850, stock: 0 }] }
const named = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, i) => ({ options: { size: String(from + i) }, price: 100 + i, stock: 0 }))

test('variants are added behind those there are, and sold at once', async () => {
  const { variants } = await add({
    variants: [
      { options: { size: 'XL' }, price: 1000, stock: 5 },
      { options: { size: 'XXL' }, sku: `XXL-${skuOf(0)}`, price: 700, stock: 0 },
    ],
  })
  expect(variants.map(({ options, price, stock }) => [options['size'], price, stock])).toEqual([
    ['S', 800, 3],
    ['L', 900, 4],
    ['XL', 1000, 5],
    ['XXL', 700, 0],
  ])
  expect(await seen()).toMatchObject({ price: 700, stock: 12 })
  expect(await order(variants[2]?.sku)).toMatchObject({ total: 1000 })
})

test('what is wrong with more variants is said of each', async () => {
  expect(
    await faults(
      add({
        variants: [
          { options: { size: 'L' }, price: 1, stock: 0 },
          { options: { size: 'M' }, price: 1, sku: 'TWICE', stock: 0 },
          { options: { size: 'M' }, price: 1, sku: 'TWICE', stock: 0 },
        ],
      }),
    ),
  ).toEqual([
    ['variants.2.sku', 'repeated'],
    ['variants.0.options', 'repeated'],
    ['variants.2.options', 'repeated'],
  ])
  const taken = add({
    variants: [
      { options: { size: 'M' }, price: 1, stock: 0 },
      { options: { size: 'XS' }, price: 1, sku: skuOf(1), stock: 0 },
    ],
  })
  expect(await refusalOf(taken)).toMatchObject({ code: 'sku_taken', errors: [{ field: 'variants.1.sku' }] })
  expect((await keeper.api.get_my_product({ params: params() })).variants).toHaveLength(2)
  const other = await aMedicine(mortar)
  const medicine = [{ options: { size: 'M' }, price: 1, gtin: other.gtin, stock: 0 }]
  expect(await faults(add({ variants: medicine }))).toEqual([['variants.0.gtin', 'other_medicine']])
})

test('a medicine’s pack joins with the days it lasts, and needs its expiry', async () => {
  const [small, big] = [await aMedicine(mortar), await aMedicine(mortar, { pack_quantity: 32 })]
  const { slug } = await aProduct(keeper, { gtin: small.gtin, stock: 0 })
  const variants = [{ options: { pack: '32' }, price: 400, gtin: big.gtin, stock: 6 }]
  const more = (expiry_date?: string) =>
    keeper.api.add_variants({ params: { slug }, body: { variants, ...(expiry_date && { expiry_date }) } })
  expect(await faults(more())).toEqual([['expiry_date', 'required']])
  expect(await faults(more(inDays(mortar, -2)))).toEqual([['expiry_date', 'expired']])
  // It lasts thirty days: one that expires sooner is no good to anybody who buys it now.
  expect(await more(inDays(mortar, 20))).toMatchObject({ stock: 0, on_hand: 6 })
})

test('a variant that is archived is sold no more, and stays where it was bought and where it stands', async () => {
  const { order_number } = await order(skuOf(0))
  const changed = await archive(0)
  expect(changed).toMatchObject({
    price: 900,
    stock: 4,
    on_hand: 7,
    held: 1,
    variants: [{ sku: skuOf(1) }],
    archived: [{ sku: skuOf(0), price: 800, stock: 0 }],
  })
  expect(await seen()).toMatchObject({ price: 900, stock: 4, variants: [{ sku: skuOf(1) }] })
  const { results } = await mortar.stranger.search_products({ query: { shop: keeper.shop, q: socks.name } })
  expect(results).toMatchObject([{ price: 900, stock: 4 }])
  expect(await refusalOf(order(skuOf(0)))).toMatchObject({ code: 'not_for_sale' })
  // One is left: it need not be named.
  expect(await order()).toMatchObject({ items: [{ variant: skuOf(1) }] })
  await buyer.api.add_to_cart({ body: { product: socks.slug, quantity: 1 } })
  expect(await keeper.api.ship_order({ params: { order_number }, body: {} }).catch(() => 'not yet')).toBe('not yet')
  await keeper.api.approve_order({ params: { order_number }, body: {} })
  expect((await keeper.api.ship_order({ params: { order_number }, body: {} })).status).toBe('shipped')
  const lot = { product: socks.slug, variant: skuOf(0), quantity: 1 }
  expect(await faults(keeper.api.restock_products_create({ body: { lots: [lot] } }))).toEqual([
    ['lots.0.variant', 'unknown'],
  ])
})

test('what lies in a cart says so when it is archived, and is not checked out', async () => {
  const other = await aCustomer(mortar)
  await other.api.add_to_cart({ body: { product: socks.slug, variant: skuOf(0), quantity: 1 } })
  await archive(0)
  expect((await other.api.view_cart()).shops[0]?.items).toMatchObject([{ problems: ['not_for_sale'] }])
  const key = { 'Idempotency-Key': `archived-${socks.slug}` }
  expect(await refusalOf(other.api.checkout_cart({ body: terms(), headers: key }))).toMatchObject({
    code: 'not_for_sale',
  })
})

test('an archived variant runs low no more', async () => {
  expect(await low()).toBe(1)
  await archive(0)
  expect(await low()).toBe(0)
})

test('it comes back at its last price, or at a new one, and its past has a gap', async () => {
  await archive(0)
  mortar.clock.advance(60_000)
  expect(await archive(0, false)).toMatchObject({
    price: 800,
    archived: [],
    variants: [{ price: 800 }, { price: 900 }],
  })
  await archive(0)
  mortar.clock.advance(60_000)
  const back = await change({ variants: [{ sku: skuOf(0), is_archived: false, price: 850 }] })
  expect(back).toMatchObject({ price: 850, variants: [{ price: 850, stock: 3 }, { price: 900 }] })
  const { results } = await mortar.stranger.price_history({ params: params() })
  expect(results.filter(({ variant }) => variant === skuOf(0)).map(({ price }) => price)).toEqual([850, 800, 800])
})

test('one has to stay, and no two may be told by the same', async () => {
  const both = [0, 1].map((i) => ({ sku: skuOf(i), is_archived: true }))
  expect(await faults(change({ variants: both }))).toEqual([
    ['variants.0.is_archived', 'invalid'],
    ['variants.1.is_archived', 'invalid'],
  ])
  await archive(0)
  expect(await faults(archive(1))).toEqual([['variants.0.is_archived', 'invalid']])
  expect(await faults(change({ variants: [{ sku: skuOf(0), price: 5 }] }))).toEqual([['variants.0.price', 'invalid']])
  await add({ variants: [{ options: { size: 'S' }, price: 820, stock: 1 }] })
  expect(await faults(archive(0, false))).toEqual([['variants.0.is_archived', 'repeated']])
})

test('a product is sold in 250 variants at once and no more', async () => {
  const { slug, variants } = await aProduct(keeper, { variants: named(0, 250) })
  expect(variants).toHaveLength(250)
  const more = () => keeper.api.add_variants({ params: { slug }, body: { variants: named(250, 251) } })
  expect(await refusalOf(more())).toMatchObject({ status: 409, code: 'too_many' })
  const first = variants[0]?.sku ?? ''
  const move = (is_archived: boolean) =>
    keeper.api.update_product({ params: { slug }, body: { variants: [{ sku: first, is_archived }] } })
  await move(true)
  expect((await more()).variants).toHaveLength(250)
  expect(await refusalOf(move(false))).toMatchObject({ code: 'too_many' })
})

test('of two who add the same at once one is told that it is there', async () => {
  const answers = await Promise.allSettled([add(medium), add(medium)])
  expect(answers.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
  expect((await keeper.api.get_my_product({ params: params() })).variants).toHaveLength(3)
})
