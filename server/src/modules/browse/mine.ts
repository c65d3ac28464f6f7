import type { Call, browse } from '@mortar/contract'
import { sql, type Tx } from '../../kernel/database.ts'
import { dayOf } from '../../kernel/instant.ts'
import { isSellable } from '../inventory/index.ts'
import { cardColumns, cardOf, type CardRow } from './card.ts'
import { variantsFound } from './find.ts'
import { cheapest, cut, dearest, newest, nothing, readCards, type Order, type Sql } from './list.ts'

type Query = Call<typeof browse.my_products>['query']
type OwnRow = CardRow & { is_live: boolean; low_stock_at: number; on_hand: number; held: number; variants: number }

const byName: Order = { found: sql`p.name_key, p.id`, shown: sql`page.name_key, page.id` }
const byStock: Order = { found: sql`in_stock.stock nulls first, p.id`, shown: sql`page.sellable nulls first, page.id` }
const orders: Record<Query['sort'], Order> = {
  newest,
  name: byName,
  price: cheapest,
  '-price': dearest,
  stock: byStock,
}

/**
 * The products of a shop as its people see them, on the market or not, with all that stands on the shelves; found by words, and by
 * what stands on a pack: SKU, GTIN, the number of a lot. What is found is read once, in front of the page and the count.
 */
export async function myProducts(tx: Tx, shopId: number | null, query: Query, at: Date) {
  const { q = '', product, sort } = query
  const [isAsked, day, order] = [q.trim() !== '', dayOf(at), orders[sort]]
  const isNamed = product === undefined ? nothing : sql`and p.slug = ${product}`
  const isFound = isAsked ? sql`${isNamed} and p.id in (select product_id from found)` : isNamed
  const own = sql`catalogue.products p
    join shops.shops s on s.id = p.shop_id
    join pricing.offers o on o.product_id = p.id
    ${sort === 'stock' ? stockOfShop(shopId, day) : nothing}
    where p.shop_id = ${shopId} and p.deleted_at is null ${isFound}`
  const ownColumns = sql`${cardColumns}, p.is_live, p.low_stock_at, p.name_key ${sort === 'stock' ? sql`, in_stock.stock as sellable` : nothing}`
  const selection = {
    given: isAsked ? sql`with found as materialized (${variantsFound(shopId, q)})` : nothing,
    page: cut(own, order, query, ownColumns),
    order: order.shown,
    columns: sql`, ${onShelves('on_hand')} as on_hand, ${onShelves('held')} as held, ${variantsSold} as variants`,
    count: sql`select count(*) from catalogue.products p where p.shop_id = ${shopId} and p.deleted_at is null ${isFound}`,
    fixed: !isAsked && product === undefined,
  }
  return readCards(tx, selection, query, day, (row) => ownCardOf(row as OwnRow))
}

function ownCardOf(row: OwnRow) {
  const { is_live, on_hand, held, low_stock_at, variants } = row
  return { ...cardOf(row), is_live, on_hand, held, low_stock_at, variants }
}

/** Of the whole shop, summed once, because it has to be put in order before the page is cut. */
function stockOfShop(shopId: number | null, day: string): Sql {
  return sql`left join (
    select v.product_id, sum(l.on_hand - l.held) as stock
    from inventory.lots l join catalogue.variants v on v.id = l.variant_id
    where l.shop_id = ${shopId} and ${isSellable(day)} group by v.product_id) in_stock on in_stock.product_id = p.id`
}

const variantsSold = sql`(select count(*) from catalogue.variants v where v.product_id = page.id and v.archived_at is null)`

function onShelves(balance: 'on_hand' | 'held'): Sql {
  return sql`(select coalesce(sum(${sql.ref(`l.${balance}`)}), 0) from catalogue.variants v
    join inventory.lots l on l.variant_id = v.id where v.product_id = page.id)`
}
