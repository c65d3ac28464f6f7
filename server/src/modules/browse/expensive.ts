import type { Call, browse } from '@mortar/contract'
import type { Tx } from '../../kernel/database.ts'
import { dayOf } from '../../kernel/instant.ts'
import type { Page } from '../../kernel/page.ts'
import { cardOf, type CardRow } from './card.ts'
import { categoryAndChildren } from './names.ts'
import { conditionsOf, matching } from './filters.ts'
import { recentPrices } from './history.ts'
import { dearest } from './list.ts'
import { readMatches, walked } from './matches.ts'
import { everythingIn } from './selections.ts'

type Query = Call<typeof browse.expensive_products>['query']

const everything = everythingIn(dearest)

/** The highest price first, with past prices if they are asked for. */
export async function expensiveProducts(tx: Tx, query: Query, at: Date) {
  if (!query.history) return dearestOf(tx, query, at, cardOf)
  const { results: rows, ...page } = await dearestOf(tx, query, at, (row) => ({ id: row.id, card: cardOf(row) }))
  const points = await recentPrices(
    tx,
    rows.map(({ id }) => id),
    at,
  )
  return { ...page, results: rows.map(({ id, card }) => ({ ...card, price_history: points.get(id) ?? [] })) }
}

async function dearestOf<T>(tx: Tx, query: Query, at: Date, each: (row: CardRow) => T): Promise<Page<T>> {
  const { category } = query
  if (category === undefined) return everything(tx, query, at, each)
  const named = { categories: await categoryAndChildren(tx, category), packs: null }
  return readMatches(tx, walked(dearest, matching(conditionsOf({}, named, dayOf(at)), [], at), query), at, each)
}
