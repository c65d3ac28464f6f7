import { publish } from '../../kernel/facts.ts'
import type { Tx } from '../../kernel/database.ts'
import { lockProduct, removeProduct } from '../catalogue/index.ts'
import { endPrices } from '../pricing/index.ts'

/** Takes a product off the market for good: orders keep what they copied, its lots stay where they are. Refuses `not_found`. */
export async function deleteProduct(tx: Tx, shopId: number | null, slug: string, at: Date): Promise<void> {
  const product = await lockProduct(tx, shopId, slug)
  await removeProduct(tx, product.id, at)
  await endPrices(tx, product.id, at)
  await publish(tx, 'product.changed', { product_id: product.id, shop_id: product.shop_id, slug })
}
