import { sql, type Tx } from '../../kernel/database.ts'
import type { Keeps } from '../../kernel/module.ts'
import { sayKept } from './kept.ts'

/** What a person was told, in their language, and what was mailed to them. What a mail said may have been a secret. */
export const keeps: Keeps = async (tx, userId) => ({
  notifications: { inbox: await toldTo(tx, userId), mails: await mailsTo(tx, userId) },
})

type Row = { kind: string; data: unknown; language: string; created_at: string; read_at: string | null }

async function toldTo(tx: Tx, userId: number) {
  const { rows } = await sql<Row>`
    select i.kind, i.data, u.language, i.created_at, i.read_at
    from notifications.inbox i join people.users u on u.id = i.user_id
    where i.user_id = ${userId} order by i.id`.execute(tx)
  return rows.map(({ data, language, ...row }) => ({ ...row, ...sayKept(row.kind, data, language) }))
}

type Mailed = { to: string; subject: string; written_at: string; sent_at: string | null }

async function mailsTo(tx: Tx, userId: number) {
  const { rows } = await sql<Mailed>`
    select recipient as "to", subject, created_at as written_at, sent_at
    from notifications.mails where user_id = ${userId} order by id`.execute(tx)
  return rows
}
