import type { RawBuilder } from 'kysely'
import { dynamic, sql, type Tx } from './database.ts'
import type { Caller } from './module.ts'

export type Paging = { page: number; page_size: number }
/** One page of a list, and how many there are on all of them. `found`: how many the page had, where some have gone before they were read. */
export type Page<T> = { count: number; results: T[]; found?: number }
type Sql = RawBuilder<unknown>

export function offsetOf({ page, page_size }: Paging): number {
  return (page - 1) * page_size
}

/** Cuts a query to a page. */
export const cutTo = (paging: Paging): Sql => sql`limit ${paging.page_size} offset ${offsetOf(paging)}`

export type List<B = null> = {
  /** A `with` to stand in front. */
  given?: Sql
  /** A query of the page's rows, in order and cut. */
  page: Sql
  /** A query of one number: how many there are, whatever the page. */
  count: Sql
  /** What else is told of the whole list: one value of JSON. */
  beside?: RawBuilder<B>
  /** The text varies with nothing that is asked for, or with little: the statement may keep its plan. */
  fixed: boolean
}

export type PageRow = { page_count: number; page_beside?: unknown; page_is_here: true | null }

/**
 * A page of a list and how many there are, in one statement, and the one way to ask for them. The count hangs on no row of the
 * page: one past the end has the same. Joined to the one row in front, the page's rows stay in their order. `each` makes of a row
 * what is told of it; without it, it is the row.
 */
export async function readPage<T, B = null, R = T>(
  tx: Tx,
  list: List<B>,
  each: (row: PageRow & T) => R = (row) => bare(row) as R,
): Promise<Page<R> & { beside: B }> {
  const { rows } = await pageStatement<T>(list).execute(tx)
  return { ...pageOf(rows, each), beside: (rows[0]?.page_beside ?? null) as B }
}

/** The statement alone, for who keeps it; its rows are for `pageOf`. */
export function pageStatement<T>({
  given = sql``,
  page,
  count,
  beside,
  fixed,
}: List<unknown>): RawBuilder<PageRow & T> {
  const besides = beside === undefined ? sql`` : sql`, (${beside})::jsonb as page_beside`
  return sql<PageRow & T>`${fixed ? sql`` : dynamic} ${given}
    select whole.*, page.* from (select (${count}) as page_count ${besides}) whole
    left join (select true as page_is_here, cut.* from (${page}) cut) page on true`
}

export function pageOf<T, R>(rows: (PageRow & T)[], each: (row: PageRow & T) => R): Page<R> {
  const [first] = rows
  if (first === undefined) throw new Error('a select without a from answered no row')
  return { count: first.page_count, results: first.page_is_here === null ? [] : rows.map(each) }
}

function bare({ page_count: _count, page_beside: _beside, page_is_here: _here, ...row }: PageRow): object {
  return row
}

/** A list's envelope, with relative links made from the request's own address. */
export function listed<T>(call: Caller & { query: Paging }, { count, results }: Page<T>) {
  const { page, page_size } = call.query
  return {
    count,
    next: page * page_size < count ? linkTo(call.url, page + 1) : null,
    previous: page > 1 ? linkTo(call.url, page - 1) : null,
    results,
  }
}

/** Searches count to a bound and say so; `next` goes on as long as full pages come. */
export const countBound = 1_000

export function cappedList<T>(call: Caller & { query: Paging }, page: Page<T>) {
  const links = listed(call, page)
  if (page.count < countBound) return links
  const isFull = (page.found ?? page.results.length) === call.query.page_size
  const next = isFull ? linkTo(call.url, call.query.page + 1) : null
  return { ...links, count: countBound, count_capped: true, next }
}

function linkTo(url: string, page: number): string {
  const [path = '', query = ''] = url.split('?')
  const search = new URLSearchParams(query)
  search.set('page', String(page))
  return `${path}?${search.toString()}`
}
