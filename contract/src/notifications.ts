import { z } from 'zod'
import { routes } from './route.ts'
import { instant, list, pages, query, uuid } from './shape.ts'

export const notification = z
  .strictObject({
    id: uuid,
    kind: z.string(),
    title: z.string(),
    text: z.string(),
    link: z.string().nullable().meta({ description: 'A path of the web product.' }),
    created_at: instant,
    read_at: instant.nullable(),
  })
  .meta({ id: 'Notification' })

export const notifications = routes({
  notifications: {
    method: 'GET',
    url: '/api/notifications',
    tag: 'Notifications',
    summary: 'Mine, newest first',
    access: 'signed_in',
    query: z.strictObject({ ...pages, unread: query.bool().optional() }),
    answer: list(notification, { unread_count: z.int() }),
  },
  mark_notification_read: {
    method: 'POST',
    url: '/api/notifications/mark-read/:uuid',
    tag: 'Notifications',
    summary: 'Mark one as read; again changes nothing',
    access: 'signed_in',
    params: z.strictObject({ uuid }),
    answer: notification,
    refusals: ['not_found'],
  },
  mark_notifications_read: {
    method: 'POST',
    url: '/api/notifications/mark-read',
    tag: 'Notifications',
    summary: 'Mark all as read',
    access: 'signed_in',
    answer: z.strictObject({ marked: z.int() }),
  },
  list_dev_mail: {
    method: 'GET',
    url: '/api/dev/mail',
    tag: 'Demo',
    summary: 'Demo only: mails that were kept instead of sent, newest first',
    access: 'demo',
    demo: true,
    description: 'Where the demo is public it needs an admin.',
    query: z.strictObject({ ...pages, to: z.string().max(254).optional() }),
    answer: list(
      z.strictObject({
        to: z.string(),
        subject: z.string(),
        text: z.string(),
        html: z.string().nullable(),
        sent_at: instant,
      }),
    ),
    refusals: ['unauthenticated', 'forbidden'],
  },
})
