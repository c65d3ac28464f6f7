import type { User } from '@mortar/contract'
import type { Tx } from '../../kernel/database.ts'
import { createUser, grant, type Registration } from '../people/index.ts'
import { checkProfile, registerShop, type RegisteredShop, type ShopProfile } from './register.ts'

/**
 * A person and the shop they own, in one transaction. Refuses `invalid_input` for the shop before it looks at names that
 * may be taken: `email_taken`, `username_taken`.
 */
export async function registerShopkeeper(
  tx: Tx,
  { shop: profile, ...person }: Registration & { shop: ShopProfile },
  at: Date,
): Promise<{ user: User; shop: RegisteredShop }> {
  await checkProfile(tx, profile)
  const { id: owner_id, user } = await createUser(tx, person, 'shopkeeper', at)
  const { id, ...shop } = await registerShop(tx, { ...profile, owner_id }, at)
  await grant(tx, owner_id, 'shopkeeper', id)
  return { user, shop }
}
