import { sql, type Tx } from '../../kernel/database.ts'

/**
 * What a shop asks for bringing an order, as the contract says it. `d` is its row of `pricing.delivery`, if there is one.
 */
export const deliveryTerms = (days: number) =>
  sql`jsonb_build_object('fee', coalesce(d.fee_minor, 0), 'free_from', d.free_from_minor, 'days', ${sql.lit(days)})`

/**
 * The lowest price of a product in the 30 days before `at` (EU directive 98/6, art. 6a). `productId` is a column of the
 * statement around the fragment, such as `p.id`.
 */
export function lowestPrice30d(productId: string, at: Date) {
  return sql<number>`(select min(h.price_minor) from catalogue.variants hv join pricing.prices h on h.variant_id = hv.id
    where hv.product_id = ${sql.ref(productId)} and (h.ends_at is null or h.ends_at > ${at}::timestamptz - interval '30 days'))`
}

/** What variants cost when they were sold last, of those that ever were. */
export async function lastPrices(tx: Tx, variantIds: number[]): Promise<{ variant_id: number; price_minor: number }[]> {
  if (variantIds.length === 0) return []
  const { rows } = await sql<{ variant_id: number; price_minor: number }>`
    select distinct on (variant_id) variant_id, price_minor from pricing.prices
    where variant_id = any(${variantIds}::bigint[]) order by variant_id, starts_at desc`.execute(tx)
  return rows
}
