import type { RawBuilder } from 'kysely'
import { sql, type Tx } from '../../kernel/database.ts'
import { dayOf } from '../../kernel/instant.ts'
import { cutTo, readPage, type Page, type Paging } from '../../kernel/page.ts'
import { isOffered } from '../catalogue/index.ts'
import { isNumbered, variantsFound, variantsOfPack } from './find.ts'
import type { KnownVariant } from './judge.ts'
import { isSellable } from './stock.ts'

/** The variants that the shop's products are sold in, by the product's slug. */
export async function variantsNamed(tx: Tx, shopId: number, slugs: string[]): Promise<Map<string, KnownVariant[]>> {
  const { rows } = await sql<KnownVariant & { slug: string }>`
    select p.slug, v.id as variant_id, v.sku, p.usage_days, p.gtin is not null as is_medicine
    from catalogue.products p join catalogue.variants v on v.product_id = p.id
    where p.slug = any(${slugs}::text[]) and p.shop_id = ${shopId} and p.deleted_at is null and v.archived_at is null`.execute(
    tx,
  )
  return Map.groupBy(rows, (row) => row.slug)
}

export async function stockOfVariants(tx: Tx, variantIds: number[], day: string): Promise<Map<number, number>> {
  const { rows } = await sql<{ variant_id: number; stock: number }>`
    select l.variant_id, sum(l.on_hand - l.held) as stock from inventory.lots l
    where l.variant_id = any(${variantIds}::bigint[]) and ${isSellable(day)}
    group by l.variant_id`.execute(tx)
  return new Map(rows.map((row) => [row.variant_id, row.stock]))
}

type Shortage = {
  product: string
  name: string
  variant: string
  stock: number
  low_stock_at: number
  earliest_expiry: string | null
}

type Search = Paging & { q?: string | undefined }

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
  { q = '', ...paging }: Search,
  at: Date,
): Promise<Page<Shortage>> {
  const isAsked = q.trim() !== ''
  const isFound = isAsked ? sql`and v.id in (select id from (${variantsFound(shopId, q)}) found)` : sql``
  const given = sql`with short as materialized (${shortages(shopId, at, isFound)})`
  const page = sql`select * from short order by stock, name, variant ${cutTo(paging)}`
  return readPage(tx, { given, page, count: sql`select count(*) from short`, fixed: !isAsked })
}

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
type LotFilter = Search & { product?: string | undefined; expires_before?: string | undefined }

/** What stands on the shop's shelves: lots with something left, the earliest expiry first. */
export async function listLots(tx: Tx, shopId: number | null, query: LotFilter, at: Date): Promise<Page<Lot>> {
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
