import { sql, type Tx } from '../../kernel/database.ts'
import type { Value } from '../../kernel/statement.ts'

/**
 * What a shop asks for bringing an order, as the contract says it. `d` is its row of `pricing.delivery`, if there is one.
 */
export const deliveryTerms = (days: number) =>
  sql`jsonb_build_object('fee', coalesce(d.fee_minor, 0), 'free_from', d.free_from_minor, 'days', ${sql.lit(days)})`

/**
 * The price that a reduction is measured by: the lowest that was asked for a variant in the 30 days before it was reduced (EU
 * directive 98/6, art. 6a). Null where today's price is no lower than that, and once it has been asked for 30 days itself: then
 * it is the price. What lasted a millisecond was corrected before anybody could see it. `c` is the current row of `pricing.prices`
 * in the statement around the fragment.
 */
export function lowestPrice30d(at: Value<Date>) {
  return sql<number | null>`(select case when min(h.price_minor) > c.price_minor then min(h.price_minor) end
    from pricing.prices h
    where h.variant_id = c.variant_id and c.starts_at > ${at}::timestamptz - interval '30 days' and h.starts_at < c.starts_at
      and h.ends_at > c.starts_at - interval '30 days' and h.ends_at > h.starts_at + interval '1 millisecond')`
}

/** What variants cost when they were sold last, of those that ever were. */
export async function lastPrices(tx: Tx, variantIds: number[]): Promise<{ variant_id: number; price_minor: number }[]> {
  if (variantIds.length === 0) return []
  const { rows } = await sql<{ variant_id: number; price_minor: number }>`
    select distinct on (variant_id) variant_id, price_minor from pricing.prices
    where variant_id = any(${variantIds}::bigint[]) order by variant_id, starts_at desc`.execute(tx)
  return rows
}
