import type { CodePurpose } from '@mortar/contract/facts'
import { sql, sendUnread, type Tx } from '../../../kernel/database.ts'

/** For somebody, or for whoever has an e-mail address, if anybody has and the code would prove something. */
export type Whose = { user_id: number } | { email: string }

/** True of a person `u`. */
export const person = (whose: Whose) =>
  'user_id' in whose ? sql`u.id = ${whose.user_id}` : sql`u.email_key = lower(${whose.email})`

/** What a code's row is for. */
export const rowOf = (purpose: CodePurpose, device: string | null = null) =>
  device === null ? purpose : `${purpose} ${device}`

/** The same, without whose device. */
export const purposeOfRow = sql<CodePurpose>`split_part(purpose, ' ', 1)`

/** A code `c` of a person `u` that still proves something: what was sent to an address that is theirs no more does not. */
export const isOpen = (at: Date) => sql`c.user_id = u.id and c.used_at is null and c.expires_at > ${at}
  and u.blocked_at is null and u.deleted_at is null and (c.purpose = 'new_email' or lower(c.target) = u.email_key)`

type NewCode = { purpose: CodePurpose; nonce: string; expires_at: Date }
/** `device`: one that the account knows, whose codes nobody else asks for or takes the place of. */
type Issued = NewCode & { target: string | undefined; device: string | null }

/**
 * In place of an older one, unless as many were sent of late as may be. Answers whose it is; null where there is nobody, or nothing
 * to prove. Whoever is being deleted or kept out is waited for.
 */
export async function upsertCode(
  tx: Tx,
  whose: Whose,
  { purpose, device, nonce, target, expires_at }: Issued,
  sends: { most: number; per_s: number },
  at: Date,
): Promise<number | null> {
  const counted = new Date(at.getTime() - sends.per_s * 1000)
  const { rows } = await sql<{ user_id: number }>`
    insert into people.codes as c (user_id, purpose, nonce, target, expires_at, sends_since)
    select u.id, ${rowOf(purpose, device)}, ${nonce}, coalesce(${target ?? null}, u.email), ${expires_at}, ${at}
    from people.users u
    where ${person(whose)} and u.blocked_at is null and u.deleted_at is null
      and (${purpose} <> 'verify_email' or u.email_verified_at is null)
    for key share of u
    on conflict (user_id, purpose) do update
    set nonce = excluded.nonce, target = excluded.target, expires_at = excluded.expires_at, used_at = null,
      sends = case when c.sends_since <= ${counted} then 1 else c.sends + 1 end,
      sends_since = case when c.sends_since <= ${counted} then ${at} else c.sends_since end
    where c.sends < ${sql.lit(sends.most)} or c.sends_since <= ${counted}
    returning user_id`.execute(tx)
  return rows[0]?.user_id ?? null
}

export async function insertCode(
  tx: Tx,
  userId: number,
  { purpose, nonce, target, expires_at }: NewCode & { target: string },
  at: Date,
): Promise<void> {
  await sendUnread(
    tx,
    sql`insert into people.codes (user_id, purpose, nonce, target, expires_at, sends_since)
    values (${userId}, ${purpose}, ${nonce}, ${target}, ${expires_at}, ${at})`,
  )
}

/** Compare and set: answers how many of them still proved something. */
export async function spendCodes(tx: Tx, userId: number, nonces: string[], at: Date): Promise<number> {
  const { rows } = await sql`
    update people.codes c set used_at = ${at} from people.users u
    where u.id = ${userId} and ${isOpen(at)} and c.nonce = any(${nonces}) returning 1`.execute(tx)
  return rows.length
}

/** Whatever was mailed before a change of password or address proves nothing after it. */
export async function endCodes(tx: Tx, userId: number, at: Date): Promise<void> {
  await sendUnread(tx, sql`update people.codes set used_at = ${at} where user_id = ${userId} and used_at is null`)
}

/** Codes that ran out before then. */
export async function forgetCodes(tx: Tx, before: Date): Promise<void> {
  await sql`delete from people.codes where expires_at < ${before}`.execute(tx)
}

export async function dropCodes(tx: Tx, userId: number): Promise<void> {
  await sendUnread(tx, sql`delete from people.codes where user_id = ${userId}`)
}
