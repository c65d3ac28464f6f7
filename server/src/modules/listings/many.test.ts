import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { OwnProduct } from '@mortar/contract'
import { statementsOf } from '../../../test/harness/buying.ts'
import { aMortar, anApprovedShop, refusalOf, type Mortar, type Shopkeeper } from '../../../test/harness/index.ts'
import { aMedicine, aProduct, inDays } from '../../../test/harness/products.ts'

/** What a product is sold in at once. */
const most = 250

let mortar: Mortar
let keeper: Shopkeeper
let sent: string[]
beforeAll(async () => {
  mortar = await aMortar()
  sent = statementsOf(mortar)
})
beforeEach(async () => {
  keeper = await anApprovedShop(mortar)
})
afterAll(() => mortar.close())

/** GTIN-8, numbered, each with its check digit (GS1 General Specifications, 7.9). */
function barcode(n: number): string {
  const digits = String(1_000_000 + n)
  const sum = Array.from(digits).reduce((total, digit, i) => total + Number(digit) * (i % 2 === 0 ? 3 : 1), 0)
  return `${digits}${(10 - (sum % 10)) % 10}`
}

const variants = (count: number, from = 0) =>
  Array.from({ length: count }, (_, i) => ({
    options: { size: String(from + i) },
    sku: `V${from + i}`,
    gtin: barcode(from + i),
    price: 1_000 + i,
    stock: 2,
  }))

/** How many statements the work takes that was sent for it. */
async function sentBy(work: () => Promise<OwnProduct>): Promise<{ count: number; product: OwnProduct }> {
  const before = sent.length
  const product = await work()
  return { count: sent.length - before, product }
}

const medicine = async () => ({ gtin: (await aMedicine(mortar)).gtin, expiry_date: inDays(mortar, 200) })
const listed = async (count: number) => {
  const body = { ...(await medicine()), variants: variants(count) }
  return sentBy(() => aProduct(keeper, body))
}
const add = ({ slug }: OwnProduct, count: number, from: number) =>
  keeper.api.add_variants({ params: { slug }, body: { variants: variants(count, from) } })
const change = ({ slug }: OwnProduct, changes: { sku: string; price?: number; is_archived?: boolean }[]) =>
  keeper.api.update_product({ params: { slug }, body: { variants: changes } })

test('a product is listed by as many statements in one variant as in 250', async () => {
  const one = await listed(1)
  keeper = await anApprovedShop(mortar)
  const many = await listed(most)
  expect([many.product.variants.length, many.product.on_hand]).toEqual([most, 2 * most])
  expect(many.count).toBe(one.count)
  expect(one.count).toBeGreaterThan(10)
})

test('so are variants added, priced, archived and brought back', async () => {
  const some = variants(1)
  const counts = async (count: number) => {
    keeper = await anApprovedShop(mortar)
    const product = await aProduct(keeper, { variants: some })
    const skus = variants(count, 1).map(({ sku }) => sku)
    const of = (each: { price?: number; is_archived?: boolean }) =>
      sentBy(() =>
        change(
          product,
          skus.map((sku) => ({ sku, ...each })),
        ),
      )
    const added = await sentBy(() => add(product, count, 1))
    mortar.clock.advance(60_000)
    const priced = await of({ price: 777 })
    const archived = await of({ is_archived: true })
    mortar.clock.advance(60_000)
    const back = await of({ is_archived: false })
    expect(added.product.variants).toHaveLength(count + 1)
    expect([archived.product.variants.length, back.product.variants.length]).toEqual([1, count + 1])
    expect(back.product.variants.at(-1)?.price).toBe(777)
    return [added, priced, archived, back].map((each) => each.count)
  }
  expect(await counts(most - 1)).toEqual(await counts(1))
})

test('of one too many nothing is done, and it is said which', async () => {
  const listing = { status: 400, code: 'invalid_input', errors: [{ field: 'variants', code: 'too_big' }] }
  expect(await refusalOf(aProduct(keeper, { variants: variants(most + 1) }))).toMatchObject(listing)
  const product = await aProduct(keeper, { variants: variants(1) })
  expect(await refusalOf(add(product, most + 1, 1))).toMatchObject(listing)
  expect(
    await refusalOf(
      change(
        product,
        variants(most + 1).map(({ sku }) => ({ sku, price: 1 })),
      ),
    ),
  ).toMatchObject(listing)
  const detail = 'A product is sold in at most 250 variants.'
  expect(await refusalOf(add(product, most, 1))).toMatchObject({ status: 409, code: 'too_many', detail })
  expect((await keeper.api.get_my_product({ params: { slug: product.slug } })).variants).toHaveLength(1)
})
