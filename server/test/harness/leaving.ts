import { vi } from 'vitest'
import { sql, transact } from '../../src/kernel/database.ts'
import type { Person } from '../../src/kernel/module.ts'
import { deletePerson } from '../../src/modules/people/delete.ts'
import type { Mortar, Reach, Someone } from './index.ts'

/** Somebody as the mount reads them. */
export async function personOf({ db }: Pick<Reach, 'db'>, { username }: Pick<Someone, 'username'>): Promise<Person> {
  const { rows } = await sql<Person>`
    select u.id, u.username, u.name, g.role, g.shop_id, g.duties, g.id as grant_id, '[]'::json as own_shops, '' as session_id
    from people.users u join people.user_grants g on g.id = people.usual_grant(u.id) where u.username = ${username}`.execute(
    db,
  )
  const person = rows[0]
  if (person === undefined) throw new Error(`there is no ${username}`)
  return person
}

/** Until as many connections wait for locks that others hold. */
export async function waiting({ db }: Pick<Reach, 'db'>, count = 1): Promise<void> {
  const asked = sql`select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`
  await vi.waitUntil(async () => (await asked.execute(db)).rows.length >= count, 10_000)
}

/** What becomes of calls that began before their person's deletion was committed and wait for it. */
export async function whileLeaving<T>(mortar: Mortar, person: Person, ...calls: (() => Promise<T>)[]) {
  const { begun } = await transact(mortar.db, async (tx) => {
    await deletePerson(tx, { person, ip: '127.0.0.1', at: mortar.clock.now })
    const all = Promise.allSettled(calls.map((call) => call()))
    await waiting(mortar, calls.length)
    return { begun: all }
  })
  return begun
}
