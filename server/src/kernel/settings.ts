import { settingsAtFirst, type Settings } from '@mortar/contract'
import { sql, type Tx } from './database.ts'

/** How the platform is set: what admins have set, over what holds at first. A setting holds from the next request on. */
export async function readSettings(tx: Tx): Promise<Settings> {
  const { rows } = await sql<{ set: Partial<Settings> }>`select ${settingsSet} as set`.execute(tx)
  return settingsFrom(rows[0]?.set)
}

/** For a statement that reads settings along with other things; `settingsFrom` fills in what nobody has set. */
export const settingsSet = sql<Partial<Settings>>`
  (select coalesce(jsonb_object_agg(name, value), '{}') from kernel.settings)`

export function settingsFrom(set: Partial<Settings> = {}): Settings {
  const names = Object.keys(settingsAtFirst) as (keyof Settings)[]
  return Object.fromEntries(names.map((name) => [name, { ...settingsAtFirst[name], ...set[name] }])) as Settings
}

/** Writes settings whole, by name. */
export async function writeSettings(tx: Tx, settings: Partial<Settings>, at: Date): Promise<void> {
  await sql`
    insert into kernel.settings (name, value, changed_at)
    select key, value, ${at} from jsonb_each(${JSON.stringify(settings)}::jsonb)
    on conflict (name) do update set value = excluded.value, changed_at = excluded.changed_at`.execute(tx)
}
