import { platform, users } from '@mortar/contract'
import { serve, type Served } from '../../kernel/module.ts'
import { readSettings } from '../../kernel/settings.ts'
import { activeUsers } from './active.ts'
import { auditLog, exportAuditLog } from './audit-log.ts'
import type { Means } from './means.ts'
import { updateSettings } from './settings.ts'

/** What admins see and set, but for the list of people, which names their shops and is served by shops. */
const served = { active_users: users.active_users, ...platform }

export function adminRoutes({ world, config }: Means): Served[] {
  // Mails that are only kept can be read on the demo's page: on a public demo by those alone who are signed in as admin.
  const mails_arrive = world.mail.sends || (config.demo !== 'off' && !config.demoIsPublic)
  return serve(
    served,
    {
      active_users: (tx, call) => activeUsers(tx, call),
      get_settings: (tx) => readSettings(tx),
      update_settings: (tx, { body, person, ip, at }) =>
        updateSettings(tx, { given: body, actor_id: person.id, ip, mails_arrive }, at),
      list_audit_log: (tx, call) => auditLog(tx, call),
    },
    { export_audit_log: exportAuditLog },
  )
}
