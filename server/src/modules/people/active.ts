import type { Role, users as contract } from '@mortar/contract'
import type { RawBuilder } from 'kysely'
import { sql, type Tx } from '../../kernel/database.ts'
import type { CallOf } from '../../kernel/module.ts'
import { roleOf } from './store/grants.ts'
import { cutTo, listed, readPage } from '../../kernel/page.ts'

type Row = {
  user: { username: string; name: string; role: Role }
  last_activity: string
  signed_in_at: string
  device: string | null
  ip: string | null
}

/**
 * Who is signed in, session by session and in the role it acts in: those that would be answered at this moment, the most recently active first. All of
 * them are looked through, and only those of the page are told in full.
 */
export async function activeUsers(tx: Tx, call: CallOf<(typeof contract)['active_users']>) {
  const { query, at } = call
  const live = liveAt(at, query.type)
  const latest = sql`(select s.id from ${live} order by s.last_seen_at desc, s.id ${cutTo(query)}) latest`
  const page = sql`
    select jsonb_build_object('username', u.username, 'name', u.name, 'role', ${roleOf}) as user,
      s.last_seen_at as last_activity, s.created_at as signed_in_at, s.device, host(s.ip) as ip
    from ${latest} join people.sessions s using (id)
    join people.users u on u.id = s.user_id join people.user_grants g on g.id = s.grant_id
    order by s.last_seen_at desc, s.id`
  return listed(call, await readPage<Row>(tx, { page, count: sql`select count(*) from ${live}`, fixed: false }))
}

/** Who is blocked or deleted has no session any more; should one be left, it is not answered, nor is one whose grant is gone. */
function liveAt(at: Date, type: Role | undefined): RawBuilder<unknown> {
  const ofType =
    type === undefined
      ? sql`and s.grant_id is not null`
      : sql`and s.grant_id in (select g.id from people.user_grants g where ${roleOf} = ${type})`
  return sql`people.sessions s
    where s.ended_at is null and s.expires_at > ${at} ${ofType}
      and s.user_id not in (select id from people.users where blocked_at is not null or deleted_at is not null)`
}
