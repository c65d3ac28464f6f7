import { seen } from './cursors.ts'
import { sql, type Tx } from './database.ts'
import type { Reaction } from './facts.ts'
import type { Schedule, Tasks } from './jobs.ts'

export const keptDays = 30

/**
 * Forgets what nobody will ask for again: idempotency records, tries that count no more, and facts that no reaction
 * at work has yet to take. A reaction that no program has had for as long as facts are kept holds none of them back.
 */
export function housekeeping(
  db: Tx,
  reactions: readonly Reaction[],
  now: () => Date,
): { tasks: Tasks; schedules: Schedule[] } {
  const forget = async () => {
    const before = new Date(now().getTime() - keptDays * 24 * 60 * 60 * 1000)
    await seen(db, reactions, now())
    await sql`
      delete from kernel.facts f
      where f.at < ${before} and not exists (
        select from kernel.cursors c
        where c.type = f.type and (c.tx, c.id) < (f.tx, f.id) and c.retired_at is null and c.seen_at >= ${before}
      )`.execute(db)
    await sql`delete from kernel.idempotency where created_at < ${before}`.execute(db)
    await sql`delete from kernel.limits where free_at < ${now()}`.execute(db)
  }
  return { tasks: { forget_old_records: forget }, schedules: [{ task: 'forget_old_records', cron: '17 3 * * *' }] }
}
