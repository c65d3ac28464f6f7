import type { Call, ProductCard, browse } from '@mortar/contract'
import { sql, type Tx } from '../../kernel/database.ts'
import { dayOf } from '../../kernel/instant.ts'
import type { Page, Paging } from '../../kernel/page.ts'
import { searchQuery } from '../catalogue/index.ts'
import { cardOf } from './card.ts'
import { conditionsOf, matching, strengthWords, type Filters } from './filters.ts'
import { cheapest, cut, dearest, newest, readCards, type Order, type Selection } from './list.ts'
import { matchesBy, ranked } from './matches.ts'
import { categoryAndChildren, packsNamed } from './names.ts'
import { countTo, everything, newestOf, newestWithin } from './selections.ts'

type Search = Call<typeof browse.search_products>['query']

const orders: Record<Search['sort'], Order> = { relevance: newest, newest, price: cheapest, '-price': dearest }

/** What can be bought, found by words and narrowed by filters. Refuses `invalid_input` for a strength that is none. */
export async function searchProducts(tx: Tx, query: Search, at: Date): Promise<Page<ProductCard>> {
  const { q = '', sort, page, page_size, ...filters } = query
  const words = searchQuery(q)
  if (words === null && q.trim() !== '') return { count: 0, results: [] }
  const paging = { page, page_size }
  const wanted = { words, filters, sort, paging, day: dayOf(at) }
  const selection = words === null ? (plain(wanted) ?? (await narrowed(tx, wanted))) : await narrowed(tx, wanted)
  const { count, results } = await readCards(tx, selection, paging, wanted.day)
  return { count, results: results.map(cardOf) }
}

type Wanted = { words: string | null; filters: Filters; sort: Search['sort']; paging: Paging; day: string }

/** What most ask for, in statements that keep their plans: everything, or the newest of a category or a shop. */
function plain({ filters: { category, shop, ...others }, sort, paging }: Wanted): Selection | null {
  if (Object.values(others).some((value) => value !== undefined)) return null
  const order = orders[sort]
  if (category === undefined && shop === undefined) return everything(order, paging)
  if (order !== newest || (category !== undefined && shop !== undefined)) return null
  return category === undefined ? newestOf(shop ?? '', paging) : newestWithin(category, paging)
}

/** Everything else is planned for what it asks: which filter is the narrow one only its value tells. */
async function narrowed(tx: Tx, { words, filters, sort, paging, day }: Wanted): Promise<Selection> {
  const { category, substance, manufacturer } = filters
  const isPackNamed = substance !== undefined || manufacturer !== undefined
  const named = {
    categories: category === undefined ? null : await categoryAndChildren(tx, category),
    packs: isPackNamed ? await packsNamed(tx, substance, manufacturer) : null,
  }
  const terms = [...(words === null ? [] : [`(${words})`]), ...strengthWords(filters.strength)]
  const found = matching(conditionsOf(filters, named, day), terms)
  if (words !== null && sort === 'relevance') return ranked(found, words, paging)
  const order = orders[sort]
  const isNarrow = terms.length > 0 || isPackNamed || filters.expires_after !== undefined
  if (isNarrow) return matchesBy(order, found, paging)
  return {
    page: cut(found.withOffers, order, paging),
    order: order.shown,
    count: countTo(sql`select from ${found.alone}`),
    fixed: false,
  }
}
