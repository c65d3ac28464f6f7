import type { AddressInput, SavedAddress } from '@mortar/contract'
import { sql, sendUnread, type Tx } from '../../kernel/database.ts'
import { Refusal, found } from '../../kernel/refusal.ts'
import {
  dropAddress,
  dropDefault,
  insertAddress,
  makeNewestDefault,
  setAddress,
  type GivenAddress,
} from './store/addresses.ts'

const most = 20

/** The default first, then the newest. */
export async function listAddresses(tx: Tx, userId: number): Promise<{ results: SavedAddress[] }> {
  const { rows } = await sql<SavedAddress>`
    select id, is_default, address from people.addresses where user_id = ${userId}
    order by is_default desc, created_at desc, id`.execute(tx)
  return { results: rows }
}

/** The first is the default, whatever is asked. Refuses `too_many` beyond twenty. */
export async function createAddress(tx: Tx, userId: number, given: GivenAddress, at: Date): Promise<SavedAddress> {
  const count = await lockAddresses(tx, userId)
  if (count >= most) throw new Refusal('too_many', { detail: `A person has at most ${most} addresses.` })
  const is_default = count === 0 || given.is_default === true
  if (is_default) await dropDefault(tx, userId)
  return insertAddress(tx, userId, { ...given, is_default }, at)
}

/**
 * Changes what is given. Another default takes the place of the old one; `is_default: false` changes nothing, since one is
 * the default as long as there are any: make another it. Refuses `not_found` for what is not theirs.
 */
export async function updateAddress(
  tx: Tx,
  userId: number,
  id: string,
  { address, is_default = false }: Partial<GivenAddress>,
): Promise<SavedAddress> {
  await lockAddresses(tx, userId)
  if (is_default) await dropDefault(tx, userId)
  return found(await setAddress(tx, userId, id, { ...(address !== undefined && { address }), is_default }))
}

/** Of what is left the newest becomes the default, should this have been it. Refuses `not_found` for what is not theirs. */
export async function deleteAddress(tx: Tx, userId: number, id: string): Promise<void> {
  await lockAddresses(tx, userId)
  const dropped = found(await dropAddress(tx, userId, id))
  if (dropped.is_default) await makeNewestDefault(tx, userId)
}

/** For a checkout, which copies it. Undefined when there is none of this id, or it is another's. */
export async function savedAddress(tx: Tx, userId: number, id: string): Promise<AddressInput | undefined> {
  const { rows } = await sql<{ address: AddressInput }>`
    select address from people.addresses where id = ${id} and user_id = ${userId}`.execute(tx)
  return rows[0]?.address
}

/**
 * Changes of one person's addresses happen one after the other, under the lock of the person's row. Answers how many there
 * are, counted once the lock was had. Refuses `session_ended` to somebody who was deleted meanwhile.
 */
async function lockAddresses(tx: Tx, userId: number): Promise<number> {
  await sendUnread(tx, sql`select from people.users where id = ${userId} for no key update`)
  const { rows } = await sql<{ count: number }>`
    select (select count(*) from people.addresses where user_id = u.id) as count
    from people.users u where u.id = ${userId} and u.deleted_at is null`.execute(tx)
  const row = rows[0]
  if (row === undefined) throw new Refusal('session_ended')
  return row.count
}
