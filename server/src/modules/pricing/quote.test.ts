import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { sql, transact } from '../../kernel/database.ts'
import { aMortar, anApprovedShop, type Mortar, type Shopkeeper } from '../../../test/harness/index.ts'
import { aMedicine, aProduct, inDays, variantIds } from '../../../test/harness/products.ts'
import { insertPrices, setDelivery } from './prices.ts'
import { noTerms, quote, type Terms, type WantedLine } from './quote.ts'

let mortar: Mortar
let keeper: Shopkeeper
beforeAll(async () => {
  mortar = await aMortar()
})
beforeEach(async () => {
  keeper = await anApprovedShop(mortar)
})
afterAll(() => mortar.close())

const ask = (lines: WantedLine[], terms: Terms = noTerms) => quote(mortar.db, lines, terms, mortar.clock.now)
const idOf = async (slug: string) => (await variantIds(mortar, slug))[0] ?? 0
const shopIdOf = async (slug: string) => {
  const { rows } = await sql<{ id: number }>`select id from shops.shops where slug = ${slug}`.execute(mortar.db)
  return rows[0]?.id ?? 0
}

test('a line is priced with its names, tax and stock', async () => {
  const medicine = await aMedicine(mortar)
  const stocked = { gtin: medicine.gtin, stock: 10, price: 1021, expiry_date: inDays(mortar, 100) }
  const product = await aProduct(keeper, stocked)
  const variant_id = await idOf(product.slug)
  const { shops, ...whole } = await ask([{ variant_id, quantity: 2 }])
  expect(whole).toEqual({ currency: 'EUR', total_minor: 2042 })
  expect(shops).toMatchObject([
    { shop_slug: keeper.shop, subtotal_minor: 2042, delivery_minor: 0, tax_minor: 42, total_minor: 2042 },
  ])
  expect(shops[0]?.lines).toEqual([
    {
      product_id: expect.any(Number) as number,
      variant_id,
      product_slug: product.slug,
      sku: product.variants[0]?.sku,
      name: product.name,
      quantity: 2,
      price_minor: 1021,
      total_minor: 2042,
      discount_minor: 0,
      tax_rate_bps: 210,
      tax_minor: 42,
      stock: 10,
      problems: [],
    },
  ])
})

test('shops are quoted apart, each with its delivery, in the country’s rates', async () => {
  const other = await anApprovedShop(mortar)
  await sql`update shops.shops set country = 'DE' where slug = ${other.shop}`.execute(mortar.db)
  const here = await idOf((await aProduct(keeper, { price: 1200, stock: 5 })).slug)
  const there = await idOf((await aProduct(other, { price: 1190, stock: 5 })).slug)
  await transact(mortar.db, async (tx) =>
    setDelivery(tx, [{ shop_id: await shopIdOf(other.shop), fee_minor: 490, free_from_minor: 2000 }]),
  )
  const quoted = await ask([
    { variant_id: there, quantity: 1 },
    { variant_id: here, quantity: 1 },
  ])
  expect(quoted.shops.map((shop) => [shop.shop_slug, shop.delivery_minor, shop.tax_minor, shop.total_minor])).toEqual([
    [keeper.shop, 0, 200, 1200],
    [other.shop, 490, 190 + 78, 1680],
  ])
  expect(quoted.total_minor).toBe(2880)
  expect((await ask([{ variant_id: there, quantity: 2 }])).shops[0]).toMatchObject({ delivery_minor: 0 })
})

/** Rates are data, and everybody's: what a test adds goes with it. */
async function withRates(
  rates: { country: string; tax_class: string; region?: string; starts_on: string; rate_bps: number }[],
  work: () => Promise<void>,
): Promise<void> {
  for (const { country, tax_class, region = '', starts_on, rate_bps } of rates)
    await sql`insert into pricing.tax (country, tax_class, region, starts_on, rate_bps)
      values (${country}, ${tax_class}, ${region}, ${starts_on}, ${rate_bps})`.execute(mortar.db)
  try {
    await work()
  } finally {
    await sql`delete from pricing.tax where starts_on > '0001-01-01'`.execute(mortar.db)
  }
}
const rateOf = async (slug: string, terms?: Terms) =>
  (await ask([{ variant_id: await idOf(slug), quantity: 1 }], terms)).shops[0]?.lines[0]?.tax_rate_bps

test('a rate begins to hold on its day, by the clock of the shop', async () => {
  const { slug } = await aProduct(keeper, { price: 1200, stock: 5 })
  const before = mortar.clock.now
  const day = before.toISOString().slice(0, 10)
  // Whenever the test runs: in the evening of Greenwich it is tomorrow in Paris.
  mortar.clock.now = new Date(`${day}T12:00:00Z`)
  const shown = async () => (await mortar.stranger.get_product({ params: { slug } })).tax_rate
  await withRates(
    [{ country: 'FR', tax_class: 'standard', starts_on: inDays(mortar, 1), rate_bps: 2100 }],
    async () => {
      expect([await rateOf(slug), await shown()]).toEqual([2000, 2000])
      // Half past eleven in the evening of Greenwich is tomorrow already in Paris, summer or winter.
      mortar.clock.now = new Date(`${day}T23:30:00Z`)
      expect(await rateOf(slug)).toBe(2100)
      await sql`update shops.shops set time_zone = 'America/Martinique' where slug = ${keeper.shop}`.execute(mortar.db)
      expect(await rateOf(slug)).toBe(2000)
      mortar.clock.now = before
    },
  )
})

test('a region’s own rate goes before its country’s', async () => {
  const { slug } = await aProduct(keeper, { price: 1200, stock: 5 })
  const apart = { country: 'FR', tax_class: 'standard', region: 'Ailleurs', starts_on: '2014-01-01', rate_bps: 1000 }
  await withRates([apart], async () => {
    expect(await rateOf(slug)).toBe(2000)
    await sql`update shops.shops set address = address || '{"region": "Ailleurs"}' where slug = ${keeper.shop}`.execute(
      mortar.db,
    )
    expect(await rateOf(slug)).toBe(1000)
  })
})

test('goods bear the rate of where they go if their shop accounts for tax there, from that day on', async () => {
  const { slug } = await aProduct(keeper, { price: 1200, stock: 5 })
  const shop_id = await shopIdOf(keeper.shop)
  const to = (country: string) => rateOf(slug, { destination: { country } })
  expect([await to('DE'), await to('FR')]).toEqual([2000, 2000])
  const since = async (day: string) => {
    await sql`insert into pricing.taxed_abroad (shop_id, country, starts_on) values (${shop_id}, 'DE', ${day})
      on conflict (shop_id, country) do update set starts_on = excluded.starts_on`.execute(mortar.db)
  }
  await since(inDays(mortar, 2))
  expect(await to('DE')).toBe(2000)
  await since(inDays(mortar, -2))
  expect([await to('DE'), await to('FR'), await to('BE'), await rateOf(slug)]).toEqual([1900, 2000, 2000, 2000])
})

test('a variant is named with its options', async () => {
  const variants = [{ options: { size: 'M', colour: 'blue' }, price: 100, stock: 1 }]
  const product = await aProduct(keeper, { name: 'Mask', variants })
  const { shops } = await ask([{ variant_id: await idOf(product.slug), quantity: 1 }])
  expect(shops[0]?.lines[0]?.name).toBe('Mask (blue, M)')
})

test('what is not offered any more says so, whoever took it away', async () => {
  const hidden = await aProduct(keeper)
  const removed = await aProduct(keeper)
  const closed = await anApprovedShop(mortar)
  const shut = await aProduct(closed)
  await keeper.api.update_product({ params: { slug: hidden.slug }, body: { is_live: false } })
  await keeper.api.delete_product({ params: { slug: removed.slug } })
  await sql`update shops.shops set status = 'suspended' where slug = ${closed.shop}`.execute(mortar.db)
  const ids = await Promise.all([hidden, removed, shut].map((each) => idOf(each.slug)))
  const { shops } = await ask(ids.map((variant_id) => ({ variant_id, quantity: 1 })))
  expect(shops.flatMap((shop) => shop.lines.map((line) => line.problems))).toEqual(ids.map(() => ['not_for_sale']))
})

test('stock counts sellable lots only, and the law is the medicine’s', async () => {
  const medicine = await aMedicine(mortar, { legal_class: 'prescription_list_2', max_treatment_days: 30 })
  const short = await aProduct(keeper, { gtin: medicine.gtin, price: 100, stock: 8, expiry_date: inDays(mortar, 20) })
  const { shops } = await ask([{ variant_id: await idOf(short.slug), quantity: 1 }])
  expect(shops[0]?.lines[0]).toMatchObject({ stock: 0, problems: ['prescription_required', 'out_of_stock'] })
})

test('a price belongs to its moment', async () => {
  const { slug } = await aProduct(keeper, { price: 500, stock: 5 })
  const variant_id = await idOf(slug)
  mortar.clock.advance(1000)
  await keeper.api.update_product({ params: { slug }, body: { price: 700 } })
  expect((await ask([{ variant_id, quantity: 1 }])).total_minor).toBe(700)
})

test('a variant that never was is a fault of the caller', async () => {
  await expect(ask([{ variant_id: 0, quantity: 1 }])).rejects.toThrow('names no variant')
})

test('prices come with their history, many at once, and give each product its offer', async () => {
  const shop_id = await shopIdOf(keeper.shop)
  const variants = ['S', 'M'].map((size) => ({ options: { size }, price: 900 }))
  const product = await aProduct(keeper, { variants })
  const [small = 0, medium = 0] = await variantIds(mortar, product.slug)
  // As if they had never been: their owner alone can do that.
  await sql`alter table pricing.prices disable trigger append_only`.execute(mortar.db)
  const { rows } = await sql<{ product_id: number }>`
    delete from pricing.prices where variant_id = any(${[small, medium]}::bigint[]) returning
      (select product_id from pricing.offers o order by product_id desc limit 1) as product_id`.execute(mortar.db)
  await sql`alter table pricing.prices enable trigger append_only`.execute(mortar.db)
  const of = { shop_id, product_id: rows[0]?.product_id ?? 0 }
  const history = [
    { ...of, variant_id: small, price_minor: 600, starts_at: '2024-01-01T00:00:00Z', ends_at: '2025-01-01T00:00:00Z' },
    { ...of, variant_id: small, price_minor: 800, starts_at: '2025-01-01T00:00:00Z', ends_at: null },
    { ...of, variant_id: medium, price_minor: 850, starts_at: mortar.clock.now, ends_at: null },
  ]
  await transact(mortar.db, (tx) => insertPrices(tx, history, mortar.clock.now))
  const shown = await keeper.api.update_product({ params: { slug: product.slug }, body: {} })
  expect(shown).toMatchObject({ price: 800, lowest_price_30d: null })
  expect(shown.variants.map((variant) => variant.price)).toEqual([800, 850])
})
