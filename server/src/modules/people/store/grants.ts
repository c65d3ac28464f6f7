import { roles, type Duty, type Role } from '@mortar/contract'
import type { RawBuilder } from 'kysely'
import { sendUnread, sql, type Tx } from '../../../kernel/database.ts'

/** The role of a grant `g`. What a later program may call one is, to this one, a buyer's. */
export const roleOf = sql<Role>`case when g.role = any (${sql.lit(`{${roles.join(',')}}`)}::text[]) then g.role else 'customer' end`

/** Of a person's grants `g`, what they are before all: an admin, else what they became first beside a buyer. */
export const foremost = sql`g.role = 'customer', g.role <> 'admin', g.position`

/** Every shop that a person `u` keeps or works in. */
export const shopsOf = sql<number[]>`(
  select coalesce(json_agg(o.shop_id), '[]') from people.user_grants o where o.user_id = u.id and o.shop_id is not null)`

/** The grant of a session that begins for `u`: the one asked for if it is theirs, else their usual one. */
export const grantToActBy = (asked: string | undefined): RawBuilder<string> =>
  sql<string>`coalesce(
    (select id from people.user_grants where id = ${asked ?? null}::uuid and user_id = u.id), people.usual_grant(u.id))`

/** What needs no duties. */
type Plain = Exclude<Role, 'staff'>

export async function grant(tx: Tx, userId: number, role: Plain, shopId: number | null): Promise<void> {
  await sendUnread(
    tx,
    sql`insert into people.user_grants (user_id, role, shop_id) values (${userId}, ${role}, ${shopId})`,
  )
}

/** What somebody does in a shop. */
export type Work = { shop_id: number; duties: Duty[]; registration_number: string | null }

/** Makes somebody staff of a shop, beside what they are. Null where they keep it, or work there already. */
export async function employ(
  tx: Tx,
  userId: number,
  { shop_id, duties, registration_number }: Work,
): Promise<string | null> {
  const { rows } = await sql<{ id: string }>`
    insert into people.user_grants (user_id, role, shop_id, duties, registration_number)
    values (${userId}, 'staff', ${shop_id}, ${duties}, ${registration_number})
    on conflict do nothing returning id`.execute(tx)
  return rows[0]?.id ?? null
}

export async function setDuties(
  tx: Tx,
  grantId: string,
  { duties, registration_number }: Omit<Work, 'shop_id'>,
): Promise<void> {
  await sendUnread(
    tx,
    sql`update people.user_grants set duties = ${duties}, registration_number = ${registration_number}
    where id = ${grantId}`,
  )
}

/** The sessions that act by it are to have ended: they would be answered no more, and be said to live. */
export async function takeAway(tx: Tx, grantId: string): Promise<void> {
  await sendUnread(tx, sql`delete from people.user_grants where id = ${grantId}`)
}

/** An admin's; they stay what else they are. */
export async function takeAwayAdmin(tx: Tx, userId: number): Promise<void> {
  await sendUnread(tx, sql`delete from people.user_grants where user_id = ${userId} and role = 'admin'`)
}

/** All that somebody is who goes; what is left of them has bought something, perhaps. */
export async function takeAwayAll(tx: Tx, userId: number): Promise<void> {
  await sendUnread(tx, sql`delete from people.user_grants where user_id = ${userId} and role <> 'customer'`)
}

/** By a grant that is its person's own: this session from now on, and the next. */
export async function actBy(tx: Tx, { session_id }: { session_id: string }, grantId: string, at: Date): Promise<void> {
  await sendUnread(tx, sql`update people.user_grants set chosen_at = ${at} where id = ${grantId}`)
  await sendUnread(tx, sql`update people.sessions set grant_id = ${grantId} where id = ${session_id}`)
}
