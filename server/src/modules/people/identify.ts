import type { Duty, Role } from '@mortar/contract'
import type { RawBuilder } from 'kysely'
import { sentAhead, sql, type Tx } from '../../kernel/database.ts'
import type { Holding, Person } from '../../kernel/module.ts'
import type { Credentials, Sessions } from '../../kernel/sessions.ts'
import { lockAdmins } from './admins.ts'
import type { Tokens } from './tokens.ts'

const minuteMs = 60_000
const maxRecent = 10_000

type Row = Omit<Person, 'session_id'> & { role: Role; duties: Duty[] }

const fields = sql`u.id, u.username, u.name, g.role, g.shop_id, g.duties`

/** The session named, if it would be answered at this moment, with its person and their grant. */
const live = (sessionId: string, at: Date) => sql`people.sessions s
  join people.users u on u.id = s.user_id
  join people.grants g on g.user_id = u.id
  where s.id = ${sessionId} and s.ended_at is null and s.expires_at > ${at}
    and u.blocked_at is null and u.deleted_at is null`

/** Who sends a request, when it comes and again when it acts. */
export function makeSessions(tokens: Tokens): Sessions {
  const recent = recentPeople()
  return {
    identify: async (db, credentials, at) => {
      const sessionId = await sessionIdOf(tokens, credentials, at)
      if (sessionId === null) return 'dead'
      const person = await identified(db, sessionId, at)
      recent.put(sessionId, person === 'dead' ? null : person, at)
      return person
    },
    recent: async (credentials, at) => {
      const sessionId = await sessionIdOf(tokens, credentials, at)
      return sessionId === null ? undefined : recent.get(sessionId, at)
    },
    recall: async (db, sessionId, at) => {
      const { rows } = await sql<Row>`select ${fields} from ${live(sessionId, at)}`.execute(db)
      return personOf(rows[0], sessionId)
    },
    hold: async (tx, sessionId, at, holding) => {
      if (holding === 'admins') await lockAdmins(tx)
      const held = sql<Row>`select ${fields} from ${live(sessionId, at)} ${locks[holding]}`
      const rows = await sentAhead(tx, held)
      return async () => {
        const person = personOf((await rows())[0], sessionId)
        recent.put(sessionId, person)
        return person
      }
    },
  }
}

/**
 * Who was last answered for a session, for a minute after it was identified: then its activity is to be noted again. Bounded;
 * the ones identified first go first.
 */
function recentPeople() {
  const known = new Map<string, { person: Person; at: number }>()
  return {
    get: (sessionId: string, at: Date): Person | undefined => {
      const found = known.get(sessionId)
      return found !== undefined && at.getTime() - found.at < minuteMs ? found.person : undefined
    },
    /** `at`: when they were identified; without, they were only asked about again. */
    put: (sessionId: string, person: Person | null, at?: Date): void => {
      const since = at?.getTime() ?? known.get(sessionId)?.at
      if (at !== undefined || person === null) known.delete(sessionId)
      if (person === null || since === undefined) return
      known.set(sessionId, { person, at: since })
      if (known.size > maxRecent) known.delete(known.keys().next().value as string)
    },
  }
}

/**
 * One statement reads session, person and grant, so that a revocation takes effect at the very next request in every process.
 * The same statement notes the activity, at most once a minute; of many requests at once one writes, and none waits for
 * another.
 */
async function identified(db: Tx, sessionId: string, at: Date): Promise<Person | 'dead'> {
  const { rows } = await sql<Row>`
    with live as (
      select ${fields} from ${live(sessionId, at)}
    ), seen as (
      update people.sessions set last_seen_at = ${at}
      where id = (
        select id from people.sessions
        where id = ${sessionId} and last_seen_at <= ${new Date(at.getTime() - minuteMs)} and exists (select from live)
        for no key update skip locked
      )
    )
    select id, username, name, role, shop_id, duties from live`.execute(db)
  return personOf(rows[0], sessionId) ?? 'dead'
}

/**
 * Whoever ends sessions or changes a grant locks the person's row `for update` first, and so comes before all of this or
 * after it, and never in between; what one person does at once shares these locks. The person's row comes first, as
 * everywhere. A change that will itself end its person's sessions or change their grant holds the row alone from the start:
 * two that shared it would each wait for the other to let go.
 */
const locks: Record<Exclude<Holding, 'nobody'>, RawBuilder<unknown>> = {
  standing: sql`for key share of u for share of g, s`,
  person: sql`for update of u for share of g, s`,
  admins: sql`for update of u for share of g, s`,
}

function personOf(row: Row | undefined, session_id: string): Person | null {
  return row === undefined ? null : { ...row, session_id }
}

async function sessionIdOf(tokens: Tokens, { bearer, cookie }: Credentials, at: Date): Promise<string | null> {
  if (bearer !== null) return tokens.readAccess(bearer, at)
  return cookie === null ? null : tokens.readCookie(cookie)
}
