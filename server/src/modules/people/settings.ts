import { roles, settingsAtFirst, type FieldError, type Settings } from '@mortar/contract'
import { sql, type Tx } from '../../kernel/database.ts'
import { Refusal } from '../../kernel/refusal.ts'
import { readSettings, writeSettings } from '../../kernel/settings.ts'
import { audit } from './store/audit.ts'

/** What an admin sets: some settings, for some roles. */
export type SettingsChange = { [K in keyof Settings]?: Partial<Settings[K]> | undefined }

export type Setting = {
  given: SettingsChange
  actor_id: number
  ip: string
  /** Whether codes that are mailed reach anybody. */
  mails_arrive: boolean
}

const names = Object.keys(settingsAtFirst) as (keyof Settings)[]

/**
 * Sets what is given; the rest stays, also where two admins set at once. Sessions that are there stay, whatever is set.
 * Refuses `invalid_input` where a second factor would be asked for that nobody could get.
 */
export async function updateSettings(
  tx: Tx,
  { given, actor_id, ip, mails_arrive }: Setting,
  at: Date,
): Promise<Settings> {
  await sql`select pg_advisory_xact_lock(hashtext('mortar settings'))`.execute(tx)
  const before = await readSettings(tx)
  const after = each((name) => ({ ...before[name], ...given[name] })) as Settings
  if (!mails_arrive) mustStayReachable(before, after)
  const changed = names.filter((name) => roles.some((role) => before[name][role] !== after[name][role]))
  if (changed.length === 0) return after
  await writeSettings(
    tx,
    each((name) => after[name], changed),
    at,
  )
  const change = { before: unlike(before, after, changed), after: unlike(after, before, changed) }
  await audit(tx, { actor_id, action: 'settings.update', target: 'platform:settings', ...change, ip }, at)
  return after
}

function each(valueOf: (name: keyof Settings) => object, of = names): Partial<Settings> {
  return Object.fromEntries(of.map((name) => [name, valueOf(name)]))
}

/** Of the settings that changed, the roles for which they are not as in the others. */
function unlike(some: Settings, others: Settings, of: (keyof Settings)[]): object {
  const rolesOf = (name: keyof Settings) => roles.filter((role) => some[name][role] !== others[name][role])
  return each((name) => Object.fromEntries(rolesOf(name).map((role) => [role, some[name][role]])), of)
}

/** Whoever has no app gets the second code by mail: where mails are only kept, they could never sign in again. */
function mustStayReachable(before: Settings, after: Settings): void {
  const errors: FieldError[] = roles
    .filter((role) => after.require_second_factor[role] && !before.require_second_factor[role])
    .map((role) => ({
      field: `require_second_factor.${role}`,
      code: 'mail_needed',
      message: 'needs a mail server (SMTP_URL): without one nobody would get their code',
    }))
  if (errors.length > 0) throw new Refusal('invalid_input', { errors })
}
