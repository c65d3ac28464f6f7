import type { AddressInput, SavedAddress } from '@mortar/contract'
import { sql, sendUnread, type Tx } from '../../../kernel/database.ts'
import { must } from '../../../kernel/must.ts'

export type GivenAddress = { address: AddressInput; is_default?: boolean | undefined }

export async function insertAddress(
  tx: Tx,
  userId: number,
  { address, is_default = false }: GivenAddress,
  at: Date,
): Promise<SavedAddress> {
  const { rows } = await sql<SavedAddress>`
    insert into people.addresses (user_id, address, is_default, created_at)
    values (${userId}, ${JSON.stringify(address)}::jsonb, ${is_default}, ${at})
    returning id, is_default, address`.execute(tx)
  return must(rows[0], 'an address')
}

/** Undefined for what is not theirs. */
export async function setAddress(
  tx: Tx,
  userId: number,
  id: string,
  { address, is_default = false }: Partial<GivenAddress>,
): Promise<SavedAddress | undefined> {
  const changed = address === undefined ? null : JSON.stringify(address)
  const { rows } = await sql<SavedAddress>`
    update people.addresses
    set address = coalesce(${changed}::jsonb, address), is_default = is_default or ${is_default}
    where id = ${id} and user_id = ${userId}
    returning id, is_default, address`.execute(tx)
  return rows[0]
}

/** Answers whether it was the default; undefined for what is not theirs. */
export async function dropAddress(tx: Tx, userId: number, id: string): Promise<{ is_default: boolean } | undefined> {
  const { rows } = await sql<{ is_default: boolean }>`
    delete from people.addresses where id = ${id} and user_id = ${userId} returning is_default`.execute(tx)
  return rows[0]
}

export async function makeNewestDefault(tx: Tx, userId: number): Promise<void> {
  await sendUnread(
    tx,
    sql`update people.addresses set is_default = true
    where id = (
      select id from people.addresses where user_id = ${userId} order by created_at desc, id limit 1
    )`,
  )
}

export async function dropDefault(tx: Tx, userId: number): Promise<void> {
  await sendUnread(tx, sql`update people.addresses set is_default = false where user_id = ${userId} and is_default`)
}

export async function dropAddresses(tx: Tx, userId: number): Promise<void> {
  await sendUnread(tx, sql`delete from people.addresses where user_id = ${userId}`)
}
