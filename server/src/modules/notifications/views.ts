import type { Answer, notifications as contract } from '@mortar/contract'
import { sql, type Tx } from '../../kernel/database.ts'
import { cutTo, readPage, type Page, type Paging } from '../../kernel/page.ts'
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

export type Inbox = Page<Shown> & { unread_count: number }
type Beside = { unread_count: number; language: string }

/** A page of what a person was told, in their language and with both counts, in one statement. */
export async function inboxOf(
  tx: Tx,
  userId: number,
  query: Paging & { unread?: boolean | undefined },
): Promise<Inbox> {
  const mine = sql`notifications.inbox where user_id = ${userId} ${filterOf(query.unread)}`
  const list = {
    page: sql`select uuid as id, kind, data, created_at, read_at from ${mine} order by inbox.id desc ${cutTo(query)}`,
    count: sql`select count(*) from ${mine}`,
    beside: sql<Beside>`select jsonb_build_object(
      'unread_count', (select count(*) from notifications.inbox where user_id = ${userId} and read_at is null),
      'language', language) from people.users where id = ${userId}`,
    fixed: true,
  }
  const { count, results, beside } = await readPage<Omit<Row, 'language'>, Beside>(tx, list)
  const { unread_count, language } = beside
  return { count, unread_count, results: results.map((row) => shown({ ...row, language })) }
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
export async function keptMails(tx: Tx, query: Paging & { to?: string | undefined }): Promise<Page<KeptMail>> {
  const to = query.to === undefined ? sql`` : sql`and lower(recipient) = lower(${query.to})`
  const kept = sql`notifications.mails where sent_at is null ${to}`
  const page = sql`select recipient as "to", subject, text, html, created_at as sent_at from ${kept}
    order by mails.id desc ${cutTo(query)}`
  return readPage(tx, { page, count: sql`select count(*) from ${kept}`, fixed: true })
}
