import { notifications as contract } from '@mortar/contract'
import type { Config } from '../../kernel/config.ts'
import { serve, type Person } from '../../kernel/module.ts'
import { listed } from '../../kernel/page.ts'
import { found, Refusal } from '../../kernel/refusal.ts'
import { markAllRead, markRead } from './store.ts'
import { inboxOf, keptMails, noticeOf } from './views.ts'

export const routes = (config: Pick<Config, 'demoIsPublic'>) =>
  serve(contract, {
    notifications: async (tx, call) => {
      const { unread_count, ...page } = await inboxOf(tx, call.person.id, call.query)
      return { ...listed(call, page), unread_count }
    },
    mark_notification_read: async (tx, { params, person, at }) => {
      await markRead(tx, person.id, params.uuid, at)
      return found(await noticeOf(tx, person.id, params.uuid))
    },
    mark_notifications_read: async (tx, { person, at }) => ({ marked: await markAllRead(tx, person.id, at) }),
    list_dev_mail: async (tx, call) => {
      if (config.demoIsPublic) mustBeAdmin(call.person)
      return listed(call, await keptMails(tx, call.query))
    },
  })

/** On a demo that anyone can reach, mails are for its admin: they hold other visitors' names. */
function mustBeAdmin(person: Person | null): void {
  if (person === null) throw new Refusal('unauthenticated')
  if (person.role !== 'admin') throw new Refusal('forbidden')
}
