import type { Kernel, Module } from '../../kernel/module.ts'
import { tellPeople } from './reactions.ts'
import { routes } from './routes.ts'
import { sendMail } from './send-mail.ts'

/** Inbox and mail, written by facts. Nothing calls this module; it is told. */
export function notifications(kernel: Kernel): Module {
  return {
    name: 'notifications',
    routes: routes(kernel.config),
    reactions: [tellPeople(kernel.world.mail)],
    tasks: { send_mail: sendMail(kernel) },
  }
}
