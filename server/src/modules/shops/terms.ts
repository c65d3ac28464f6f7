import type { Tx } from '../../kernel/database.ts'
import { audit } from '../people/index.ts'
import { found } from '../../kernel/refusal.ts'
import { setTerms, type ShopTerms } from './store.ts'

type By = { person: { id: number; shop_id: number | null }; ip: string }

/** How a shop deals with orders: what is given changes, and is audited. */
export async function changeTerms(tx: Tx, given: Partial<ShopTerms>, { person, ip }: By, at: Date): Promise<void> {
  const { slug, before, after } = found(await setTerms(tx, person.shop_id, given))
  await audit(tx, { actor_id: person.id, action: 'shop.terms', target: `shop:${slug}`, before, after, ip }, at)
}
