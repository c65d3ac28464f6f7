import type { Caller } from './module.ts'

export type Paging = { page: number; page_size: number }

export function offsetOf({ page, page_size }: Paging): number {
  return (page - 1) * page_size
}

/** A list's envelope, with relative links made from the request's own address. */
export function listed<T>(call: Caller & { query: Paging }, count: number, results: T[]) {
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

export function cappedList<T>(call: Caller & { query: Paging }, count: number, results: T[]) {
  const { page, page_size } = call.query
  if (count < countBound) return listed(call, count, results)
  return {
    count: countBound,
    count_capped: true,
    next: results.length === page_size ? linkTo(call.url, page + 1) : null,
    previous: page > 1 ? linkTo(call.url, page - 1) : null,
    results,
  }
}

function linkTo(url: string, page: number): string {
  const [path = '', query = ''] = url.split('?')
  const search = new URLSearchParams(query)
  search.set('page', String(page))
  return `${path}?${search.toString()}`
}
