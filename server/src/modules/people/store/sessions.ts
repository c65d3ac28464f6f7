import { sql, type Tx } from '../../../kernel/database.ts'

/** Sessions that ended, or ran out, before then. */
export async function forgetSessions(tx: Tx, before: Date): Promise<void> {
  await sql`delete from people.sessions where coalesce(ended_at, expires_at) < ${before}`.execute(tx)
}
