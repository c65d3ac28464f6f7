import type { Kernel, Module } from '../../kernel/module.ts'
import { keeps } from './keeps.ts'
import { tellPeople } from './reactions.ts'
import { routes } from './routes.ts'
import { sendMail } from './send-mail.ts'
import { forgetStrangers } from './store.ts'

/** An invitation lives for seven days; whoever has not come a while after that will not. */
const strangersMailDays = 30

/** Inbox and mail, written by facts. Nothing calls this module; it is told. */
export function notifications(kernel: Kernel): Module {
  return {
    name: 'notifications',
    routes: routes(kernel.config),
    reactions: [tellPeople(kernel)],
    keeps,
    outside: { mail: { send_mail: sendMail(kernel) } },
    tasks: {
      forget_mails_to_strangers: () => {
        const { db, world } = kernel
        return forgetStrangers(db, new Date(world.now().getTime() - strangersMailDays * 24 * 60 * 60 * 1000))
      },
    },
    schedules: [{ task: 'forget_mails_to_strangers', cron: '27 3 * * *' }],
  }
}
