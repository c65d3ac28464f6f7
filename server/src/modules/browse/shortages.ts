import type { RawBuilder } from 'kysely'
import type { Call, browse } from '@mortar/contract'
import { sql, type Tx } from '../../kernel/database.ts'
import { dayOf } from '../../kernel/instant.ts'
import { cutTo, readPage, type Page } from '../../kernel/page.ts'
import { isOffered } from '../catalogue/index.ts'
import { isSellable } from '../inventory/index.ts'
import { variantsFound } from './find.ts'

type Shortage = {
  product: string
  name: string
  variant: string
  stock: number
  low_stock_at: number
  earliest_expiry: string | null
}

const everything = sql``

/** A query of what the shop offers and has too little of to sell: all of it, or what a further condition leaves. */
export const shortages = (shopId: number | null, at: Date, isFound: RawBuilder<unknown> = everything) => sql`
  select p.slug as product, p.name, v.sku as variant, coalesce(s.stock, 0) as stock, p.low_stock_at, s.earliest_expiry
  from catalogue.products p
  join catalogue.variants v on v.product_id = p.id and v.shop_id = ${shopId}
  left join (
    select l.variant_id, sum(l.on_hand - l.held) as stock,
      min(l.expires_on) filter (where l.held < l.on_hand) as earliest_expiry
    from inventory.lots l where l.shop_id = ${shopId} and ${isSellable(dayOf(at))}
    group by l.variant_id
  ) s on s.variant_id = v.id
  where p.shop_id = ${shopId} and ${isOffered()} and v.archived_at is null and coalesce(s.stock, 0) <= p.low_stock_at ${isFound}`

/** The same, the emptiest first. */
export async function listShortages(
  tx: Tx,
  shopId: number | null,
  { q = '', ...paging }: Call<typeof browse.restock_products>['query'],
  at: Date,
): Promise<Page<Shortage>> {
  const isAsked = q.trim() !== ''
  const isFound = isAsked ? sql`and v.id in (select id from (${variantsFound(shopId, q)}) found)` : sql``
  const given = sql`with short as materialized (${shortages(shopId, at, isFound)})`
  const page = sql`select * from short order by stock, name, variant ${cutTo(paging)}`
  return readPage(tx, { given, page, count: sql`select count(*) from short`, fixed: !isAsked })
}
