import type { Kernel, Module } from '../../kernel/module.ts'
import { forgetCodes } from './store/codes.ts'
import { forgetSessions } from './store/sessions.ts'

const dayMs = 24 * 60 * 60_000
const keptDays = 365

/** Every night: codes that prove nothing any more, whose tries count no more either, and what ended a year ago. */
export function forgetting({ db, world }: Pick<Kernel, 'db' | 'world'>): Required<Pick<Module, 'tasks' | 'schedules'>> {
  const forget = async () => {
    const now = world.now().getTime()
    await forgetCodes(db, new Date(now - dayMs))
    await forgetSessions(db, new Date(now - keptDays * dayMs))
  }
  return {
    tasks: { forget_codes_and_sessions: forget },
    schedules: [{ task: 'forget_codes_and_sessions', cron: '29 3 * * *' }],
  }
}
