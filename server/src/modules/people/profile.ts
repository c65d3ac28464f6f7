import type { User } from '@mortar/contract'
import { sql, type Tx } from '../../kernel/database.ts'
import type { Person } from '../../kernel/module.ts'
import { Refusal } from '../../kernel/refusal.ts'
import { setProfile, type Profile } from './store/users.ts'
import { audit, withheld } from './store/audit.ts'
import { getUser } from './users.ts'

type ProfileChange = { [K in keyof Profile]?: Profile[K] | undefined }

/** Changes what is given; a phone that is null is removed. Refuses `session_ended` to somebody who was deleted meanwhile. */
export async function updateProfile(tx: Tx, person: Person, given: ProfileChange, ip: string, at: Date): Promise<User> {
  const { rows } = await sql<Profile>`
    select name, phone, language from people.users
    where id = ${person.id} and deleted_at is null for no key update`.execute(tx)
  const before = rows[0]
  if (before === undefined) throw new Refusal('session_ended')
  const after = { ...before, ...dropUndefined(given) }
  const changed = fields.filter((field) => after[field] !== before[field])
  if (changed.length > 0) {
    await setProfile(tx, person.id, after)
    const change = { before: told(before, changed), after: told(after, changed) }
    await audit(
      tx,
      { actor_id: person.id, action: 'user.update', target: `user:${person.username}`, ...change, ip },
      at,
    )
  }
  return getUser(tx, person)
}

const fields = ['name', 'phone', 'language'] as const

const dropUndefined = (given: ProfileChange) =>
  Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as Partial<Profile>

/** Nothing ever leaves the audit log: it says that a name or a number was changed, and not what it was, which may be deleted. */
function told(profile: Profile, changed: readonly (keyof Profile)[]) {
  return Object.fromEntries(
    changed.map((field) => [field, field === 'language' ? profile[field] : withheld(profile[field])]),
  )
}
