import type { Call, FieldError, OwnProduct, listings } from '@mortar/contract'
import { publish } from '../../kernel/facts.ts'
import type { Tx } from '../../kernel/database.ts'
import { Refusal } from '../../kernel/refusal.ts'
import { isCategory, lockProduct, updateProduct, variantsOf, type KnownVariant } from '../catalogue/index.ts'
import { setPrices } from '../pricing/index.ts'
import { repeats, unknownCategory } from './check.ts'
import { archive, archivingFaults } from './variants.ts'
import { ownProduct } from './views.ts'
import { must } from '../../kernel/must.ts'

type Changes = Call<typeof listings.update_product>['body']

/**
 * Changes what is given of a product of the shop; its slug stays. A variant that is archived is sold no more, and comes back at
 * its last price or a new one. Refuses `not_found`, `invalid_input` (category, prices that name no variant, the last variant),
 * `product_name_taken`, `gtin_taken`, `too_many`.
 */
export async function changeProduct(
  tx: Tx,
  shopId: number | null,
  slug: string,
  changes: Changes,
  at: Date,
): Promise<OwnProduct> {
  const product = await lockProduct(tx, shopId, slug)
  const { price, variants: changed = [], ...plain } = changes
  const asks = price !== undefined || changed.length > 0
  const variants = asks ? await variantsOf(tx, product.id) : []
  const errors = [
    ...(plain.category === undefined || (await isCategory(tx, plain.category)) ? [] : [unknownCategory]),
    ...priceFaults(changes, variants),
    ...archivingFaults(changed, variants),
  ]
  if (errors.length > 0) throw new Refusal('invalid_input', { errors })
  // Whoever makes a listing waits for its packs first and for its name then.
  const back = await archive(tx, product, changed, variants, at)
  if (Object.keys(plain).length > 0) await updateProduct(tx, product, plain)
  const prices = [...pricesOf(changes, variants), ...back]
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

function priceFaults({ price, variants: priced = [] }: Changes, variants: KnownVariant[]): FieldError[] {
  const skus = new Set(variants.map((variant) => variant.sku))
  const sold = variants.filter((variant) => !variant.is_archived)
  const unclear = price !== undefined && (sold.length > 1 || priced.length > 0)
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

function pricesOf({ price, variants: priced = [] }: Changes, variants: KnownVariant[]) {
  const sold = variants.filter((variant) => !variant.is_archived)
  const only = price === undefined ? [] : sold.map(({ id }) => ({ variant_id: id, price_minor: price }))
  const ids = new Map(variants.map(({ id, sku }) => [sku, id]))
  return [
    ...only,
    ...priced.flatMap(({ sku, price: each }) =>
      each === undefined ? [] : [{ variant_id: must(ids.get(sku), 'a variant that was checked'), price_minor: each }],
    ),
  ]
}
