import type { Tx } from '../../kernel/database.ts'
import { Refusal } from '../../kernel/refusal.ts'
import { shopById, type SellingShop } from './views.ts'

/** The person's shop, if it may sell. Refuses `shop_not_approved` for a shop in any other state. */
export async function mustSell(tx: Tx, shopId: number | null): Promise<SellingShop> {
  const shop = await shopById(tx, shopId)
  if (shop === undefined || shop.status !== 'approved')
    throw new Refusal('shop_not_approved', { detail: `The shop is ${shop?.status ?? 'gone'}.` })
  return shop
}
