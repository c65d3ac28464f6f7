import type { Answer, notifications as contract } from '@mortar/contract'
import { sql, type Tx } from '../../kernel/database.ts'
import { offsetOf, type Paging } from '../../kernel/page.ts'
import { sayKept } from './kept.ts'

type Shown = Answer<(typeof contract)['mark_notification_read']>
type Row = {
  id: string
  kind: string
  data: unknown
  created_at: string
  read_at: string | null
  language: string
}

function shown({ id, kind, data, created_at, read_at, language }: Row): Shown {
  return { id, kind, ...sayKept(kind, data, language), created_at, read_at }
}

const filters = { all: sql``, unread: sql`and read_at is null`, read: sql`and read_at is not null` }

function filterOf(unread: boolean | undefined) {
  if (unread === undefined) return filters.all
  return unread ? filters.unread : filters.read
}

export type Inbox = { count: number; unread_count: number; results: Shown[] }
type Counted = { count: number; unread_count: number }

/** A page of what a person was told, in their language and with both counts, in one statement. An empty page still bears the counts. */
export async function inboxOf(
  tx: Tx,
  userId: number,
  query: Paging & { unread?: boolean | undefined },
): Promise<Inbox> {
  const filter = filterOf(query.unread)
  const { rows } = await sql<Counted & (Row | { id: null })>`
    select counts.*, page.*
    from (select
        (select count(*) from notifications.inbox where user_id = ${userId} ${filter}) as count,
        (select count(*) from notifications.inbox where user_id = ${userId} and read_at is null) as unread_count,
        (select language from people.users where id = ${userId}) as language
      ) counts
      left join (
        select id as position, uuid as id, kind, data, created_at, read_at
        from notifications.inbox where user_id = ${userId} ${filter}
        order by position desc limit ${query.page_size} offset ${offsetOf(query)}
      ) page on true
    order by page.position desc`.execute(tx)
  const results = rows.flatMap((row) => (row.id === null ? [] : [shown(row)]))
  return { count: rows[0]?.count ?? 0, unread_count: rows[0]?.unread_count ?? 0, results }
}

/** Undefined when there is no such notification, or it is not this person's. */
export async function noticeOf(tx: Tx, userId: number, uuid: string): Promise<Shown | undefined> {
  const { rows } = await sql<Row>`
    select i.uuid as id, i.kind, i.data, i.created_at, i.read_at, u.language
    from notifications.inbox i join people.users u on u.id = i.user_id
    where i.uuid = ${uuid} and i.user_id = ${userId}`.execute(tx)
  return rows[0] && shown(rows[0])
}

type KeptMail = Answer<(typeof contract)['list_dev_mail']>['results'][number]

/** Mails that were kept instead of sent. The moment of writing stands for the moment of sending. */
export async function keptMails(tx: Tx, query: Paging & { to?: string | undefined }) {
  const to = query.to === undefined ? sql`` : sql`and lower(recipient) = lower(${query.to})`
  const { rows } = await sql<{ count: number } & (KeptMail | { to: null })>`
    select counts.count, page.*
    from (select count(*) from notifications.mails where sent_at is null ${to}) counts
      left join (
        select id as position, recipient as "to", subject, text, html, created_at as sent_at
        from notifications.mails where sent_at is null ${to}
        order by position desc limit ${query.page_size} offset ${offsetOf(query)}
      ) page on true
    order by page.position desc`.execute(tx)
  const results = rows.flatMap((row) => (row.to === null ? [] : [mailOf(row)]))
  return { count: rows[0]?.count ?? 0, results }
}

function mailOf({ to, subject, text, html, sent_at }: KeptMail): KeptMail {
  return { to, subject, text, html, sent_at }
}
