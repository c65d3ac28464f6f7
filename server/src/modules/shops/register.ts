import type { AddressInput, FieldError } from '@mortar/contract'
import type { z } from 'zod'
import type { registeredShop } from '@mortar/contract'
import { publish } from '../../kernel/facts.ts'
import { sql, type Tx } from '../../kernel/database.ts'
import { Refusal } from '../../kernel/refusal.ts'
import { countries, homeCountry } from './countries.ts'
import { insertShop } from './store.ts'

export type ShopProfile = {
  name: string
  phone: string
  category: string
  address?: AddressInput | undefined
  licence?: string | undefined
}
export type RegisteredShop = z.infer<typeof registeredShop>

/**
 * What of a shop's profile only we can judge: its kind and its country. Refuses `invalid_input` with both fields if both
 * are wrong; `path` says where the profile stands in the request.
 */
export async function checkProfile(tx: Tx, shop: ShopProfile, path = 'shop'): Promise<void> {
  const { rows } = await sql`select from shops.categories where slug = ${shop.category}`.execute(tx)
  const errors: FieldError[] = []
  if (rows.length === 0)
    errors.push({ field: `${path}.category`, code: 'unknown', message: 'is not a kind of shop there is' })
  if (shop.address !== undefined && !(shop.address.country in countries))
    errors.push({
      field: `${path}.address.country`,
      code: 'unsupported',
      message: `must be one of ${Object.keys(countries).join(', ')}`,
    })
  if (errors.length > 0) throw new Refusal('invalid_input', { errors })
}

/** Opens a shop that waits for approval. Its profile has been checked; the owner's grant is the caller's to write. */
export async function registerShop(
  tx: Tx,
  { owner_id, address, licence, ...shop }: ShopProfile & { owner_id: number },
  at: Date,
): Promise<RegisteredShop & { id: number }> {
  const country = address?.country ?? homeCountry
  const place = countries[country]
  if (place === undefined) throw new Error(`shops: unchecked country ${country}`)
  const row = { ...shop, ...place, owner_id, country, address: address ?? null, licence: licence ?? null }
  const { id, slug } = await insertShop(tx, row, at)
  await publish(tx, 'shop.registered', { shop_id: id, owner_id, name: shop.name })
  return {
    id,
    slug,
    name: shop.name,
    is_verified: false,
    status: 'pending',
    category: shop.category,
    rating: null,
    rating_count: 0,
  }
}
