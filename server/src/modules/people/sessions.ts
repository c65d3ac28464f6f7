import type { Role, Tokens as TokensAnswer } from '@mortar/contract'
import { sql, sendUnread, type Tx } from '../../kernel/database.ts'
import { publish } from '../../kernel/facts.ts'
import type { CallOf, Person } from '../../kernel/module.ts'
import { cutTo, listed, readPage } from '../../kernel/page.ts'
import { Refusal, found, keeping } from '../../kernel/refusal.ts'
import type { sessions as contract } from '@mortar/contract'
import { roleOf } from './store/grants.ts'
import { closeSessions, renewSession, type EndReason, type Whose } from './store/sessions.ts'
import { audit } from './store/audit.ts'
import type { UserRow } from './store/users.ts'
import type { Tokens } from './tokens.ts'
import { userOf } from './users.ts'

const lifetimeMs = 30 * 24 * 60 * 60 * 1000

type Live = { id: string; generation: number; device_id: string; person: UserRow & { id: number; role: Role } }

/** The tokens of a session that was just begun or renewed. Its device stays the one it is: another would have guesses of its own. */
export async function answer(
  { id, generation, device_id, person }: Live,
  at: Date,
  tokens: Tokens,
): Promise<TokensAnswer> {
  const access = await tokens.access(id, person.role, at)
  return {
    access_token: access.token,
    token_type: 'Bearer',
    expires_at: access.expires_at,
    refresh_token: tokens.refresh(id, generation),
    device_token: tokens.device(person.id, at, device_id),
    user: userOf(person),
  }
}

export const later = (at: Date) => new Date(at.getTime() + lifetimeMs)

/** Rotates. Locks first and then reads, since a session that is waited for may switch. A token that was used before means that two hold it: the session ends, and stays ended. */
export async function refresh(
  tx: Tx,
  token: string,
  { ip, at }: { ip: string; at: Date },
  tokens: Tokens,
): Promise<TokensAnswer> {
  const claim = tokens.readRefresh(token)
  if (claim === null) throw new Refusal('session_ended')
  await sendUnread(tx, sql`select from people.sessions where id = ${claim.sessionId} for update`)
  const { rows } = await sql<UserRow & { id: number; generation: number; device_id: string }>`
    select u.id, u.username, u.email, u.name, u.phone, u.language, u.email_verified_at, u.created_at, ${roleOf} as role, s.generation,
      s.device_id
    from people.sessions s
    join people.users u on u.id = s.user_id and u.blocked_at is null and u.deleted_at is null
    join people.user_grants g on g.id = s.grant_id
    where s.id = ${claim.sessionId} and s.ended_at is null and s.expires_at > ${at}`.execute(tx)
  const person = rows[0]
  if (person === undefined) throw new Refusal('session_ended')
  if (claim.generation !== person.generation) {
    await endSessions(tx, { user_id: person.id, id: claim.sessionId }, 'reuse', at)
    await audit(tx, { actor_id: null, action: 'session.reuse', target: `user:${person.username}`, ip }, at)
    throw keeping(new Refusal('session_ended'))
  }
  await renewSession(tx, claim.sessionId, later(at), at)
  const { device_id, generation } = person
  return answer({ id: claim.sessionId, generation: generation + 1, device_id, person }, at, tokens)
}

/** Ends sessions at once and for every process: each request asks the row. Answers how many were live. */
export async function endSessions(tx: Tx, whose: Whose, reason: EndReason, at: Date): Promise<number> {
  const session_ids = await closeSessions(tx, whose, reason, at)
  if (session_ids.length > 0) await publish(tx, 'session.ended', { user_id: whose.user_id, session_ids })
  return session_ids.length
}

type Leaving = { person: Person; ip: string; at: Date }

export async function signOut(tx: Tx, { person, ip, at }: Leaving, everywhere: boolean): Promise<void> {
  const reason = everywhere ? 'everywhere' : 'logout'
  await endSessions(tx, everywhere ? { user_id: person.id } : { user_id: person.id, id: person.session_id }, reason, at)
  await auditEnd(tx, { person, ip, at }, reason)
}

/** One of my devices. One that is signed out already stays so. Refuses `not_found` for what is no session of mine. */
export async function endOne(tx: Tx, { person, ip, at }: Leaving, id: string): Promise<void> {
  const { rows } = await sql`select 1 as one from people.sessions where id = ${id} and user_id = ${person.id}`.execute(
    tx,
  )
  found(rows[0])
  if ((await endSessions(tx, { user_id: person.id, id }, 'device', at)) > 0)
    await auditEnd(tx, { person, ip, at }, 'device')
}

async function auditEnd(tx: Tx, { person, ip, at }: Leaving, because: EndReason): Promise<void> {
  await audit(
    tx,
    { actor_id: person.id, action: 'session.end', target: `user:${person.username}`, after: { because }, ip },
    at,
  )
}

type Row = {
  id: string
  device: string | null
  ip: string | null
  signed_in_at: string
  last_activity: string
  ended_at: string | null
  current: boolean
}

/** Live ones first, and then the latest; one that ran out has ended then. */
export async function mySessions(tx: Tx, call: CallOf<(typeof contract)['list_sessions']>) {
  const { person, query, at } = call
  const mine = sql`people.sessions where user_id = ${person.id}`
  const page = sql`
    select id, device, host(ip) as ip, created_at as signed_in_at, last_seen_at as last_activity,
      coalesce(ended_at, case when expires_at <= ${at} then expires_at end) as ended_at,
      id = ${person.session_id}::uuid as current
    from ${mine} order by (ended_at is null and expires_at > ${at}) desc, created_at desc, id ${cutTo(query)}`
  return listed(call, await readPage<Row>(tx, { page, count: sql`select count(*) from ${mine}`, fixed: true }))
}
