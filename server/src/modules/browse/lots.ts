import type { Call, browse } from '@mortar/contract'
import { sql, type Tx } from '../../kernel/database.ts'
import { dayOf } from '../../kernel/instant.ts'
import { cutTo, readPage, type Page } from '../../kernel/page.ts'
import { isSellable } from '../inventory/index.ts'
import { isNumbered, variantsOfPack } from './find.ts'

type Lot = {
  id: string
  product: string
  name: string
  variant: string
  lot: string
  expiry_date: string | null
  received_at: string
  on_hand: number
  held: number
  sellable: boolean
}

/** What stands on the shop's shelves: lots with something left, the earliest expiry first. */
export async function listLots(
  tx: Tx,
  shopId: number | null,
  query: Call<typeof browse.list_lots>['query'],
  at: Date,
): Promise<Page<Lot>> {
  const { q = '' } = query
  const conditions = [
    sql`l.shop_id = ${shopId} and l.on_hand > 0`,
    ...(query.product === undefined ? [] : [isOfProduct(query.product)]),
    ...(q.trim() === '' ? [] : [isFound(shopId, q)]),
    ...(query.expires_before === undefined ? [] : [sql`l.expires_on < ${query.expires_before}::date`]),
  ]
  const mine = sql`inventory.lots l where ${sql.join(conditions, sql` and `)}`
  const page = sql`
    select l.uuid as id, p.slug as product, p.name, v.sku as variant, l.code as lot, l.expires_on as expiry_date,
      l.received_at, l.on_hand, l.held, ${isSellable(dayOf(at))} as sellable
    from (select l.* from ${mine} order by l.expires_on, l.id ${cutTo(query)}) l
    join catalogue.variants v on v.id = l.variant_id
    join catalogue.products p on p.id = v.product_id
    order by l.expires_on, l.id`
  return readPage(tx, { page, count: sql`select count(*) from ${mine}`, fixed: false })
}

/** A number is of that lot alone; all else finds every lot of a variant. */
const isFound = (shopId: number | null, q: string) =>
  sql`(${isNumbered(q)} or l.variant_id in (select id from (${variantsOfPack(shopId, q)}) found))`

const isOfProduct = (slug: string) => sql`l.variant_id in (
  select v.id from catalogue.products p join catalogue.variants v on v.product_id = p.id where p.slug = ${slug})`
