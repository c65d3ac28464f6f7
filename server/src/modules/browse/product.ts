import type { Medicine, Product } from '@mortar/contract'
import { sql, type Tx } from '../../kernel/database.ts'
import { dayOf } from '../../kernel/instant.ts'
import { found } from '../../kernel/refusal.ts'
import { statement, type Value } from '../../kernel/statement.ts'
import { medicineJson } from '../catalogue/index.ts'
import { firstExpiryOf, stockOf } from '../inventory/index.ts'
import { deliveryDays } from '../orders/index.ts'
import { deliveryTerms, lowestPrice30d, priceAt, taxRate } from '../pricing/index.ts'
import { isPublic, withOffers } from './selections.ts'

type Row = Omit<Product, 'shop' | 'in_stock'> & {
  shop_slug: string
  shop_name: string
  is_verified: boolean
  medicine: Medicine | null
}

/** One public product, in one statement. Refuses `not_found`, also for what is there but not for sale. */
export async function getProduct(tx: Tx, slug: string, at: Date): Promise<Product> {
  const [row] = await productNamed(tx, { slug, at, day: dayOf(at) })
  const { shop_slug, shop_name, is_verified, ...product } = found(row)
  const shop = { slug: shop_slug, name: shop_name, is_verified }
  return { ...product, shop, in_stock: product.stock > 0 }
}

/**
 * The variants of a product in their order, with what they cost and what there is of them; and over all of them. The offset has each
 * worked out once, and not wherever it is named.
 */
const variantsOf = (productId: string, at: Value<Date>, day: Value<string>) => sql`
  select sum(stock) as stock, min(earliest_expiry) as earliest_expiry,
    (array_agg(lowest_price_30d order by price_minor, position))[1] as lowest_price_30d,
    jsonb_agg(jsonb_build_object('sku', sku, 'options', options, 'gtin', gtin, 'price', price_minor,
      'lowest_price_30d', lowest_price_30d, 'stock', stock) order by position) as variants
  from (
    select x.sku, x.options, x.gtin, x.position, c.price_minor, ${lowestPrice30d('x.id', 'c', at)} as lowest_price_30d,
      ${stockOf('x.id', day)} as stock, ${firstExpiryOf('x.id', day)} as earliest_expiry
    from catalogue.variants x cross join lateral ${priceAt('x.id', at)} c
    where x.product_id = ${sql.ref(productId)}
    offset 0
  ) of_product`

const productNamed = statement<{ slug: string; at: Date; day: string }, Row>(
  ({ slug, at, day }) => sql`
    select p.slug, p.name, s.slug as shop_slug, s.name as shop_name, s.is_verified, p.category, o.price_minor as price,
      s.currency, p.rating, p.rating_count, p.description, p.created_at, ${taxRate(at)} as tax_rate, ${medicineJson()} as medicine,
      v.lowest_price_30d, v.stock, v.variants, v.earliest_expiry, ${deliveryTerms(deliveryDays)} as delivery
    from ${withOffers(at)}
    left join catalogue.medicines m on m.gtin = p.gtin
    left join pricing.delivery d on d.shop_id = s.id
    cross join lateral (${variantsOf('p.id', at, day)}) v
    where p.slug = ${slug} and ${isPublic}`,
)
