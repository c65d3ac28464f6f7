import type { Call, ProductCard, browse } from '@mortar/contract'
import type { Tx } from '../../kernel/database.ts'
import { dayOf } from '../../kernel/instant.ts'
import type { Page, Paging } from '../../kernel/page.ts'
import { searchQuery } from '../catalogue/index.ts'
import { cardOf } from './card.ts'
import { conditionsOf, matching, strengthWords, type Filters } from './filters.ts'
import { cheapest, dearest, newest, readCards, type Order, type Selection } from './list.ts'
import { matchesBy, ranked, readMatches, walked, type Matches } from './matches.ts'
import { categoryAndChildren, packsNamed } from './names.ts'
import { everythingIn, newestOf, newestWithin } from './selections.ts'

type Search = Call<typeof browse.search_products>['query']

const orders: Record<Search['sort'], Order> = { relevance: newest, newest, price: cheapest, '-price': dearest }
const everything = { newest: everythingIn(newest), price: everythingIn(cheapest), '-price': everythingIn(dearest) }

/** What can be bought, found by words and narrowed by filters. Refuses `invalid_input` for a strength that is none. */
export async function searchProducts(tx: Tx, query: Search, at: Date): Promise<Page<ProductCard>> {
  const { q = '', sort, page, page_size, ...filters } = query
  const words = searchQuery(q)
  if (words === null && q.trim() !== '') return { count: 0, results: [] }
  const paging = { page, page_size }
  const wanted = { words, filters, sort, paging, at }
  if (words === null && Object.values(filters).every((value) => value === undefined))
    return everything[sort === 'relevance' ? 'newest' : sort](tx, paging, at, cardOf)
  const newestOnes = words === null ? newestWhere(wanted) : null
  if (newestOnes !== null) return readCards(tx, newestOnes, paging, dayOf(at), cardOf)
  return readMatches(tx, await narrowed(tx, wanted), at, cardOf)
}

type Sought = { words: string | null; filters: Filters; sort: Search['sort']; paging: Paging; at: Date }

/** The newest of a category or of a shop, in statements that keep their plans. */
function newestWhere({ filters: { category, shop, ...others }, sort, paging, at }: Sought): Selection | null {
  if (Object.values(others).some((value) => value !== undefined)) return null
  if (orders[sort] !== newest || (category !== undefined && shop !== undefined)) return null
  return category === undefined ? newestOf(shop ?? '', paging, at) : newestWithin(category, paging, at)
}

/** Everything else is planned for what it asks: which filter is the narrow one only its value tells. */
async function narrowed(tx: Tx, { words, filters, sort, paging, at }: Sought): Promise<Matches> {
  const { category, substance, manufacturer } = filters
  const isPackNamed = substance !== undefined || manufacturer !== undefined
  const named = {
    categories: category === undefined ? null : await categoryAndChildren(tx, category),
    packs: isPackNamed ? await packsNamed(tx, substance, manufacturer) : null,
  }
  const terms = [...(words === null ? [] : [`(${words})`]), ...strengthWords(filters.strength)]
  const found = matching(conditionsOf(filters, named, dayOf(at)), terms, at)
  if (words !== null && sort === 'relevance') return ranked(found, words, paging)
  const order = orders[sort]
  const isNarrow = terms.length > 0 || isPackNamed || filters.expires_after !== undefined
  return isNarrow ? matchesBy(order, found, paging, at) : walked(order, found, paging)
}
