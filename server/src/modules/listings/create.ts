import type { Call, OwnProduct, listings } from '@mortar/contract'
import { publish } from '../../kernel/facts.ts'
import type { Tx } from '../../kernel/database.ts'
import { insertProduct, supplyOf } from '../catalogue/index.ts'
import { receive } from '../inventory/index.ts'
import { insertPrices } from '../pricing/index.ts'
import { mustSell } from '../shops/index.ts'
import { checkListing } from './check.ts'
import { packsIn, refuseSoldAlready } from './packs.ts'
import { ownProduct } from './views.ts'
import { must } from '../../kernel/must.ts'

export type Listing = Call<typeof listings.create_product>['body']

/**
 * Lists a product: what it is, what it costs and its first lots, all or nothing; it is on sale at once.
 * Refuses `shop_not_approved`, `invalid_input` (category, GTINs, expiry, variants that repeat), `product_name_taken`,
 * `sku_taken`, `gtin_taken`.
 */
export async function createProduct(tx: Tx, shopId: number | null, listing: Listing, at: Date): Promise<OwnProduct> {
  const shop = await mustSell(tx, shopId)
  const medicine = await checkListing(tx, listing, at)
  const itself = medicine === undefined ? [] : [{ gtin: medicine.gtin, field: 'gtin' }]
  await refuseSoldAlready(tx, shop.id, [...itself, ...packsIn(listing.variants ?? [])], null)
  const supply = supplyOf(medicine)
  const { name, description = null, category, low_stock_at } = listing
  const variants = variantsOfListing(listing)
  const product = await insertProduct(
    tx,
    { shop_id: shop.id, name, description, category, gtin: medicine?.gtin ?? null, ...supply, low_stock_at, variants },
    at,
    listing.variants === undefined ? () => 'sku' : undefined,
  )
  const made = variants.map((variant, i) => ({
    ...variant,
    id: must(product.variants[i], 'a variant that was made').id,
  }))
  const price = { shop_id: shop.id, product_id: product.id, starts_at: at, ends_at: null }
  await insertPrices(
    tx,
    made.map((variant) => ({ ...price, variant_id: variant.id, price_minor: variant.price })),
    at,
  )
  const lot = { shop_id: shop.id, expires_on: listing.expiry_date ?? null, usage_days: supply.usage_days }
  const lots = made.filter((variant) => variant.stock > 0)
  if (lots.length > 0)
    await receive(
      tx,
      lots.map(({ id, stock }) => ({ ...lot, variant_id: id, quantity: stock })),
      `listing:${product.id}`,
      at,
    )
  await publish(tx, 'product.changed', { product_id: product.id, shop_id: shop.id, slug: product.slug })
  return ownProduct(tx, shop.id, product.slug, at)
}

/** A product without variants of its own has the one that is bought, stocked and priced. */
function variantsOfListing({ variants, sku, gtin, price, stock }: Listing) {
  return variants ?? [{ sku, options: {}, gtin, price: must(price, 'the price of what has no variants'), stock }]
}
