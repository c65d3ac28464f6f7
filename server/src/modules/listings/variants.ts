import type { Call, FieldError, OwnProduct, listings } from '@mortar/contract'
import type { Tx } from '../../kernel/database.ts'
import { publish } from '../../kernel/facts.ts'
import { must } from '../../kernel/must.ts'
import { Refusal } from '../../kernel/refusal.ts'
import { addVariants, archiveVariants, lockProduct, variantsOf, type KnownVariant } from '../catalogue/index.ts'
import { receive } from '../inventory/index.ts'
import { endPricesOf, insertPrices, lastPrices } from '../pricing/index.ts'
import { mustSell } from '../shops/index.ts'
import { checkVariants, optionsKey } from './check.ts'
import { packOf, packsIn, refuseSoldAlready } from './packs.ts'
import { ownProduct } from './views.ts'

type More = Call<typeof listings.add_variants>['body']
type Change = { sku: string; price?: number | undefined; is_archived?: boolean | undefined }

/** What a product is sold in at once, besides what it was sold in. */
const most = 250

/**
 * Adds variants to a product of the shop, with their prices and first lots, all or nothing; they are on sale with it. Refuses
 * `not_found`, `shop_not_approved`, `invalid_input` (variants that repeat, another medicine, expiry), `sku_taken`, `gtin_taken`,
 * `too_many`.
 */
export async function moreVariants(
  tx: Tx,
  shopId: number | null,
  slug: string,
  more: More,
  at: Date,
): Promise<OwnProduct> {
  const shop = await mustSell(tx, shopId)
  const product = await lockProduct(tx, shop.id, slug)
  const known = await variantsOf(tx, product.id)
  const sold = known.filter((variant) => !variant.is_archived)
  const usage_days = await checkVariants(tx, product, sold, more, at)
  mustFit(sold.length + more.variants.length)
  await refuseSoldAlready(tx, shop.id, packsIn(more.variants), product.id)
  const added = await addVariants(tx, product, more.variants, (known.at(-1)?.position ?? -1) + 1)
  const made = added.flatMap(({ id }, i) => (more.variants[i] === undefined ? [] : [{ ...more.variants[i], id }]))
  const price = { shop_id: shop.id, product_id: product.id, starts_at: at, ends_at: null }
  await insertPrices(
    tx,
    made.map((variant) => ({ ...price, variant_id: variant.id, price_minor: variant.price })),
    at,
  )
  const lot = { shop_id: shop.id, expires_on: more.expiry_date ?? null, usage_days }
  const lots = made.filter(({ stock }) => stock > 0)
  if (lots.length > 0) {
    const received = lots.map(({ id, stock }) => ({ ...lot, variant_id: id, quantity: stock }))
    await receive(tx, received, `listing:${product.id}:${must(added[0], 'a variant that was added').id}`, at)
  }
  await publish(tx, 'product.changed', { product_id: product.id, shop_id: shop.id, slug })
  return ownProduct(tx, shop.id, slug, at)
}

function mustFit(count: number): void {
  if (count > most) throw new Refusal('too_many', { detail: `A product is sold in at most ${most} variants.` })
}

/** What is wrong with taking variants out or bringing them back: one has to stay, and no two may be told by the same. */
export function archivingFaults(changes: readonly Change[], known: readonly KnownVariant[]): FieldError[] {
  const wanted = new Map(changes.map(({ sku, is_archived }) => [sku, is_archived]))
  const sold = known.filter(({ sku, is_archived }) => !(wanted.get(sku) ?? is_archived))
  return changes.flatMap(({ sku, price, is_archived }, i): FieldError[] => {
    const variant = known.find((one) => one.sku === sku)
    if (variant === undefined) return []
    const isGone = is_archived ?? variant.is_archived
    if (isGone && price !== undefined) return fault(i, 'invalid', 'is the price of a variant that is not sold', 'price')
    if (isGone) return sold.length > 0 ? [] : fault(i, 'invalid', 'one is left: take the product off sale')
    if (!variant.is_archived) return []
    if (sold.some((one) => one !== variant && optionsKey(one.options) === optionsKey(variant.options)))
      return fault(i, 'repeated', 'another is told by the same options')
    const pack = packOf(variant.gtin)
    return pack !== undefined && sold.some((one) => one !== variant && packOf(one.gtin) === pack)
      ? fault(i, 'repeated', 'another bears the same GTIN')
      : []
  })
}

const fault = (at: number, code: 'invalid' | 'repeated', message: string, part = 'is_archived'): FieldError[] => [
  { field: `variants.${at}.${part}`, code, message },
]

/**
 * Takes out and brings back what is asked for; answers what those cost that came back without a price: what they did. Refuses
 * `gtin_taken`, `too_many`.
 */
export async function archive(
  tx: Tx,
  product: { id: number; shop_id: number },
  changes: readonly Change[],
  known: readonly KnownVariant[],
  at: Date,
): Promise<{ variant_id: number; price_minor: number }[]> {
  const moved = changes.flatMap(({ sku, is_archived, price }, i) =>
    known
      .filter((variant) => variant.sku === sku && is_archived !== undefined && is_archived !== variant.is_archived)
      .map(({ id, gtin }) => ({ id, gtin, is_archived, price, field: `variants.${i}.is_archived` })),
  )
  const gone = moved.filter(({ is_archived }) => is_archived === true).map(({ id }) => id)
  const back = moved.filter(({ is_archived }) => is_archived === false)
  const staying = known.filter(({ is_archived }) => !is_archived).length - gone.length
  if (back.length > 0) mustFit(staying + back.length)
  const packs = back.flatMap(({ gtin, field }) => (gtin === null ? [] : [{ gtin, field }]))
  await archiveVariants(tx, gone, at)
  if (gone.length > 0) await endPricesOf(tx, product.id, gone, at)
  await refuseSoldAlready(tx, product.shop_id, packs, product.id)
  await archiveVariants(
    tx,
    back.map(({ id }) => id),
    null,
  )
  return lastPrices(
    tx,
    back.filter(({ price }) => price === undefined).map(({ id }) => id),
  )
}
