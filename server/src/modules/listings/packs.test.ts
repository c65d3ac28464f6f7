import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { aMortar, anApprovedShop, refusalOf, type Mortar, type Shopkeeper } from '../../../test/harness/index.ts'
import { aGtin, aMedicine, aProduct } from '../../../test/harness/products.ts'

let mortar: Mortar
let keeper: Shopkeeper
let pack: string
beforeAll(async () => {
  mortar = await aMortar()
})
beforeEach(async () => {
  keeper = await anApprovedShop(mortar)
  pack = aGtin()
})
afterAll(() => mortar.close())

type Variant = { options: Record<string, string>; gtin?: string; price: number; stock: number }
const told = (size: string, gtin?: string): Variant => ({
  options: { size },
  price: 100,
  stock: 0,
  ...(gtin && { gtin }),
})
const sold = (name: string, ...variants: Variant[]) => aProduct(keeper, { name, variants })
const add = (slug: string, ...variants: Variant[]) => keeper.api.add_variants({ params: { slug }, body: { variants } })
const archive = (slug: string, ...changes: [sku: string | undefined, is_archived: boolean][]) =>
  keeper.api.update_product({
    params: { slug },
    body: { variants: changes.map(([sku = '', is_archived]) => ({ sku, is_archived })) },
  })
const remove = (slug: string) => keeper.api.delete_product({ params: { slug } })
const faultsOf = async (call: Promise<unknown>) => {
  const { status, code, errors = [] } = await refusalOf(call)
  return [status, code, ...errors.map(({ field }) => field)]
}

test('a variant’s pack is sold once, in whichever form its GTIN is written', async () => {
  await sold('Socks', told('S', pack), told('M'))
  const refusal = await refusalOf(sold('Stockings', told('S'), told('M', `0${pack}`)))
  expect(refusal).toMatchObject({
    status: 409,
    code: 'gtin_taken',
    detail: 'It is listed as Socks: receive its stock there.',
    errors: [{ field: 'variants.1.gtin', code: 'gtin_taken', message: 'is that of Socks' }],
  })
  const { slug } = await sold('Tights', told('S'))
  expect(await faultsOf(add(slug, told('M'), told('L', pack)))).toEqual([409, 'gtin_taken', 'variants.1.gtin'])
  const other = await anApprovedShop(mortar)
  expect(await aProduct(other, { variants: [told('S', pack)] })).toMatchObject({ variants: [{ gtin: pack }] })
})

test('a product’s own pack and a variant’s are one', async () => {
  const [small, big] = [await aMedicine(mortar), await aMedicine(mortar, { pack_quantity: 32 })]
  const { slug } = await aProduct(keeper, { name: 'Sixteen', gtin: small.gtin, stock: 0 })
  expect(await faultsOf(sold('Plain', told('S', small.gtin)))).toEqual([400, 'invalid_input', 'variants.0.gtin'])
  const packs = (of: string) => aProduct(keeper, { gtin: big.gtin, variants: [told('32', big.gtin), told('16', of)] })
  expect(await faultsOf(packs(small.gtin))).toEqual([409, 'gtin_taken', 'variants.1.gtin'])
  expect((await add(slug, told('32', big.gtin))).variants).toMatchObject([{ gtin: small.gtin }, { gtin: big.gtin }])
  expect(await faultsOf(aProduct(keeper, { gtin: big.gtin, stock: 0 }))).toEqual([409, 'gtin_taken', 'gtin'])
  expect(await faultsOf(packs(small.gtin))).toEqual([409, 'gtin_taken', 'gtin', 'variants.0.gtin', 'variants.1.gtin'])
})

test('no two variants of a product are one pack, but for those of which one is archived', async () => {
  expect(await faultsOf(sold('Twice', told('S', pack), told('M', `0${pack}`)))).toEqual([
    400,
    'invalid_input',
    'variants.1.gtin',
  ])
  const { slug, variants } = await sold('Once', told('S', pack), told('M'))
  expect(await faultsOf(add(slug, told('L', pack)))).toEqual([400, 'invalid_input', 'variants.0.gtin'])
  const first = variants[0]?.sku
  await archive(slug, [first, true])
  const added = await add(slug, told('L', pack))
  expect(await faultsOf(archive(slug, [first, false]))).toEqual([400, 'invalid_input', 'variants.0.is_archived'])
  const changed = await archive(slug, [added.variants.at(-1)?.sku, true], [first, false])
  expect(changed.variants.map(({ options }) => options['size'])).toEqual(['S', 'M'])
})

test('what was archived or removed is free again, and comes back only while it is', async () => {
  const { slug, variants } = await sold('First', told('S', pack), told('M'))
  await archive(slug, [variants[0]?.sku, true])
  const second = await sold('Second', told('S', pack))
  const back = () => archive(slug, [variants[0]?.sku, false])
  expect(await faultsOf(back())).toEqual([409, 'gtin_taken', 'variants.0.is_archived'])
  await remove(second.slug)
  expect((await back()).variants).toHaveLength(2)
})

const wins: [what: string, calls: (slugs: string[]) => Promise<unknown>[]][] = [
  ['made', () => ['A', 'B', 'C'].map((name) => sold(name, told('S', pack)))],
  ['added', (slugs) => slugs.map((slug) => add(slug, told('L', pack)))],
  ['made and added', ([slug = '']) => [add(slug, told('L', pack)), sold('A', told('S', pack))]],
]
test.each(wins)('of those who sell one pack at once exactly one does: %s', async (_, calls) => {
  const products = await Promise.all(['X', 'Y', 'Z'].map((name) => sold(name, told('S'))))
  const outcomes = await Promise.allSettled(calls(products.map(({ slug }) => slug)))
  const codes = outcomes.map((each) =>
    each.status === 'fulfilled' ? 'sold' : (each.reason as { problem: { code: string } }).problem.code,
  )
  expect(codes.toSorted()).toEqual([...Array<string>(codes.length - 1).fill('gtin_taken'), 'sold'])
})

test('of two that come back at once exactly one does', async () => {
  const first = await sold('First', told('S', pack), told('M'))
  await archive(first.slug, [first.variants[0]?.sku, true])
  const second = await sold('Second', told('S', pack), told('M'))
  await archive(second.slug, [second.variants[0]?.sku, true])
  const back = [first, second].map(({ slug, variants }) => archive(slug, [variants[0]?.sku, false]))
  const outcomes = await Promise.allSettled(back)
  expect(outcomes.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
})
