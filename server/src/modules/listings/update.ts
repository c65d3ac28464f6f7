import type { Call, FieldError, OwnProduct, listings } from '@mortar/contract'
import { publish } from '../../kernel/facts.ts'
import type { Tx } from '../../kernel/database.ts'
import { Refusal } from '../../kernel/refusal.ts'
import { isCategory, lockProduct, updateProduct, variantsOf } from '../catalogue/index.ts'
import { setPrices } from '../pricing/index.ts'
import { repeats, unknownCategory } from './check.ts'
import { ownProduct } from './views.ts'
import { must } from '../../kernel/must.ts'

type Changes = Call<typeof listings.update_product>['body']
type Variant = { id: number; sku: string }

/**
 * Changes what is given of a product of the shop; its slug stays. Refuses `not_found`, `invalid_input` (category, prices
 * that name no variant), `product_name_taken`.
 */
export async function changeProduct(
  tx: Tx,
  shopId: number | null,
  slug: string,
  changes: Changes,
  at: Date,
): Promise<OwnProduct> {
  const product = await lockProduct(tx, shopId, slug)
  const { price, variants: priced, ...plain } = changes
  const variants = price === undefined && priced === undefined ? [] : await variantsOf(tx, product.id)
  const errors = [
    ...(plain.category === undefined || (await isCategory(tx, plain.category)) ? [] : [unknownCategory]),
    ...priceFaults(changes, variants),
  ]
  if (errors.length > 0) throw new Refusal('invalid_input', { errors })
  if (Object.keys(plain).length > 0) await updateProduct(tx, product, plain)
  const prices = pricesOf(changes, variants)
  const ofProduct = { product_id: product.id }
  if (prices.length > 0)
    await setPrices(
      tx,
      product.shop_id,
      prices.map((each) => ({ ...ofProduct, ...each })),
      at,
    )
  if (Object.keys(changes).length > 0)
    await publish(tx, 'product.changed', { ...ofProduct, shop_id: product.shop_id, slug })
  return ownProduct(tx, product.shop_id, slug, at)
}

function priceFaults({ price, variants: priced = [] }: Changes, variants: Variant[]): FieldError[] {
  const skus = new Set(variants.map((variant) => variant.sku))
  const unclear = price !== undefined && (variants.length > 1 || priced.length > 0)
  return [
    ...(unclear
      ? [{ field: 'price', code: 'ambiguous' as const, message: 'each variant has its own: give `variants` alone' }]
      : []),
    ...repeats(
      priced.map((each) => each.sku),
      'sku',
    ),
    ...priced.flatMap(({ sku }, i) =>
      skus.has(sku)
        ? []
        : [{ field: `variants.${i}.sku`, code: 'unknown' as const, message: 'is not a variant of this product' }],
    ),
  ]
}

function pricesOf({ price, variants: priced = [] }: Changes, variants: Variant[]) {
  const only = price === undefined ? [] : variants.map(({ id }) => ({ variant_id: id, price_minor: price }))
  const ids = new Map(variants.map(({ id, sku }) => [sku, id]))
  return [
    ...only,
    ...priced.map((each) => ({
      variant_id: must(ids.get(each.sku), 'a variant that was checked'),
      price_minor: each.price,
    })),
  ]
}
