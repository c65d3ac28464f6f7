import type { RawBuilder } from 'kysely'
import { sql } from '../../kernel/database.ts'
import { gtinForms, searchQuery } from '../catalogue/index.ts'

type Sql = RawBuilder<unknown>

/**
 * The variants of a shop that are found by what its people may have before them: words of the product, or the beginning of its
 * SKU, or a whole GTIN in any of its forms. A query of `id` and `product_id`, each part of which reads no further than the shop.
 */
export function variantsOfPack(shopId: number | null, q: string): Sql {
  const words = searchQuery(q)
  return words === null ? byCode(shopId, q.trim()) : sql`${byWords(shopId, words)} union ${byCode(shopId, q.trim())}`
}

/** The same, and those of which the shop has or had a lot whose number begins so. */
export const variantsFound = (shopId: number | null, q: string): Sql =>
  sql`${variantsOfPack(shopId, q)} union ${byLot(shopId, q)}`

/** True of a lot whose number begins so. */
export const isNumbered = (q: string, lot = 'l'): Sql => begins(`${lot}.code`, q.trim())

const byWords = (shopId: number | null, words: string): Sql => sql`
  select v.id, v.product_id from catalogue.products p join catalogue.variants v on v.product_id = p.id
  where p.shop_id = ${shopId} and p.deleted_at is null and p.terms @@ to_tsquery('simple', ${words})`

function byCode(shopId: number | null, q: string): Sql {
  const gtins = gtinsOf(q)
  const isPack = sql`v.gtin = any(${gtins}::text[]) or p.gtin = any(${gtins}::text[])`
  return sql`
    select v.id, v.product_id from catalogue.variants v join catalogue.products p on p.id = v.product_id
    where v.shop_id = ${shopId} and p.deleted_at is null
      and (${begins('v.sku', q)} ${gtins.length === 0 ? sql`` : sql`or ${isPack}`})`
}

const byLot = (shopId: number | null, q: string): Sql => sql`
  select v.id, v.product_id from inventory.lots l join catalogue.variants v on v.id = l.variant_id
  where l.shop_id = ${shopId} and ${isNumbered(q)}`

const begins = (column: string, q: string): Sql => sql`starts_with(lower(${sql.ref(column)}), lower(${q}))`

function gtinsOf(q: string): string[] {
  const digits = q.replace(/[\s-]/g, '')
  return /^(\d{8}|\d{12,14})$/.test(digits) ? gtinForms(digits) : []
}
