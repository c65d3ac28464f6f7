import type { ProductCard } from '@mortar/contract'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { seed } from '../../../../bench/seed.ts'
import { broken, aMortar, type Mortar } from '../../../test/harness/index.ts'
import { inventoryInvariants } from '../../../test/invariants/inventory.ts'

/** More than are put in order themselves, so that both ways of sorting matches are gone. */
const total = 5_200
let mortar: Mortar
beforeAll(async () => {
  mortar = await aMortar()
  await seed(mortar.url, { products: total, shops: 3 })
})
afterAll(() => mortar.close())

type Query = NonNullable<NonNullable<Parameters<Mortar['stranger']['search_products']>[0]>['query']>

/** Follows `next` from the first page to the last, as a client does. */
async function everyPage(query: Query): Promise<ProductCard[]> {
  const cards: ProductCard[] = []
  let answer = await mortar.stranger.search_products({ query: { page_size: 100, ...query } })
  for (;;) {
    expect(answer).toMatchObject({ count: 1_000, count_capped: true })
    cards.push(...answer.results)
    if (answer.next === null) return cards
    const page = new URLSearchParams(answer.next.split('?')[1]).get('page')
    answer = await mortar.stranger.search_products({ query: { page_size: 100, ...query, page: Number(page) } })
  }
}

const slugsOf = (cards: ProductCard[]) => new Set(cards.map((card) => card.slug))

test('a list counts to a thousand, and following `next` shows everything once', async () => {
  expect(slugsOf(await everyPage({})).size).toBe(total)
})

test('so does a category, whose children are merged', async () => {
  const cards = await everyPage({ category: 'medicines' })
  expect(cards).toHaveLength(total)
  expect(slugsOf(cards).size).toBe(total)
})

test('and a search: the best of the first thousand, then the others', async () => {
  const cards = await everyPage({ q: 'oral' })
  expect(cards).toHaveLength(total)
  expect(slugsOf(cards).size).toBe(total)
})

test.each([
  ['oral', 5_000],
  ['oral amicetamol', 1],
])('matches of `%s` are put in order of price, however many they are', async (q, atLeast) => {
  const { count, results } = await mortar.stranger.search_products({ query: { q, sort: '-price', page_size: 100 } })
  expect(count).toBe(Math.min(1_000, count))
  expect(count).toBeGreaterThanOrEqual(Math.min(atLeast, 1_000))
  const all = (await everyOf(q)).map((card) => card.price).toSorted((a, b) => b - a)
  expect(all.length).toBeGreaterThanOrEqual(atLeast)
  expect(results.map((card) => card.price)).toEqual(all.slice(0, 100))
})

async function everyOf(q: string): Promise<ProductCard[]> {
  const cards: ProductCard[] = []
  for (let page = 1; ; page++) {
    const { results } = await mortar.stranger.search_products({ query: { q, page, page_size: 100 } })
    cards.push(...results)
    if (results.length < 100) return cards
  }
}

test('what fills the shelves keeps the invariants of stock', async () => {
  expect(await broken(mortar.db, inventoryInvariants)).toEqual({})
})
