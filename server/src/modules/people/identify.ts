import type { Duty, Role } from '@mortar/contract'
import { sql } from '../../kernel/database.ts'
import type { Credentials, Identify } from '../../kernel/mount.ts'
import type { Person } from '../../kernel/module.ts'
import type { Tokens } from './tokens.ts'

const minuteMs = 60_000

type Row = Omit<Person, 'session_id'> & { role: Role; duties: Duty[] }

/**
 * Who sends this request: one statement reads session, person and grant, so that a revocation takes effect at the very
 * next request in every process. The same statement notes the activity, at most once a minute; of many requests at once
 * one writes, and none waits for another.
 */
export function makeIdentify(tokens: Tokens): Identify {
  return async (db, credentials, at) => {
    const sessionId = await sessionIdOf(tokens, credentials, at)
    if (sessionId === null) return 'dead'
    const { rows } = await sql<Row>`
      with live as (
        select u.id, u.username, u.name, g.role, g.shop_id, g.duties, s.last_seen_at
        from people.sessions s
        join people.users u on u.id = s.user_id
        join people.grants g on g.user_id = s.user_id
        where s.id = ${sessionId} and s.ended_at is null and s.expires_at > ${at}
          and u.blocked_at is null and u.deleted_at is null
      ), seen as (
        update people.sessions set last_seen_at = ${at}
        where id = (
          select id from people.sessions
          where id = ${sessionId} and last_seen_at <= ${new Date(at.getTime() - minuteMs)} and exists (select from live)
          for no key update skip locked
        )
      )
      select id, username, name, role, shop_id, duties from live`.execute(db)
    const person = rows[0]
    return person === undefined ? 'dead' : { ...person, session_id: sessionId }
  }
}

async function sessionIdOf(tokens: Tokens, { bearer, cookie }: Credentials, at: Date): Promise<string | null> {
  if (bearer !== null) return tokens.readAccess(bearer, at)
  return cookie === null ? null : tokens.readCookie(cookie)
}
