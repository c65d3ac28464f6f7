import { sql } from '../../kernel/database.ts'
import type { Kernel, Module } from '../../kernel/module.ts'

const dayMs = 24 * 60 * 60_000
const keptDays = 365

/** Every night: codes that prove nothing any more, whose tries count no more either, and what ended a year ago. */
export function forgetting({ db, world }: Pick<Kernel, 'db' | 'world'>): Required<Pick<Module, 'tasks' | 'schedules'>> {
  const forget = async () => {
    const now = world.now().getTime()
    await sql`delete from people.codes where expires_at < ${new Date(now - dayMs)}`.execute(db)
    await sql`
      delete from people.sessions where coalesce(ended_at, expires_at) < ${new Date(now - keptDays * dayMs)}`.execute(
      db,
    )
  }
  return {
    tasks: { forget_codes_and_sessions: forget },
    schedules: [{ task: 'forget_codes_and_sessions', cron: '29 3 * * *' }],
  }
}
