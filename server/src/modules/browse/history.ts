import { sql, type Tx } from '../../kernel/database.ts'
import { cutTo, readPage, type Paging } from '../../kernel/page.ts'
import { found } from '../../kernel/refusal.ts'
import { isPublic, ofShops } from './selections.ts'

export type PricePoint = { price: number; from: string; to: string | null }

/** What is shown of a product's past beside the product itself. */
const recent = sql.lit(100)

/** What has been asked for a variant: its prices, and those for a time that have begun. */
const asked = (variantId: string, at: Date) => sql`(
  select price_minor, starts_at, ends_at from pricing.prices where variant_id = ${sql.ref(variantId)}
  union all
  select price_minor, starts_at, ends_at from pricing.windows
  where variant_id = ${sql.ref(variantId)} and starts_at <= ${at})`

/** Every price of a public product, the newest first. Refuses `not_found`. */
export async function priceHistory(tx: Tx, slug: string, paging: Paging, at: Date) {
  const { rows } = await sql<{ id: number; currency: string }>`
    select p.id, s.currency from ${ofShops} where p.slug = ${slug} and ${isPublic}`.execute(tx)
  const { id, currency } = found(rows[0])
  const all = sql`catalogue.variants v cross join lateral ${asked('v.id', at)} h where v.product_id = ${id}`
  const page = sql`select h.price_minor as price, h.starts_at as "from", h.ends_at as "to", v.sku as variant
    from ${all} order by h.starts_at desc, v.position, h.price_minor ${cutTo(paging)}`
  const list = { page, count: sql`select count(*) from ${all}`, fixed: true }
  return { currency, ...(await readPage<PricePoint & { variant: string }>(tx, list)) }
}

/** The latest prices of several products, by product, the newest first. */
export async function recentPrices(tx: Tx, productIds: number[], at: Date): Promise<Map<number, PricePoint[]>> {
  const { rows } = await sql<PricePoint & { product_id: number }>`
    select wanted.product_id, h.* from unnest(${productIds}::bigint[]) wanted (product_id)
    cross join lateral (
      select h.price_minor as price, h.starts_at as "from", h.ends_at as "to"
      from catalogue.variants v cross join lateral ${asked('v.id', at)} h
      where v.product_id = wanted.product_id
      order by h.starts_at desc, v.position, h.price_minor limit ${recent}
    ) h
    order by wanted.product_id, h."from" desc`.execute(tx)
  const points = new Map<number, PricePoint[]>(productIds.map((id) => [id, []]))
  for (const { product_id, ...point } of rows) points.get(product_id)?.push(point)
  return points
}
