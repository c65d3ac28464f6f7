import { sql, type Tx } from '../../kernel/database.ts'
import type { Composed } from './letter.ts'
import type { KeyedNotice } from './tell.ts'

/**
 * One row for each person of each notice, in one statement and in the order of the notices, which is that of the inbox. Who works
 * in a shop is read now: whoever joins it later finds the orders, not the news of them.
 */
export async function writeInbox(tx: Tx, notices: KeyedNotice[]): Promise<void> {
  if (notices.length === 0) return
  const rows = notices.map(({ to, kind, data, key, at }) => ({ ...to, kind: kind.name, data, key, at }))
  await sql`
    with notices as (
      select * from rows from (json_to_recordset(${JSON.stringify(rows)}::json)
        as (user_id bigint, shop_id bigint, admins boolean, kind text, data jsonb, key text, at timestamptz)) with ordinality
        as n (user_id, shop_id, admins, kind, data, key, at, place)
    ), told as (
      select u.id as reader, n.* from notices n join people.users u on u.id = n.user_id and u.deleted_at is null
      union all
      select g.user_id as reader, n.* from notices n join people.user_grants g on g.shop_id = n.shop_id
      union all
      select g.user_id as reader, n.* from notices n join people.user_grants g on n.admins and g.role = 'admin'
    )
    insert into notifications.inbox (user_id, kind, data, key, created_at)
    select reader, kind, data, key, at from told order by place
    on conflict do nothing`.execute(tx)
}

/** Returns the ids of those that were not there yet. One to an address that somebody has is theirs, whomever it was meant for. */
export async function writeMails(tx: Tx, mails: Composed[]): Promise<number[]> {
  if (mails.length === 0) return []
  const { rows } = await sql<{ id: number }>`
    insert into notifications.mails
      (key, user_id, invitation_id, recipient, subject, text, html, is_secret, created_at)
    select key, reader, case when reader is null then invitation_id end, recipient, subject, text, html, is_secret, at
    from json_to_recordset(${JSON.stringify(mails)}::json) as m (key text, user_id bigint, invitation_id uuid,
      recipient text, subject text, text text, html text, is_secret boolean, at timestamptz)
    cross join lateral (
      select coalesce(m.user_id, (select id from people.users where email_key = lower(m.recipient))) as reader
    ) r
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

/** What bears a code or a token is not kept once it is on its way. */
export async function markSent(tx: Tx, mailId: number, at: Date): Promise<void> {
  await sql`
    update notifications.mails
    set sent_at = ${at}, text = case when is_secret then '' else text end, html = case when is_secret then null else html end
    where id = ${mailId} and sent_at is null`.execute(tx)
}

/** What was written to people before they were here is theirs now. */
export async function adoptMails(tx: Tx, userIds: number[]): Promise<void> {
  if (userIds.length === 0) return
  await sql`
    update notifications.mails m set user_id = u.id, invitation_id = null
    from people.users u
    where u.id = any(${userIds}::bigint[]) and lower(m.recipient) = u.email_key and m.user_id is null`.execute(tx)
}

/** All that people were told; what was not sent yet stays unsent, because its job finds nothing. */
export async function forgetReaders(tx: Tx, userIds: number[]): Promise<void> {
  if (userIds.length === 0) return
  await sql`
    with inbox as (delete from notifications.inbox where user_id = any(${userIds}))
    delete from notifications.mails where user_id = any(${userIds})`.execute(tx)
}

/** Whoever did not come keeps no mail here either. Most of it has gone with its invitation by then. */
export async function forgetStrangers(tx: Tx, writtenBefore: Date): Promise<void> {
  await sql`delete from notifications.mails where user_id is null and created_at < ${writtenBefore}`.execute(tx)
}
