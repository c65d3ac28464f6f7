import { afterAll, beforeAll, expect, test } from 'vitest'
import { sql } from '../../kernel/database.ts'
import { aMortar, anApprovedShop, type Mortar, type Shopkeeper } from '../../../test/harness/index.ts'
import { aMedicine, aProduct } from '../../../test/harness/products.ts'
import { termsVersion } from './terms.ts'

let mortar: Mortar
let keeper: Shopkeeper
beforeAll(async () => {
  mortar = await aMortar({ MORTAR_ANSWER_CACHE: 'off' })
  keeper = await anApprovedShop(mortar)
})
afterAll(() => mortar.close())

const catalogue = () => mortar.server.modules.find(({ name }) => name === 'catalogue')
const minute = () => catalogue()?.tasks?.['renew_terms']?.({})
const found = async (q: string) =>
  (await mortar.stranger.search_products({ query: { q, shop: keeper.shop } })).results.map(({ name }) => name)
const strengthOf = async (gtin: string) =>
  (await mortar.stranger.get_medicine({ params: { gtin } })).substances[0]?.strength
/** As a program wrote them that knew no strengths counted per something, and of no versions. */
const asBefore = async (gtin: string) => {
  const substances = JSON.stringify([{ name: 'Ibuprofen', strength: '20 mg' }])
  await sql`update catalogue.medicines set substances = ${substances}::jsonb, terms_version = default where gtin = ${gtin}`.execute(
    mortar.db,
  )
  await sql`update catalogue.products set terms = to_tsvector('simple', 'ibuprofen'), terms_version = default where name_key like 'old %'`.execute(
    mortar.db,
  )
}
const isWorded = async (word: string) => {
  const { rows } = await sql`
    select from catalogue.products where terms @@ to_tsquery('simple', ${word}) and name_key = ${word}`.execute(
    mortar.db,
  )
  return rows.length === 1
}
const stale = async () => {
  const { rows } = await sql<{ count: number }>`
    select count(*) from (
      select from catalogue.products where terms_version < ${termsVersion} and deleted_at is null
      union all select from catalogue.medicines where terms_version < ${termsVersion}) each`.execute(mortar.db)
  return rows[0]?.count
}

test('what a program of before made words of is found by those of today, a minute after the start', async () => {
  const { gtin } = await aMedicine(mortar, {
    name: 'ADVILMED ENFANTS 20 mg/1 ml, suspension buvable en flacon',
    substances: [{ name: 'Ibuprofen', strength: '20 mg' }],
  })
  const named = { category: 'pain-and-fever', stock: 0 }
  await aProduct(keeper, { ...named, name: 'Old syrup', gtin })
  await aProduct(keeper, { name: 'Old gauze', description: 'For 3 weeks, 1 %' })
  const removed = await aProduct(keeper, { name: 'Old and gone' })
  await keeper.api.delete_product({ params: { slug: removed.slug } })
  await asBefore(gtin)
  expect([await found('20 mg/ml'), await found('gauze'), await strengthOf(gtin)]).toEqual([[], [], '20 mg'])
  // Listed by this program while the medicine is as it was.
  await aProduct(keeper, { ...named, name: 'New gauze' })

  await minute()
  expect(await found('20 mg/ml')).toEqual(['Old syrup'])
  expect(await found('gauze 1 %')).toEqual(['Old gauze'])
  expect(await strengthOf(gtin)).toBe('20 mg/ml')
  expect(await stale()).toBe(0)
  expect(catalogue()?.schedules).toContainEqual({ task: 'renew_terms', cron: '* * * * *' })
})

test('a product is listed with the words of today, however old what is known of its medicine is', async () => {
  const { gtin } = await aMedicine(mortar, { name: 'ADVILMED 20 mg/1 ml, suspension' })
  await asBefore(gtin)
  await aProduct(keeper, { name: 'Fresh syrup', gtin, stock: 0 })
  expect(await found('fresh 20 mg/ml')).toEqual(['Fresh syrup'])
})

test('more than a set of them, and what is changed meanwhile in the minute after', async () => {
  const { slug } = await aProduct(keeper, { name: 'Bandage' })
  await sql`
    insert into catalogue.products (shop_id, slug, name, category, tax_class, usage_days, low_stock_at, created_at, terms)
    select shop_id, slug || n, name || n, category, tax_class, usage_days, low_stock_at, created_at, ''
    from catalogue.products, generate_series(1, 1001) n where slug = ${slug}`.execute(mortar.db)
  const held = mortar.db.transaction().execute(async (tx) => {
    await sql`select from catalogue.products where slug = ${`${slug}7`} for no key update`.execute(tx)
    await minute()
    return stale()
  })
  expect(await held).toBe(1)
  expect([await isWorded('bandage1001'), await isWorded('bandage7')]).toEqual([true, false])
  await minute()
  expect([await stale(), await isWorded('bandage7')]).toEqual([0, true])
})

test('a name that is changed is of today’s words; a price leaves them as they are', async () => {
  const { slug } = await aProduct(keeper, { name: 'Plaster' })
  await sql`update catalogue.products set terms_version = default where slug = ${slug}`.execute(mortar.db)
  await keeper.api.update_product({ params: { slug }, body: { low_stock_at: 7 } })
  expect(await stale()).toBe(1)
  await keeper.api.update_product({ params: { slug }, body: { name: 'Plaster 2' } })
  expect(await stale()).toBe(0)
})
