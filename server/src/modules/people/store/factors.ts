import type { FactorMethod } from '@mortar/contract'
import { sql, sendUnread, type Tx } from '../../../kernel/database.ts'

/** What is begun in place of what was begun before. False where one is on, or the account is gone. */
export async function beginFactor(
  tx: Tx,
  userId: number,
  { method, secret }: { method: FactorMethod; secret: Buffer | null },
): Promise<boolean> {
  const { rows } = await sql`
    insert into people.second_factors as f (user_id, method, secret)
    select id, ${method}, ${secret}
    from people.users where id = ${userId} and deleted_at is null for no key update
    on conflict (user_id) do update set method = excluded.method, secret = excluded.secret, last_step = 0
    where f.confirmed_at is null
    returning 1`.execute(tx)
  return rows.length === 1
}

export async function turnFactorOn(tx: Tx, userId: number, at: Date): Promise<void> {
  await sendUnread(tx, sql`update people.second_factors set confirmed_at = ${at} where user_id = ${userId}`)
}

/** Compare and set: an app's code counts once, and none before it does any more. */
export async function spendStep(tx: Tx, userId: number, step: number): Promise<boolean> {
  const { rows } = await sql`
    update people.second_factors set last_step = ${step}
    where user_id = ${userId} and last_step < ${step} returning 1`.execute(tx)
  return rows.length === 1
}

/** With its recovery codes. */
export async function deleteFactor(tx: Tx, userId: number): Promise<void> {
  await sendUnread(tx, sql`delete from people.second_factors where user_id = ${userId}`)
  await sendUnread(tx, sql`delete from people.recovery_codes where user_id = ${userId}`)
}

/** In place of those there were. */
export async function setRecoveryCodes(tx: Tx, userId: number, hashes: Buffer[]): Promise<void> {
  await sendUnread(tx, sql`delete from people.recovery_codes where user_id = ${userId}`)
  await sql`
    insert into people.recovery_codes (user_id, hash)
    select ${userId}, unnest(${hashes}::bytea[])`.execute(tx)
}

/** Compare and set: each counts once. */
export async function spendRecoveryCode(tx: Tx, userId: number, hash: Buffer, at: Date): Promise<boolean> {
  const { rows } = await sql`
    update people.recovery_codes set used_at = ${at}
    where user_id = ${userId} and hash = ${hash} and used_at is null returning 1`.execute(tx)
  return rows.length === 1
}
