import { pageOf } from '../../parts/list-pages.tsx'

/** The address of a search, read for the API. What is strange in it is left out rather than refused: people edit links. */
export const sorts = ['relevance', 'price', '-price', 'newest'] as const
export type Sort = (typeof sorts)[number]

const truth = (value: string | null): boolean | undefined =>
  value === 'true' ? true : value === 'false' ? false : undefined

export function searchQuery(params: URLSearchParams) {
  const q = params.get('q')?.trim().slice(0, 120)
  const category = params.get('category') ?? ''
  return {
    q: q || undefined,
    category: /^[a-z0-9]+(-[a-z0-9]+)*$/.test(category) ? category : undefined,
    // Only "in stock" is a wish; nobody asks for what cannot be had.
    in_stock: truth(params.get('in_stock')) || undefined,
    prescription: truth(params.get('prescription')),
    sort: sorts.find((sort) => sort === params.get('sort')),
    page: pageOf(params),
  }
}
