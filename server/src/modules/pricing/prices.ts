import type { Tx } from '../../kernel/database.ts'
import {
  closeAll,
  closeChanged,
  closeOf,
  insertPriceRows,
  lockOffers,
  openMissing,
  refreshOffers,
  refreshTimes,
  upsertDelivery,
  type Delivery,
  type PriceRow,
} from './store.ts'

export type { Delivery, PriceRow }

export type PriceChange = { product_id: number; variant_id: number; price_minor: number }

/** Sets prices of a shop from now on, each variant once. One that has this price already keeps it, and its date. */
export async function setPrices(tx: Tx, shopId: number, changes: PriceChange[], at: Date): Promise<void> {
  const products = [...new Set(changes.map((change) => change.product_id))]
  await lockOffers(tx, products)
  await closeChanged(tx, changes, at)
  await openMissing(tx, shopId, changes, at)
  await refreshOffers(tx, products)
  await refreshTimes(tx, products, at)
}

/**
 * First prices of new variants, with their history if they have one, thousands as easily as one. The row without an end
 * is the current price; each variant has at most one.
 */
export async function insertPrices(tx: Tx, rows: PriceRow[], at: Date): Promise<void> {
  const products = [...new Set(rows.map((row) => row.product_id))]
  await insertPriceRows(tx, rows)
  await refreshOffers(tx, products)
  await refreshTimes(tx, products, at)
}

/** What a product costs from now on: nothing, as it is not offered any more. */
export async function endPrices(tx: Tx, productId: number, at: Date): Promise<void> {
  await lockOffers(tx, [productId])
  await closeAll(tx, productId, at)
}

/** What variants cost from now on: nothing, as they are not offered any more. At least one of the product's has to be. */
export async function endPricesOf(tx: Tx, productId: number, variantIds: number[], at: Date): Promise<void> {
  await lockOffers(tx, [productId])
  await closeOf(tx, variantIds, at)
  await refreshOffers(tx, [productId])
  await refreshTimes(tx, [productId], at)
}

/** What shops ask for bringing an order, and from which amount on they ask nothing. */
export async function setDelivery(tx: Tx, rows: Delivery[]): Promise<void> {
  await upsertDelivery(tx, rows)
}
