import type { notifications as contract } from '@mortar/contract'
import { noUuid, page, type Rows } from '../row.ts'
import { aNotification } from '../town.ts'

export const notifications: Rows<typeof contract> = {
  notifications: {
    given: () => ({ query: { ...page, unread: 'true' } }),
    tells: { text: aNotification, to: ['customer'] },
  },
  mark_notification_read: {
    thing: aNotification,
    missing: noUuid,
    reached: ['customer'],
    given: (_, uuid) => ({ params: { uuid } }),
  },
  mark_notifications_read: {},
  list_dev_mail: { given: () => ({ query: { ...page, to: 'nobody@people.test' } }) },
}
