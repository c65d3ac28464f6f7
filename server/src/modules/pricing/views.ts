import { sql } from '../../kernel/database.ts'

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
