import * as fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { sql, transact } from '../../kernel/database.ts'
import { anOrder, checkOut } from '../../../test/harness/buying.ts'
import {
  aCustomer,
  aMortar,
  anApprovedShop,
  broken,
  type Mortar,
  type Shopkeeper,
} from '../../../test/harness/index.ts'
import { aProduct } from '../../../test/harness/products.ts'
import { pricingInvariants } from '../../../test/invariants/pricing.ts'
import { getProduct } from '../browse/product.ts'
import { setPrices } from './prices.ts'
import { offerAt } from './views.ts'
import { endWindows, forgetTimesPast, setWindows } from './windows.ts'

let mortar: Mortar
let keeper: Shopkeeper
beforeAll(async () => {
  mortar = await aMortar()
})
beforeEach(async () => {
  keeper = await anApprovedShop(mortar)
})
afterAll(() => mortar.close())

/** Shorter than a session lasts. */
const span_ms = 60_000
const later = (ms: number) => new Date(mortar.clock.now.getTime() + ms)

type Ids = { shop_id: number; product_id: number; variant_id: number }
async function idsOf(slug: string): Promise<Ids[]> {
  const { rows } = await sql<Ids>`
    select v.shop_id, v.product_id, v.id as variant_id
    from catalogue.products p join catalogue.variants v on v.product_id = p.id where p.slug = ${slug} order by v.position`.execute(
    mortar.db,
  )
  return rows
}
const first = async (slug: string) => (await idsOf(slug))[0] as Ids
const asked = async (slug: string, price_minor: number, from_ms: number, to_ms: number) =>
  [{ ...(await first(slug)), price_minor, starts_at: later(from_ms), ends_at: later(to_ms) }] as const
const set = (windows: Parameters<typeof setWindows>[1]) =>
  transact(mortar.db, (tx) => setWindows(tx, windows, mortar.clock.now))
const end = (ids: number[]) => transact(mortar.db, (tx) => endWindows(tx, ids, mortar.clock.now))
const sound = async () => expect(await broken(mortar.db, pricingInvariants)).toEqual({})

/** Whoever is signed in is answered anew each time; what strangers are told may be a second old. */
const api = () => keeper.api
const inShop = async (sort: 'newest' | 'price' | '-price' | 'relevance', query = {}) =>
  (await api().search_products({ query: { shop: keeper.shop, sort, ...query } })).results.map(({ slug, price }) => [
    slug,
    price,
  ])
const moment = async () => {
  const [all] = [await api().search_products({ query: { sort: 'price', page_size: 100 } })]
  return all.results.map(({ slug, price }) => `${slug} ${price}`)
}

test('a price that begins at noon is in every list, on the page, in carts and orders at noon, and gone when it ends', async () => {
  const soap = (await aProduct(keeper, { name: 'Soap', price: 1000, stock: 9 })).slug
  const gauze = (await aProduct(keeper, { name: 'Gauze', price: 700, stock: 9 })).slug
  const buyer = await aCustomer(mortar)
  await buyer.api.add_to_cart({ body: { product: soap, quantity: 1 } })
  await set(await asked(soap, 600, span_ms, 2 * span_ms))
  await sound()
  const seen = async () => ({
    newest: await inShop('newest'),
    cheapest: await inShop('price'),
    dearest: await inShop('-price'),
    words: await inShop('relevance', { q: 'soap' }),
    cheap: await inShop('price', { max_price: 650 }),
    dear: (await api().expensive_products({ query: { page_size: 100 } })).results.find(({ slug }) => slug === soap)
      ?.price,
    everything: (await moment()).includes(`${soap} 600`),
    page: (await api().get_product({ params: { slug: soap } })).price,
    cart: (await buyer.api.view_cart()).total,
  })
  const usual = {
    newest: [
      [gauze, 700],
      [soap, 1000],
    ],
    cheapest: [
      [gauze, 700],
      [soap, 1000],
    ],
    dearest: [
      [soap, 1000],
      [gauze, 700],
    ],
    words: [[soap, 1000]],
    cheap: [],
    dear: 1000,
    everything: false,
    page: 1000,
    cart: 1000,
  }
  mortar.clock.advance(span_ms - 1)
  expect(await seen()).toEqual(usual)
  mortar.clock.advance(1)
  expect(await seen()).toEqual({
    newest: [
      [gauze, 700],
      [soap, 600],
    ],
    cheapest: [
      [soap, 600],
      [gauze, 700],
    ],
    dearest: [
      [gauze, 700],
      [soap, 600],
    ],
    words: [[soap, 600]],
    cheap: [[soap, 600]],
    dear: 600,
    everything: true,
    page: 600,
    cart: 600,
  })
  expect((await checkOut(buyer)).total).toBe(600)
  await buyer.api.add_to_cart({ body: { product: soap, quantity: 1 } })
  mortar.clock.advance(span_ms)
  expect(await seen()).toEqual(usual)
  await sound()
})

test('the lowest price of thirty days counts what was asked for a time', async () => {
  const { slug } = await aProduct(keeper, { price: 1000, stock: 9 })
  const page = async () => {
    const { price, lowest_price_30d, variants } = await api().get_product({ params: { slug } })
    return [price, lowest_price_30d, variants[0]?.lowest_price_30d]
  }
  mortar.clock.advance(span_ms)
  await set(await asked(slug, 600, 0, span_ms))
  expect(await page()).toEqual([600, 1000, 1000])
  mortar.clock.advance(span_ms)
  expect(await page()).toEqual([1000, null, null])
  mortar.clock.advance(span_ms)
  await keeper.api.update_product({ params: { slug }, body: { price: 550 } })
  expect(await page()).toEqual([550, 600, 600])
  const { results } = await api().price_history({ params: { slug }, query: {} })
  expect(results.map(({ price }) => price)).toEqual([550, 600, 1000])
})

test('a price above the usual one is not asked, and of several the lowest is', async () => {
  const { slug } = await aProduct(keeper, { price: 1000, stock: 9 })
  await set([
    ...(await asked(slug, 1200, 0, span_ms)),
    ...(await asked(slug, 800, 0, 3 * span_ms)),
    ...(await asked(slug, 700, span_ms, 2 * span_ms)),
  ])
  const prices: number[] = []
  for (let span = 0; span < 4; span++) {
    prices.push((await api().get_product({ params: { slug } })).price)
    mortar.clock.advance(span_ms)
  }
  expect(prices).toEqual([800, 700, 800, 1000])
  await sound()
})

test('one that is taken back was never asked if it had not begun, and ends at once if it had', async () => {
  const { slug } = await aProduct(keeper, { price: 1000, stock: 9 })
  const [ahead = 0] = await set(await asked(slug, 500, span_ms, 2 * span_ms))
  await end([ahead])
  const [begun = 0] = await set(await asked(slug, 700, 0, 5 * span_ms))
  mortar.clock.advance(span_ms)
  await end([begun])
  await sound()
  expect(await inShop('price')).toEqual([[slug, 1000]])
  const { results } = await api().price_history({ params: { slug }, query: {} })
  expect(results.map(({ price, to }) => [price, to])).toEqual([
    [700, mortar.clock.now.toISOString()],
    [1000, null],
  ])
})

test('its end is ahead', async () => {
  const { slug } = await aProduct(keeper, { price: 1000 })
  await expect(set(await asked(slug, 500, -span_ms, 0))).rejects.toThrow(RangeError)
  await expect(set(await asked(slug, 500, 2 * span_ms, span_ms))).rejects.toThrow(RangeError)
})

test('a new price, a variant more or one less, and a product that goes leave what is asked right', async () => {
  const { slug, variants } = await aProduct(keeper, {
    variants: ['S', 'M'].map((size) => ({ options: { size }, price: 1000, stock: 3 })),
  })
  await set(await asked(slug, 600, span_ms, 2 * span_ms))
  await keeper.api.update_product({
    params: { slug },
    body: { variants: [{ sku: variants[1]?.sku ?? '', price: 500 }] },
  })
  await sound()
  mortar.clock.advance(span_ms)
  expect(await inShop('price')).toEqual([[slug, 500]])
  await keeper.api.delete_product({ params: { slug } })
  await sound()
  expect(await inShop('price')).toEqual([])
})

test('what is over is no longer kept for lists', async () => {
  const slugs: string[] = []
  for (let i = 0; i < 3; i++) slugs.push((await aProduct(keeper, { price: 1000 })).slug)
  for (const slug of slugs) await set(await asked(slug, 600, span_ms, 2 * span_ms))
  const rows = async () =>
    (
      await sql`select from pricing.offers_by_time where product_id in (
      select id from catalogue.products where slug = any(${slugs}))`.execute(mortar.db)
    ).rows.length
  expect(await rows()).toBe(9)
  await forgetTimesPast(mortar.db, later(span_ms), 2)
  expect(await rows()).toBe(9 - 3)
  await forgetTimesPast(mortar.db, later(3 * span_ms), 2)
  expect(await rows()).toBe(3)
})

test('whatever is set, ended and changed in whatever order, every moment asks what the windows say', async () => {
  const { slug } = await aProduct(keeper, { price: 1000, stock: 9 })
  const ids = await first(slug)
  const step = fc.oneof(
    fc.record({
      what: fc.constant('set' as const),
      price: fc.integer({ min: 1, max: 1200 }),
      from: fc.nat(6),
      spans: fc.integer({ min: 1, max: 5 }),
    }),
    fc.record({ what: fc.constant('end' as const), which: fc.nat(9) }),
    fc.record({ what: fc.constant('price' as const), price: fc.integer({ min: 1, max: 1200 }) }),
    fc.record({ what: fc.constant('wait' as const), spans: fc.integer({ min: 1, max: 3 }) }),
  )
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 10 }), async (steps) => {
      const known: number[] = []
      for (const each of steps) {
        if (each.what === 'set') {
          const [from, to] = [later(each.from * span_ms), later((each.from + each.spans) * span_ms)]
          known.push(...(await set([{ ...ids, price_minor: each.price, starts_at: from, ends_at: to }])))
        } else if (each.what === 'end') await end(known.slice(each.which, each.which + 1))
        else if (each.what === 'wait') mortar.clock.advance(each.spans * span_ms)
        else
          await transact(mortar.db, (tx) =>
            setPrices(tx, ids.shop_id, [{ ...ids, price_minor: each.price }], mortar.clock.now),
          )
        const listed = await sql<{ price_minor: number }>`
          select o.price_minor from catalogue.products p join ${offerAt('p.id', mortar.clock.now)} where p.slug = ${slug}`.execute(
          mortar.db,
        )
        const { price } = await getProduct(mortar.db, slug, mortar.clock.now)
        expect(listed.rows).toEqual([{ price_minor: price }])
      }
      await sound()
      await end(known)
    }),
    { numRuns: 25 },
  )
})

test('a buyer pays what is asked at the moment of the order', async () => {
  const { slug } = await aProduct(keeper, { price: 1000, stock: 9 })
  const buyer = await aCustomer(mortar)
  await set(await asked(slug, 400, 0, 1))
  expect((await anOrder(buyer, [{ product: slug, quantity: 2 }])).total).toBe(800)
  mortar.clock.advance(1)
  expect((await anOrder(buyer, [{ product: slug, quantity: 2 }])).total).toBe(2000)
})
