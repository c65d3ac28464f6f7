import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { OwnProduct } from '@mortar/contract'
import { sql } from '../../kernel/database.ts'
import {
  aMortar,
  anApprovedShop,
  refusalOf,
  signIn,
  type Mortar,
  type Shopkeeper,
} from '../../../test/harness/index.ts'

let mortar: Mortar
let keeper: Shopkeeper
let product: OwnProduct
beforeAll(async () => {
  mortar = await aMortar()
})
beforeEach(async () => {
  keeper = await anApprovedShop(mortar)
  product = await create({ price: 1000, stock: 3 })
  mortar.clock.advance(60_000)
})
afterAll(() => mortar.close())

type Body = Parameters<Shopkeeper['api']['create_product']>[0]['body']
type Changes = Parameters<Shopkeeper['api']['update_product']>[0]['body']
const create = (body: Partial<Body>) =>
  keeper.api.create_product({ body: { name: 'Soap', category: 'hygiene', ...body } })
const change = (body: Changes, slug = product.slug) => keeper.api.update_product({ params: { slug }, body })
const remove = (slug: string, api = keeper.api) => api.delete_product({ params: { slug } })
const pricesOf = async (slug: string) => {
  const { rows } = await sql<{ price_minor: number; ends_at: string | null }>`
    select c.price_minor, c.ends_at from pricing.prices c join catalogue.variants v on v.id = c.variant_id
    join catalogue.products p on p.id = v.product_id where p.slug = ${slug} order by v.position, c.starts_at`.execute(
    mortar.db,
  )
  return rows.map((row) => [row.price_minor, row.ends_at])
}

test('a product is read as its people see it, on sale or not, and by nobody else', async () => {
  const read = (api = keeper.api) => api.get_my_product({ params: { slug: product.slug } })
  expect(await read()).toEqual(product)
  const changed = await change({ is_live: false, description: 'Soft' })
  expect(await read()).toEqual(changed)
  const other = await anApprovedShop(mortar)
  expect(await refusalOf(read(other.api))).toMatchObject({ status: 404, code: 'not_found' })
  await remove(product.slug)
  expect(await refusalOf(read())).toMatchObject({ status: 404, code: 'not_found' })
})

test('changes what is given and keeps the rest, the address too', async () => {
  const changed = await change({
    name: 'Black soap',
    description: 'Soft',
    category: 'beauty',
    low_stock_at: 0,
    is_live: false,
  })
  expect(changed).toEqual({
    ...product,
    name: 'Black soap',
    description: 'Soft',
    category: 'beauty',
    low_stock_at: 0,
    is_live: false,
  })
  expect(await change({ description: null })).toMatchObject({ name: 'Black soap', description: null, is_live: false })
  const { rows } = await sql`
    select from catalogue.products where slug = ${product.slug} and terms @@ to_tsquery('simple', 'black')`.execute(
    mortar.db,
  )
  expect(rows).toHaveLength(1)
})

test('an empty change changes nothing and tells nobody', async () => {
  const before = await factCount()
  expect(await change({})).toEqual(product)
  expect(await factCount()).toBe(before)
})

test('a new price keeps the old one as history', async () => {
  const at = mortar.clock.now.toISOString()
  expect(await change({ price: 800 })).toMatchObject({ price: 800 })
  expect(await pricesOf(product.slug)).toEqual([
    [1000, at],
    [800, null],
  ])
  await later(1)
  expect(await change({ price: 1200 })).toMatchObject({ price: 1200, lowest_price_30d: null })
  await later(31)
  expect(await change({ price: 1300 })).toMatchObject({ price: 1300, lowest_price_30d: null })
})

test('the same price is no new price, and one corrected in the same moment was asked for that long', async () => {
  await change({ price: 1000 })
  expect(await pricesOf(product.slug)).toEqual([[1000, null]])
  const at = mortar.clock.now.toISOString()
  await change({ price: 700 })
  await change({ price: 750 })
  expect(await pricesOf(product.slug)).toEqual([
    [1000, at],
    [700, new Date(mortar.clock.now.getTime() + 1).toISOString()],
    [750, null],
  ])
})

test('variants are priced by SKU, the others keep theirs', async () => {
  const variants = ['S', 'M'].map((size, i) => ({ options: { size }, sku: size, price: 1000 + i }))
  const { slug } = await create({ name: 'Shirt', variants })
  mortar.clock.advance(1000)
  const changed = await change({ variants: [{ sku: 'M', price: 900 }] }, slug)
  expect(changed).toMatchObject({
    price: 900,
    variants: [
      { sku: 'S', price: 1000 },
      { sku: 'M', price: 900 },
    ],
  })
  const refused = async (body: Changes) =>
    (await refusalOf(change(body, slug))).errors?.map((each) => `${each.field} ${each.code}`)
  expect(await refused({ price: 500 })).toEqual(['price ambiguous'])
  expect(
    await refused({
      variants: [
        { sku: 'S', price: 1 },
        { sku: 'S', price: 2 },
        { sku: 'X', price: 3 },
      ],
    }),
  ).toEqual(['variants.1.sku repeated', 'variants.2.sku unknown'])
})

test('an unknown category is refused, a taken name as well, and nothing is half done', async () => {
  await create({ name: 'Shampoo', price: 500 })
  expect(await refusalOf(change({ price: 900, category: 'no-such' }))).toMatchObject({
    code: 'invalid_input',
    errors: [{ field: 'category', code: 'unknown' }],
  })
  expect(await refusalOf(change({ price: 900, name: 'SHAMPOO' }))).toMatchObject({
    status: 409,
    code: 'product_name_taken',
    errors: [{ field: 'name' }],
  })
  expect(await pricesOf(product.slug)).toEqual([[1000, null]])
  expect(await change({ name: 'SOAP' })).toMatchObject({ name: 'SOAP', slug: product.slug })
})

test('prices changed at once follow one another: one is current, and history has no gap', async () => {
  const prices = [800, 810, 820, 830, 840]
  await Promise.all(prices.map((price) => change({ price })))
  const rows = await pricesOf(product.slug)
  expect(rows.filter(([, end]) => end === null)).toHaveLength(1)
  const { rows: offers } = await sql<{ price_minor: number }>`
    select o.price_minor from pricing.offers o join catalogue.products p on p.id = o.product_id
    where p.slug = ${product.slug}`.execute(mortar.db)
  expect(offers[0]?.price_minor).toBe(rows.at(-1)?.[0])
  expect(prices).toContain(offers[0]?.price_minor)
})

test('a removed product is gone, its name free, its address never given again', async () => {
  await remove(product.slug)
  expect(await refusalOf(change({ price: 1 }))).toMatchObject({ status: 404 })
  expect(await refusalOf(remove(product.slug))).toMatchObject({ status: 404 })
  const [ended] = await pricesOf(product.slug)
  expect(ended?.[1]).toBe(mortar.clock.now.toISOString())
  expect(await create({ price: 1000 })).toMatchObject({
    name: 'Soap',
    slug: `${product.slug.replace(/-\d+$/, '')}-${next()}`,
  })
})

test('a product removed in the moment it was made leaves a history that holds together', async () => {
  const { slug } = await create({ name: 'Short-lived', price: 100 })
  await remove(slug)
  expect((await pricesOf(slug))[0]?.[1]).not.toBeNull()
})

test('what is another shop’s answers byte for byte like what is not there', async () => {
  const other = await anApprovedShop(mortar)
  const bodies: string[] = []
  for (const slug of [product.slug, 'no-such-product'])
    for (const method of ['PATCH', 'DELETE']) {
      const headers = { authorization: `Bearer ${other.tokens.access_token}`, 'content-type': 'application/json' }
      const body = method === 'PATCH' ? { body: '{"price":1}' } : {}
      const answer = await mortar.raw({ method, url: `/api/products/${slug}`, headers, ...body })
      expect(answer.status).toBe(404)
      bodies.push(answer.body)
    }
  expect(new Set(bodies).size).toBe(1)
  expect(await change({})).toEqual(product)
})

async function factCount() {
  const { rows } = await sql<{ count: number }>`select count(*) from kernel.facts`.execute(mortar.db)
  return rows[0]?.count
}

/** Days later the keeper signs in again. */
async function later(days: number): Promise<void> {
  mortar.clock.advance(days * 86_400_000)
  keeper.api = mortar.as((await signIn(mortar, keeper.username)).access_token)
}

/** Each test's soap takes the next number. */
function next(): number {
  return Number(/-(\d+)$/.exec(product.slug)?.[1] ?? 1) + 1
}
