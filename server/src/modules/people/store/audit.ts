import { sendUnread, sql, type Tx } from '../../../kernel/database.ts'

export type Audit = {
  actor_id: number | null
  action: string
  target: string
  before?: unknown
  after?: unknown
  ip: string | null
}

/** Who did what to whom: every security-relevant and administrative action leaves a row that nobody can change. */
export async function audit(tx: Tx, { actor_id, action, target, before, after, ip }: Audit, at: Date): Promise<void> {
  await sendUnread(
    tx,
    sql`insert into people.audit (actor_id, action, target, before, after, ip, at)
    values (${actor_id}, ${action}, ${target}, ${json(before)}::jsonb, ${json(after)}::jsonb, ${ip}::inet, ${at})`,
  )
}

/** What may be deleted one day: that there was something, and not what. */
export const withheld = (value: string | null) => (value === null ? null : '(not kept)')

const json = (value: unknown) => (value === undefined ? null : JSON.stringify(value))
