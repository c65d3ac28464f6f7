import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  aCustomer,
  anApprovedShop,
  aMortar,
  type Mortar,
  type Shopkeeper,
  type Someone,
} from '../../../test/harness/index.ts'
import { aProduct } from '../../../test/harness/products.ts'

let mortar: Mortar
let reader: Someone
let keeper: Shopkeeper
beforeAll(async () => {
  mortar = await aMortar()
  reader = await aCustomer(mortar)
  keeper = await anApprovedShop(mortar)
  await aProduct(keeper, { name: 'Cheap', price: 100, category: 'first-aid' })
  await aProduct(keeper, { name: 'Dear', price: 9_000, category: 'devices' })
  await aProduct(keeper, { name: 'Middling', price: 800, category: 'beauty' })
})
afterAll(() => mortar.close())

type Query = NonNullable<NonNullable<Parameters<Someone['api']['expensive_products']>[0]>['query']>
const expensive = (query: Query = {}) => reader.api.expensive_products({ query })

test('the highest price comes first', async () => {
  const { count, results } = await expensive()
  expect(count).toBe(3)
  expect(results.map((card) => [card.name, card.price])).toEqual([
    ['Dear', 9_000],
    ['Middling', 800],
    ['Cheap', 100],
  ])
  expect(results.every((card) => card.price_history === undefined)).toBe(true)
})

test('within a category and its children', async () => {
  const { count, next, results } = await expensive({ category: 'health-products', page_size: 1 })
  expect(count).toBe(2)
  expect(results.map((card) => card.name)).toEqual(['Dear'])
  expect(next).toBe('/api/products/expensive?category=health-products&page_size=1&page=2')
  expect((await expensive({ category: 'no-such-category' })).results).toEqual([])
})

test('with past prices, the newest first, when they are asked for', async () => {
  const { slug } = await aProduct(keeper, { name: 'Changing', price: 20_000 })
  const born = mortar.clock.now.toISOString()
  mortar.clock.advance(60_000)
  await keeper.api.update_product({ params: { slug }, body: { price: 30_000 } })
  const changed = mortar.clock.now.toISOString()
  const { results } = await expensive({ history: true, page_size: 2 })
  expect(results.map((card) => card.price_history)).toEqual([
    [
      { price: 30_000, from: changed, to: null },
      { price: 20_000, from: born, to: changed },
    ],
    [{ price: 9_000, from: expect.any(String) as string, to: null }],
  ])
})
