import { randomUUID } from 'node:crypto'
import type { Client } from '@mortar/contract'
import { sql } from '../../src/kernel/database.ts'
import { makeTokens } from '../../src/modules/people/index.ts'
import { aName, type Reach } from './index.ts'

export type Crowded = { username: string; token: string; api: Client }

/** Many customers who are signed in already and have confirmed their addresses: written to the database at once, because hashing passwords is slow by design. */
export async function aCrowd(mortar: Reach, secret: string, size: number): Promise<Crowded[]> {
  const tokens = makeTokens(secret)
  const at = mortar.clock.now
  const people = Array.from({ length: size }, () => ({ username: aName('buyer'), session: randomUUID() }))
  await sql`
    with wanted as (
      select * from json_to_recordset(${JSON.stringify(people)}::json) as w (username text, session uuid)
    ), person as (
      insert into people.users (username, email, email_verified_at, password_hash, name, created_at)
      select username, username || '@customers.test', ${at}::timestamptz, 'none', username, ${at}::timestamptz from wanted
      returning id, username
    ), granted as (
      insert into people.user_grants (user_id, role) select id, 'customer' from person returning id as grant_id, user_id as id
    )
    insert into people.sessions (id, user_id, grant_id, created_at, last_seen_at, expires_at)
    select w.session, p.id, g.grant_id, ${at}, ${at}, ${at}::timestamptz + interval '1 day' from wanted w join person p using (username) join granted g using (id)`.execute(
    mortar.db,
  )
  return Promise.all(
    people.map(async ({ username, session }) => {
      const { token } = await tokens.access(session, 'customer', at)
      return { username, token, api: mortar.as(token) }
    }),
  )
}
