import type { RawBuilder } from 'kysely'
import { sql, type Tx } from '../../kernel/database.ts'
import type { Holding, Person } from '../../kernel/module.ts'
import type { Credentials, Sessions } from '../../kernel/sessions.ts'
import { statement, statementAhead, type Places } from '../../kernel/statement.ts'
import { lockAdmins } from './admins.ts'
import { roleOf, shopsOf } from './store/grants.ts'
import { noteSeen } from './store/sessions.ts'
import type { Tokens } from './tokens.ts'

const minuteMs = 60_000
const maxRecent = 10_000

type Row = Omit<Person, 'session_id'>
type Asked = { id: string; at: Date }

const fields = sql<Row>`u.id, u.username, u.name, ${roleOf} as role, g.shop_id, g.duties, g.id as grant_id, ${shopsOf} as own_shops`

/** The session named, if it would be answered at this moment, with its person and the grant by which it acts. */
const live = ({ id, at }: Places<Asked>) => sql`people.sessions s
  join people.users u on u.id = s.user_id
  join people.user_grants g on g.id = s.grant_id
  where s.id = ${id} and s.ended_at is null and s.expires_at > ${at}
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
      const [row] = await recalled(db, { id: sessionId, at })
      return personOf(row, sessionId)
    },
    hold: async (tx, sessionId, at, holding) => {
      if (holding === 'admins') await lockAdmins(tx)
      const rows = await held[holding](tx, { id: sessionId, at })
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
 * One statement reads session, person and grants, so that a revocation takes effect at the very next request in every process.
 * The same statement notes the activity, at most once a minute; of many requests at once one writes, and none waits for
 * another.
 */
async function identified(db: Tx, id: string, at: Date): Promise<Person | 'dead'> {
  const [row] = await identifying(db, { id, at, minute_ago: new Date(at.getTime() - minuteMs) })
  return personOf(row, id) ?? 'dead'
}

const identifying = statement<Asked & { minute_ago: Date }, Row>(
  (asked) => sql<Row>`
    with live as (
      select ${fields} from ${live(asked)}
    ), seen as (
      ${noteSeen(asked, sql`exists (select from live)`)}
    )
    select * from live`,
)

const recalled = statement<Asked, Row>((asked) => sql<Row>`select ${fields} from ${live(asked)}`)

/**
 * Whoever ends sessions or changes a grant locks the person's row `for update` first, and so comes before all of this or
 * after it, and never in between; what one person does at once shares these locks. The person's row comes first, as
 * everywhere. A change that will itself end its person's sessions or change their grant holds the row alone from the start:
 * two that shared it would each wait for the other to let go.
 */
const holding = (locks: RawBuilder<unknown>) =>
  statementAhead<Asked, Row>((asked) => sql<Row>`select ${fields} from ${live(asked)} ${locks}`)
const alone = holding(sql`for update of u for share of g, s`)
const held: Record<Exclude<Holding, 'nobody'>, typeof alone> = {
  standing: holding(sql`for key share of u for share of g, s`),
  person: alone,
  admins: alone,
}

function personOf(row: Row | undefined, session_id: string): Person | null {
  return row === undefined ? null : { ...row, session_id }
}

async function sessionIdOf(tokens: Tokens, { bearer, cookie }: Credentials, at: Date): Promise<string | null> {
  if (bearer !== null) return tokens.readAccess(bearer, at)
  return cookie === null ? null : tokens.readCookie(cookie)
}
