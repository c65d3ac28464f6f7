import { sql, type Tx } from '../../kernel/database.ts'
import type { Composed } from './letter.ts'
import type { Notice } from './tell.ts'

/**
 * One row for each person of each notice, in one statement. Who works in a shop is read now: whoever joins it later finds
 * the orders, not the news of them.
 */
export async function writeInbox(tx: Tx, notices: Notice[]): Promise<void> {
  if (notices.length === 0) return
  const rows = notices.map(({ to, ...notice }) => ({ ...notice, ...to }))
  await sql`
    with notices as (
      select * from json_to_recordset(${JSON.stringify(rows)}::json)
        as n (user_id bigint, shop_id bigint, admins boolean, kind text, data jsonb, key text, at timestamptz)
    ), told as (
      select user_id, kind, data, key, at from notices where user_id is not null
      union all
      select g.user_id, n.kind, n.data, n.key, n.at from notices n join people.grants g on g.shop_id = n.shop_id
      union all
      select g.user_id, n.kind, n.data, n.key, n.at from notices n join people.grants g on n.admins and g.role = 'admin'
    )
    insert into notifications.inbox (user_id, kind, data, key, created_at)
    select user_id, kind, data, key, at from told
    on conflict do nothing`.execute(tx)
}

/** Returns the ids of those that were not there yet. */
export async function writeMails(tx: Tx, mails: Composed[]): Promise<number[]> {
  if (mails.length === 0) return []
  const { rows } = await sql<{ id: number }>`
    insert into notifications.mails (key, recipient, subject, text, html, created_at)
    select key, recipient, subject, text, html, at
    from json_to_recordset(${JSON.stringify(mails)}::json)
      as m (key text, recipient text, subject text, text text, html text, at timestamptz)
    on conflict do nothing
    returning id`.execute(tx)
  return rows.map((row) => row.id)
}

/** The first reading stays. False when there is no such notification, or it is not this person's. */
export async function markRead(tx: Tx, userId: number, uuid: string, at: Date): Promise<boolean> {
  const { rows } = await sql`
    update notifications.inbox set read_at = coalesce(read_at, ${at})
    where uuid = ${uuid} and user_id = ${userId} returning 1`.execute(tx)
  return rows.length === 1
}

export async function markAllRead(tx: Tx, userId: number, at: Date): Promise<number> {
  const { numAffectedRows } = await sql`
    update notifications.inbox set read_at = ${at} where user_id = ${userId} and read_at is null`.execute(tx)
  return Number(numAffectedRows ?? 0)
}

export async function markSent(tx: Tx, mailId: number, at: Date): Promise<void> {
  await sql`update notifications.mails set sent_at = ${at} where id = ${mailId} and sent_at is null`.execute(tx)
}
