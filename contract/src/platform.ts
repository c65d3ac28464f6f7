import { z } from 'zod'
import { routes } from './route.ts'
import { day, instant, list, pages, username } from './shape.ts'

/** How the platform is set, and who did what on it. */

const byRole = (what: z.ZodBoolean) => z.strictObject({ customer: what, shopkeeper: what, staff: what, admin: what })

export const settings = z
  .strictObject({
    single_device: byRole(z.boolean()).meta({ description: 'A new sign-in ends the older session, by role.' }),
    require_second_factor: byRole(z.boolean()).meta({ description: 'Who must give a second code, by role.' }),
  })
  .meta({ id: 'Settings' })
export type Settings = z.infer<typeof settings>
export const settingsAtFirst: Settings = {
  single_device: { customer: true, shopkeeper: true, staff: true, admin: true },
  require_second_factor: { customer: false, shopkeeper: false, staff: false, admin: false },
}

export const auditEntry = z
  .strictObject({
    at: instant,
    actor: z.string().nullable().meta({ description: 'A username; null where nobody was signed in.' }),
    action: z.string().meta({ examples: ['user.block', 'session.start', 'shop.approve'] }),
    target: z.string().meta({ examples: ['user:ada', 'shop:pharmacy-lyon'] }),
    before: z.unknown(),
    after: z.unknown(),
    ip: z.string().nullable(),
  })
  .meta({ id: 'AuditEntry' })
export type AuditEntry = z.infer<typeof auditEntry>

const auditFilters = {
  actor: username.optional(),
  action: z
    .string()
    .max(60)
    .regex(/^[a-z_]+(\.[a-z_]+)?$/, 'must be such as `user.block`, or its first word')
    .optional(),
  target: z
    .string()
    .max(160)
    .regex(/^[a-z_]+:\S+$/, 'must be such as `user:ada`')
    .optional(),
  from: day.optional().meta({ description: 'UTC, this day included.' }),
  to: day.optional(),
}

export const platform = routes({
  get_settings: {
    method: 'GET',
    url: '/api/admin/settings',
    tag: 'Platform',
    summary: 'How the platform is set',
    access: 'admin',
    answer: settings,
  },
  update_settings: {
    method: 'PATCH',
    url: '/api/admin/settings',
    tag: 'Platform',
    summary: 'Set what is given; what is not stays',
    access: 'admin',
    body: z.strictObject({
      single_device: byRole(z.boolean()).partial().optional(),
      require_second_factor: byRole(z.boolean()).partial().optional(),
    }),
    answer: settings,
  },
  list_audit_log: {
    method: 'GET',
    url: '/api/admin/audit-log',
    tag: 'Platform',
    summary: 'Who did what, newest first',
    access: 'admin',
    query: z.strictObject({ ...pages, ...auditFilters }),
    answer: list(auditEntry),
  },
  export_audit_log: {
    method: 'GET',
    url: '/api/admin/audit-log/export',
    tag: 'Platform',
    summary: 'The same as CSV, whole, oldest first',
    access: 'admin',
    query: z.strictObject(auditFilters),
    download: 'text/csv',
    status: 200,
  },
})
