import type { Role } from '@mortar/contract'
import type { RawBuilder } from 'kysely'
import { sendUnread, sql, type Tx } from '../../../kernel/database.ts'
import type { Places } from '../../../kernel/statement.ts'

export type EndReason =
  | 'logout'
  | 'everywhere'
  | 'device'
  | 'superseded'
  | 'reuse'
  | 'blocked'
  | 'password'
  | 'email'
  | 'role'
  | 'second_factor'
  | 'deleted'

type NewSession = {
  id: string
  user_id: number
  grant_id: string
  device_id: string
  device: string | null
  ip: string
}

export async function insertSession(
  tx: Tx,
  { id, user_id, grant_id, device_id, device, ip }: NewSession,
  expiresAt: Date,
  at: Date,
): Promise<void> {
  await sendUnread(
    tx,
    sql`insert into people.sessions (id, user_id, grant_id, device_id, device, ip, created_at, last_seen_at, expires_at)
    values (${id}, ${user_id}, ${grant_id}, ${device_id}, ${device}, ${ip}::inet, ${at}, ${at}, ${expiresAt})`,
  )
}

/** The refresh token of before is good for nothing any more. */
export async function renewSession(tx: Tx, id: string, expiresAt: Date, at: Date): Promise<void> {
  await sendUnread(
    tx,
    sql`update people.sessions set generation = generation + 1, last_seen_at = ${at}, expires_at = ${expiresAt}
    where id = ${id}`,
  )
}

/** Within a statement: that a session was active, at most once a minute; of many at once one writes, and none waits for another. */
export const noteSeen = (
  { id, at, minute_ago }: Places<{ id: string; at: Date; minute_ago: Date }>,
  isLive: RawBuilder<unknown>,
): RawBuilder<unknown> => sql`
  update people.sessions set last_seen_at = ${at}
  where id = (
    select id from people.sessions
    where id = ${id} and last_seen_at <= ${minute_ago} and ${isLive}
    for no key update skip locked
  )`

/** Of a person: all sessions, the one named, or all but the one named; of them those alone that act by a grant, or in a role. */
export type Whose = { user_id: number; id?: string; but?: string; grant_id?: string; role?: Role }

/** Answers those that were live. */
export async function closeSessions(tx: Tx, whose: Whose, reason: EndReason, at: Date): Promise<string[]> {
  const { user_id, id = null, but = null, grant_id = null, role = null } = whose
  const { rows } = await sql<{ id: string }>`
    update people.sessions set ended_at = ${at}, end_reason = ${reason}
    where user_id = ${user_id} and ended_at is null
      and (${id}::uuid is null or id = ${id}::uuid)
      and (${but}::uuid is null or id <> ${but}::uuid)
      and (${grant_id}::uuid is null or grant_id = ${grant_id}::uuid)
      and (${role}::text is null or grant_id in (select id from people.user_grants where user_id = ${user_id} and role = ${role}))
    returning id`.execute(tx)
  return rows.map((row) => row.id)
}

/** What is left of a session is when it was: devices bear names that people gave them. */
export async function stripSessions(tx: Tx, userId: number): Promise<void> {
  await sendUnread(tx, sql`update people.sessions set device = null, ip = null where user_id = ${userId}`)
}

/** Sessions that ended, or ran out, before then. */
export async function forgetSessions(tx: Tx, before: Date): Promise<void> {
  await sql`delete from people.sessions where coalesce(ended_at, expires_at) < ${before}`.execute(tx)
}
