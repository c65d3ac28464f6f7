import type { AuditEntry, platform as contract } from '@mortar/contract'
import type { RawBuilder } from 'kysely'
import { csvLine, sendCsv } from '../../kernel/csv.ts'
import { dynamic, sql, type Tx } from '../../kernel/database.ts'
import type { CallOf, StreamOf } from '../../kernel/module.ts'
import { cappedList, countBound, cutTo, readPage } from '../../kernel/page.ts'
import { audit } from './store/audit.ts'

type Filters = CallOf<(typeof contract)['export_audit_log']>['query']

/** Who did it bears the name they have now, should they have been deleted since. */
const entry = sql`a.at, u.username as actor, a.action, a.target, a.before, a.after, host(a.ip) as ip`
const entries = sql`people.audit a left join people.users u on u.id = a.actor_id`

/** Newest first. Counts to a bound, as a search does: the log only grows. */
export async function auditLog(tx: Tx, call: CallOf<(typeof contract)['list_audit_log']>) {
  const { page: number, page_size, ...filters } = call.query
  const where = matching(filters)
  const page = sql`select ${entry} from ${entries} where ${where}
    order by a.at desc, a.id desc ${cutTo({ page: number, page_size })}`
  const count = sql`select count(*) from (select from people.audit a where ${where} limit ${countBound}) counted`
  return cappedList(call, await readPage<AuditEntry>(tx, { page, count, fixed: false }))
}

function matching({ actor, action, target, from, to }: Filters): RawBuilder<unknown> {
  const conditions = [
    ...(actor === undefined ? [] : [sql`a.actor_id = (${idOf(actor)})`]),
    ...(action === undefined ? [] : [actionIs(action)]),
    ...(target === undefined ? [] : [sql`a.target = ${target}`]),
    ...(from === undefined ? [] : [sql`a.at >= ${from}::date::timestamp at time zone 'UTC'`]),
    ...(to === undefined ? [] : [sql`a.at < (${to}::date + 1)::timestamp at time zone 'UTC'`]),
  ]
  return conditions.length === 0 ? sql`true` : sql.join(conditions, sql` and `)
}

const idOf = (username: string) => sql`select id from people.users where username_key = lower(${username})`

/** `user.block`, or all that begins with the word `user`. */
const actionIs = (action: string) =>
  action.includes('.') ? sql`a.action = ${action}` : sql`a.action like ${`${action.replaceAll('_', '\\_')}.%`}`

const pieceSize = 1_000
const columns = ['at', 'actor', 'action', 'target', 'before', 'after', 'ip'] as const

type Exported = Record<(typeof columns)[number], string | null> & { id: number; at: string }

/**
 * The log as it is now, oldest first. Each piece is a statement of its own, so that no connection is held while a slow
 * client reads. The first is read before anything is said, so that a refusal can still be one; it breaks off when the session ends. The
 * export is in the log itself.
 */
export const exportAuditLog: StreamOf<(typeof contract)['export_audit_log']> = async (db, call, reply, closing) => {
  const { query, person, ip, at } = call
  const deed = { action: 'audit_log.export', target: 'platform:audit_log', after: query }
  await audit(db, { actor_id: person.id, ...deed, ip }, at)
  const read = async (after: Exported | null) => {
    await call.again(db)
    return piece(db, query, at, after)
  }
  sendCsv(reply, 'audit-log.csv', written(await read(null), read), closing)
}

async function* written(first: Exported[], read: (after: Exported) => Promise<Exported[]>) {
  yield csvLine(columns)
  for (let rows = first, last = rows.at(-1); last !== undefined; last = rows.at(-1)) {
    yield rows.map((row) => csvLine(columns.map((column) => row[column]))).join('')
    rows = await read(last)
  }
}

/** What follows an entry. Instants are kept to the millisecond, as they are read here: none is passed over. */
async function piece(db: Tx, filters: Filters, until: Date, after: Exported | null): Promise<Exported[]> {
  const beyond = after === null ? sql`true` : sql`(a.at, a.id) > (${after.at}::timestamptz, ${after.id}::bigint)`
  const { rows } = await sql<Exported>`${dynamic}
    select a.id, a.at, u.username as actor, a.action, a.target, a.before::text, a.after::text, host(a.ip) as ip
    from ${entries} where ${matching(filters)} and a.at <= ${until} and ${beyond}
    order by a.at, a.id limit ${pieceSize}`.execute(db)
  return rows
}
