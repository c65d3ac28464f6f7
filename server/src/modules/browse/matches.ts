import { sql } from '../../kernel/database.ts'
import { countBound, offsetOf, type Paging } from '../../kernel/page.ts'
import { cardColumns } from './card.ts'
import type { Found } from './filters.ts'
import { cut, limit, type Order, type Selection, type Sql } from './list.ts'
import { withOffers } from './selections.ts'

const bound = sql.lit(countBound)
/** So many matches are put in order themselves; of more, the order's index is walked until a page is full. */
const few = 5_000

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
export function ranked(found: Found, words: string, paging: Paging): Selection {
  const reach = Math.max(countBound, offsetOf(paging) + paging.page_size)
  const rank = sql`case when n <= ${bound} then ts_rank(terms, to_tsquery('simple', ${words})) end`
  const best = sql`(select * from met order by rank desc nulls last, n ${limit(paging)}) best`
  return {
    given: sql`with met as materialized (
      select id, n, ${rank} as rank from (${met(found, reach, sql`, p.terms`)}) first_met)`,
    page: sql`select ${cardColumns}, best.rank, best.n from ${best} join (${withOffers}) on p.id = best.id`,
    order: sql`page.rank desc nulls last, page.n`,
    count: countOfMet,
    fixed: false,
  }
}

/**
 * Matches of what may be rare, in another order. PostgreSQL cannot know whether the dearest of them stand at the top of
 * all prices or at the end, nor whether two conditions ever meet; guessing wrong it walked everything, for 60 to 140 ms.
 * So it looks how many there are, and only one of the two halves runs.
 */
export function matchesBy(order: Order, found: Found, paging: Paging): Selection {
  const isFew = sql`(select count(*) from met) < ${sql.lit(few)}`
  const sorted = sql`(select id from met) few_met join (${withOffers}) on p.id = few_met.id where ${isFew}`
  const walked = sql`${found.withOffers} and not ${isFew}`
  return {
    given: sql`with met as materialized (${met(found, few, sql``)})`,
    page: sql`(${cut(sorted, order, paging)}) union all (${cut(walked, order, paging)})`,
    order: order.shown,
    count: countOfMet,
    fixed: false,
  }
}
