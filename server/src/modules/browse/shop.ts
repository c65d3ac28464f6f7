import type { ShopPage } from '@mortar/contract'
import { sql, type Tx } from '../../kernel/database.ts'
import { found } from '../../kernel/refusal.ts'
import { deliveryDays } from '../orders/index.ts'
import { deliveryTerms } from '../pricing/index.ts'
import { isOpen, publicFields } from '../shops/index.ts'

/** One open shop, and what it asks for bringing an order. Refuses `not_found`. */
export async function getShop(tx: Tx, slug: string): Promise<ShopPage> {
  const { rows } = await sql<ShopPage>`
    select ${publicFields}, ${deliveryTerms(deliveryDays)} as delivery
    from shops.shops s left join pricing.delivery d on d.shop_id = s.id
    where s.slug = ${slug} and ${isOpen()}`.execute(tx)
  return found(rows[0])
}
