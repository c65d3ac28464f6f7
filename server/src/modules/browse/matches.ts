import { sql, type Tx } from '../../kernel/database.ts'
import { countBound, offsetOf, readPage, type Page, type Paging } from '../../kernel/page.ts'
import { dayOf } from '../../kernel/instant.ts'
import { statement } from '../../kernel/statement.ts'
import { stockOfProduct } from '../inventory/index.ts'
import { cardColumns, medicineColumns, type CardRow } from './card.ts'
import type { Found } from './filters.ts'
import { cut, limit, type Order, type Sql } from './list.ts'
import { countTo, isPublic, withOffers } from './selections.ts'

/** One page of what was looked for: a query of its ids in their order, and one of how many there are. */
export type Matches = { given?: Sql; ids: Sql; count: Sql }

/**
 * The cards of what was looked for. Which way is short only what is asked can tell, so what finds the page is planned each time;
 * cards keep their plan. With both in one statement, planning took two thirds of the time of a search.
 */
export async function readMatches<T>(
  tx: Tx,
  { ids, ...found }: Matches,
  at: Date,
  each: (row: CardRow) => T,
): Promise<Page<T>> {
  const { count, results } = await readPage<{ id: number }>(tx, { ...found, page: ids, fixed: false })
  if (results.length === 0) return { count, results: [] }
  const rows = await cardsOf(tx, { ids: results.map(({ id }) => id), at, day: dayOf(at) })
  return { count, results: rows.map(each), found: results.length }
}

/** In the order of the ids. What has gone from the market since it was found has no card. */
const cardsOf = statement<{ ids: number[]; at: Date; day: string }, CardRow>(
  ({ ids, at, day }) => sql`
    select ${cardColumns}, ${medicineColumns}, ${stockOfProduct('p.id', day)} as stock
    from unnest(${ids}::bigint[]) with ordinality page (id, n)
    join (${withOffers(at)}) on p.id = page.id
    left join catalogue.medicines m on m.gtin = p.gtin
    where ${isPublic} order by page.n`,
)

const bound = sql.lit(countBound)
/** So many matches are put in order themselves; of more, the order's index is walked until a page is full. */
const few = 5_000

/** What an order may need of a match. */
const ordered = sql`p.id, o.price_minor as price`

/** Many are known to match: the order's index is walked. */
export const walked = (order: Order, found: Found, paging: Paging): Matches => ({
  ids: sql`select page.id from (${cut(found.withOffers, order, paging, ordered)}) page`,
  count: countTo(sql`select from ${found.alone}`),
})

/**
 * What words find, in the order of the table: the full text's index and the table itself both give it, and connections
 * have `synchronize_seqscans` off, so that it is the same for each page.
 */
const met = (found: Found, reach: number, columns: Sql): Sql => sql`
  select p.id ${columns}, row_number() over () as n from ${found.alone} limit ${sql.lit(reach)}`

const countOfMet = sql`select least(count(*), ${bound}) from met`

/**
 * The best matches first. Ranked are the first 1,000 that are met; who goes on gets the others as they come. Over 250,000
 * products, with planning: 3 ms for a word of two thirds of them (19, at worst 224, when all were ranked), 7 ms for a word
 * of a tenth, 2 for a rare one.
 */
export function ranked(found: Found, words: string, paging: Paging): Matches {
  const reach = Math.max(countBound, offsetOf(paging) + paging.page_size)
  const rank = sql`case when n <= ${bound} then ts_rank(terms, to_tsquery('simple', ${words})) end`
  return {
    given: sql`with met as materialized (
      select id, n, ${rank} as rank from (${met(found, reach, sql`, p.terms`)}) first_met)`,
    ids: sql`select id from met order by rank desc nulls last, n ${limit(paging)}`,
    count: countOfMet,
  }
}

/**
 * Matches of what may be rare, in another order. PostgreSQL cannot know whether the dearest of them stand at the top of
 * all prices or at the end, nor whether two conditions ever meet; guessing wrong it walked everything, for 60 to 140 ms.
 * So it looks how many there are, and only one of the two halves runs.
 */
export function matchesBy(order: Order, found: Found, paging: Paging, at: Date): Matches {
  const isFew = sql`(select count(*) from met) < ${sql.lit(few)}`
  const sorted = sql`(select id from met) few_met join (${withOffers(at)}) on p.id = few_met.id where ${isFew}`
  const all = sql`${found.withOffers} and not ${isFew}`
  return {
    given: sql`with met as materialized (${met(found, few, sql``)})`,
    ids: sql`select page.id from (
      (${cut(sorted, order, paging, ordered)}) union all (${cut(all, order, paging, ordered)})) page order by ${order.shown}`,
    count: countOfMet,
  }
}
