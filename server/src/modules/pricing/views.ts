import { sql, type Tx } from '../../kernel/database.ts'
import type { Value } from '../../kernel/statement.ts'

/**
 * What a shop asks for bringing an order, as the contract says it. `d` is its row of `pricing.delivery`, if there is one.
 */
export const deliveryTerms = (days: number) =>
  sql`jsonb_build_object('fee', coalesce(d.fee_minor, 0), 'free_from', d.free_from_minor, 'days', ${sql.lit(days)})`

/**
 * What is asked for the variant of this column at a moment, as a table of one row: `price_minor`, and `since` when. A price for a
 * time counts while it lasts, where it is the lower one. No row: the variant is not sold.
 */
export const priceAt = (variantId: string, at: Value<Date>) => sql`(
  select least(p.price_minor, w.price_minor) as price_minor,
    case when w.price_minor < p.price_minor then w.starts_at else p.starts_at end as since
  from pricing.prices p
  left join lateral (
    select w.price_minor, w.starts_at from pricing.windows w
    where w.variant_id = p.variant_id and w.starts_at <= ${at}::timestamptz and w.ends_at > ${at}::timestamptz
    order by w.price_minor, w.starts_at limit 1
  ) w on true
  where p.variant_id = ${sql.ref(variantId)} and p.ends_at is null)`

/**
 * Joins what is asked at a moment for the product of this column, as `o`. The condition on the time stands in a `case` because the
 * planner would believe each half of it to keep a third of the rows, and it keeps nearly all.
 */
export const offerAt = (
  productId: string,
  at: Value<Date>,
) => sql`pricing.offers_by_time o on o.product_id = ${sql.ref(productId)}
  and case when o.starts_at <= ${at}::timestamptz then o.ends_at > ${at}::timestamptz else false end`

/**
 * The price that a reduction is measured by: the lowest that was asked for a variant in the 30 days before it was reduced (EU
 * directive 98/6, art. 6a). Null where today's price is no lower than that, and once it has been asked for 30 days itself: then
 * it is the price. What lasted a millisecond was corrected before anybody could see it. `variantId` is a column, and `now` the table
 * of `priceAt` for it, in the statement around the fragment.
 */
export function lowestPrice30d(variantId: string, now: string, at: Value<Date>) {
  const [price, since] = [sql.ref(`${now}.price_minor`), sql.ref(`${now}.since`)]
  const before = (alias: string) => {
    const [starts, ends] = [sql.ref(`${alias}.starts_at`), sql.ref(`${alias}.ends_at`)]
    return sql`${sql.ref(`${alias}.variant_id`)} = ${sql.ref(variantId)} and ${starts} < ${since}
      and coalesce(${ends}, 'infinity') > ${since} - interval '30 days'
      and coalesce(${ends}, 'infinity') > ${starts} + interval '1 millisecond'`
  }
  return sql<number | null>`(select case when min(h.price_minor) > ${price} then min(h.price_minor) end
    from (
      select price_minor from pricing.prices h where ${before('h')}
      union all
      select price_minor from pricing.windows w where ${before('w')}
    ) h
    where ${since} > ${at}::timestamptz - interval '30 days')`
}

/** What variants cost when they were sold last, of those that ever were. */
export async function lastPrices(tx: Tx, variantIds: number[]): Promise<{ variant_id: number; price_minor: number }[]> {
  if (variantIds.length === 0) return []
  const { rows } = await sql<{ variant_id: number; price_minor: number }>`
    select distinct on (variant_id) variant_id, price_minor from pricing.prices
    where variant_id = any(${variantIds}::bigint[]) order by variant_id, starts_at desc`.execute(tx)
  return rows
}
