import type { RawBuilder } from 'kysely'
import { sql } from '../../kernel/database.ts'
import type { Value } from '../../kernel/statement.ts'

/** A country, and the part of it where it has rates of its own, if any. */
export type Place = { country: Value<string | null>; region: Value<string | null> }

/**
 * The rate in basis points that the product `p` of the shop `s` bears, in the statement around it: of the place where the shop
 * accounts for it, of the product's class, on the shop's own day. That place is the shop's own, unless the goods go to a country
 * where the shop accounts for tax as well (`taxed_abroad`). A region's own rate goes before its country's. Null: there is none.
 */
export function taxRate(at: Value<Date>, destination: Place | null = null): RawBuilder<number | null> {
  const today = sql`(${at}::timestamptz at time zone s.time_zone)::date`
  const rateIn = (country: RawBuilder<unknown>, region: RawBuilder<unknown>) => sql<number | null>`(
    select t.rate_bps from pricing.tax t
    where t.country = ${country} and t.tax_class = p.tax_class and t.region in ('', ${region}) and t.starts_on <= ${today}
    order by t.region <> '' desc, t.starts_on desc limit 1)`
  const own = rateIn(sql`s.country`, sql`coalesce(s.address ->> 'region', '')`)
  if (destination === null) return own
  const { country, region } = destination
  return sql<number | null>`coalesce(
    case when ${country}::text is not null and ${country} <> s.country and exists (select from pricing.taxed_abroad a
      where a.shop_id = s.id and a.country = ${country} and a.starts_on <= ${today})
      then ${rateIn(sql`${country}`, sql`coalesce(${region}::text, '')`)} end,
    ${own})`
}
