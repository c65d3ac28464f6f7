import { sql, type Tx } from '../../kernel/database.ts'
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
