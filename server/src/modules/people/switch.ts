import { sql, type Tx } from '../../kernel/database.ts'
import type { Person } from '../../kernel/module.ts'
import { found } from '../../kernel/refusal.ts'
import { readSettings } from '../../kernel/settings.ts'
import { actBy, roleOf } from './store/grants.ts'
import { endSessions } from './sessions.ts'
import { audit } from './store/audit.ts'

type Acting = { person: Person; ip: string; at: Date }

/**
 * From now on this session acts by another of its person's grants, and so does the next one. What is under way by the one before
 * has ended before their lock was had, or is done as what they are now. Refuses `not_found` for a grant that is not theirs, or not
 * any more.
 */
export async function switchTo(tx: Tx, { person, ip, at }: Acting, grantId: string): Promise<Person> {
  const { rows } = await sql<Pick<Person, 'grant_id' | 'role' | 'shop_id' | 'duties'>>`
    select g.id as grant_id, ${roleOf} as role, g.shop_id, g.duties from people.user_grants g
    where g.id = ${grantId} and g.user_id = ${person.id}`.execute(tx)
  const acting = found(rows[0])
  await actBy(tx, person, acting.grant_id, at)
  if (acting.grant_id === person.grant_id) return person
  const { single_device } = await readSettings(tx)
  if (single_device[acting.role])
    await endSessions(tx, { user_id: person.id, role: acting.role, but: person.session_id }, 'superseded', at)
  const change = { before: told(person), after: told(acting) }
  await audit(
    tx,
    { actor_id: person.id, action: 'session.switch', target: `user:${person.username}`, ...change, ip },
    at,
  )
  return { ...person, ...acting }
}

const told = ({ role, shop_id }: Pick<Person, 'role' | 'shop_id'>) => ({ role, ...(shop_id !== null && { shop_id }) })
