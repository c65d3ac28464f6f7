import type { Call, browse } from '@mortar/contract'
import { sql, type Tx } from '../../kernel/database.ts'
import { dayOf } from '../../kernel/instant.ts'
import { cardOf } from './card.ts'
import { categoryAndChildren } from './names.ts'
import { conditionsOf, matching } from './filters.ts'
import { recentPrices } from './history.ts'
import { cut, dearest, readCards, type Selection } from './list.ts'
import { countTo, everything } from './selections.ts'

type Query = Call<typeof browse.expensive_products>['query']

/** The highest price first, with past prices if they are asked for. */
export async function expensiveProducts(tx: Tx, query: Query, at: Date) {
  const day = dayOf(at)
  const { count, results: rows } = await readCards(tx, await selection(tx, query, day), query, day)
  if (!query.history) return { count, results: rows.map(cardOf) }
  const points = await recentPrices(
    tx,
    rows.map((row) => row.id),
  )
  return { count, results: rows.map((row) => ({ ...cardOf(row), price_history: points.get(row.id) ?? [] })) }
}

async function selection(tx: Tx, query: Query, day: string): Promise<Selection> {
  const { category } = query
  if (category === undefined) return everything(dearest, query)
  const named = { categories: await categoryAndChildren(tx, category), packs: null }
  const found = matching(conditionsOf({}, named, day), [])
  return {
    page: cut(found.withOffers, dearest, query),
    order: dearest.shown,
    count: countTo(sql`select from ${found.alone}`),
    fixed: false,
  }
}
