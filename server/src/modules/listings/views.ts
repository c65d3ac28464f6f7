import type { OwnProduct } from '@mortar/contract'
import { sql, type Tx } from '../../kernel/database.ts'
import { dayOf } from '../../kernel/instant.ts'
import { found } from '../../kernel/refusal.ts'
import { medicineJson } from '../catalogue/index.ts'
import { firstExpiryOf, stockOf } from '../inventory/index.ts'
import { lowestPrice30d, priceAt, taxRate } from '../pricing/index.ts'

/** A product of the shop as its people see it, live or not, in one statement. Refuses `not_found`. */
export async function ownProduct(tx: Tx, shopId: number | null, slug: string, at: Date): Promise<OwnProduct> {
  const { rows } = await sql<OwnProduct>`
    select p.slug, p.name, jsonb_build_object('slug', s.slug, 'name', s.name, 'is_verified', s.is_verified) as shop,
      p.category, o.price_minor as price, s.currency, v.stock, v.stock > 0 as in_stock, p.rating, p.rating_count,
      ${medicineJson('m')} as medicine, p.description, v.lowest_price_30d,
      ${taxRate(at)} as tax_rate, v.variants, v.archived, v.earliest_expiry, p.created_at, p.is_live, v.on_hand, v.held, p.low_stock_at
    from catalogue.products p
    join shops.shops s on s.id = p.shop_id
    join pricing.offers o on o.product_id = p.id
    left join catalogue.medicines m on m.gtin = p.gtin
    cross join lateral (${variantsWithStock(at)}) v
    where p.shop_id = ${shopId} and p.slug = ${slug} and p.deleted_at is null`.execute(tx)
  return found(rows[0])
}

/** Of the product `p`: its variants, those that are sold and those that are not, and what it has over all of them. */
const variantsWithStock = (at: Date) => sql`
  select coalesce(sum(stock) filter (where ${isSold}), 0) as stock, sum(on_hand) as on_hand, sum(held) as held,
    min(earliest_expiry) filter (where ${isSold}) as earliest_expiry,
    (array_agg(each.lowest_price_30d order by price_minor, position) filter (where ${isSold}))[1] as lowest_price_30d,
    coalesce(jsonb_agg(variant order by position) filter (where ${isSold}), '[]') as variants,
    coalesce(jsonb_agg(variant order by position) filter (where not ${isSold}), '[]') as archived
  from (
    select x.archived_at, x.position, c.price_minor, each.*, l.on_hand, l.held, jsonb_build_object('sku', x.sku, 'options', x.options,
      'gtin', x.gtin, 'price', c.price_minor, 'lowest_price_30d', each.lowest_price_30d, 'stock', case when ${isSold} then each.stock else 0 end) as variant
    from catalogue.variants x
    cross join lateral (
      select * from pricing.prices where variant_id = x.id order by starts_at desc limit 1
    ) c
    left join lateral ${priceAt('x.id', at)} now on true
    cross join lateral (
      select ${stockOf('x.id', dayOf(at))} as stock, ${firstExpiryOf('x.id', dayOf(at))} as earliest_expiry,
        ${lowestPrice30d('x.id', 'now', at)} as lowest_price_30d
    ) each
    cross join lateral (
      select coalesce(sum(on_hand), 0) as on_hand, coalesce(sum(held), 0) as held
      from inventory.lots where variant_id = x.id
    ) l
    where x.product_id = p.id
  ) each`

const isSold = sql`(archived_at is null)`
