import { sql, type Tx } from './database.ts'
import type { Schedule, Tasks } from './jobs.ts'

export const keptDays = 30

/**
 * Forgets what nobody will ask for again: facts that every reaction has passed, idempotency records, and tries that count
 * no more.
 */
export function housekeeping(db: Tx, now: () => Date): { tasks: Tasks; schedules: Schedule[] } {
  const forget = async () => {
    const before = new Date(now().getTime() - keptDays * 24 * 60 * 60 * 1000)
    await sql`
      delete from kernel.facts f
      where f.at < ${before} and (f.tx, f.id) <= (select r.tx, r.id from kernel.reactions r order by r.tx, r.id limit 1)`.execute(
      db,
    )
    await sql`delete from kernel.idempotency where created_at < ${before}`.execute(db)
    await sql`delete from kernel.limits where free_at < ${now()}`.execute(db)
  }
  return { tasks: { forget_old_records: forget }, schedules: [{ task: 'forget_old_records', cron: '17 3 * * *' }] }
}
