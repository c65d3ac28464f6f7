import type { Role, Settings } from '@mortar/contract'
import { roles } from '../people/roles.ts'

const known: Record<keyof Settings, true> = { single_device: true, require_second_factor: true }
export const settingNames = Object.keys(known) as (keyof Settings)[]

/** As the API names the field, so that its refusals find the switch. */
export const switchName = (setting: keyof Settings, role: Role) => `${setting}.${role}`

export type SettingsChange = Partial<Record<keyof Settings, Partial<Record<Role, boolean>>>>

/** Only the switches that were moved: what another admin set meanwhile stays. `was_on` names those the form showed as on. */
export function settingsChanged(form: FormData): SettingsChange {
  const wasOn = form.getAll('was_on')
  const change: SettingsChange = {}
  for (const setting of settingNames) {
    for (const role of roles) {
      const name = switchName(setting, role)
      if (form.has(name) !== wasOn.includes(name)) change[setting] = { ...change[setting], [role]: form.has(name) }
    }
  }
  return change
}
