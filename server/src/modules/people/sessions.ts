import { randomUUID } from 'node:crypto'
import type { Role, Tokens as TokensAnswer } from '@mortar/contract'
import { sql, type Tx } from '../../kernel/database.ts'
import { publish } from '../../kernel/facts.ts'
import type { Person } from '../../kernel/module.ts'
import { Refusal, keeping } from '../../kernel/refusal.ts'
import type { Passwords } from '../../kernel/passwords.ts'
import type { Tokens } from './tokens.ts'
import { getUser } from './users.ts'

const lifetimeMs = 30 * 24 * 60 * 60 * 1000

/** Roles for which a new sign-in ends the older sessions. */
export const singleDevice: Record<Role, boolean> = { customer: true, shopkeeper: true, staff: true, admin: true }

export type EndReason = 'logout' | 'everywhere' | 'superseded' | 'reuse' | 'blocked' | 'password'

type Credentials = { login: string; password: string }

/** Outside of any transaction: hashing takes some 20 ms. Null for an unknown name and for a wrong password alike. */
export async function checkPassword(
  db: Tx,
  { login, password }: Credentials,
  passwords: Passwords,
): Promise<number | null> {
  const { rows } = await sql<{ id: number; password_hash: string }>`
    select id, password_hash from people.users
    where (email_key = lower(${login}) or username_key = lower(${login})) and blocked_at is null
    limit 1`.execute(db)
  const row = rows[0]
  return (await passwords.verify(password, row?.password_hash ?? null)) && row !== undefined ? row.id : null
}

type SignIn = { device?: string | undefined; ip: string; at: Date }

/** Locks the person, so that of two sign-ins at once exactly one session remains where one device is the rule. */
export async function signIn(
  tx: Tx,
  userId: number,
  { device, ip, at }: SignIn,
  tokens: Tokens,
): Promise<TokensAnswer> {
  const { rows } = await sql<{ role: Role }>`
    select g.role from people.users u join people.grants g on g.user_id = u.id
    where u.id = ${userId} and u.blocked_at is null for update of u`.execute(tx)
  const person = rows[0]
  if (person === undefined) throw new Refusal('invalid_credentials')
  if (singleDevice[person.role]) await endSessions(tx, { user_id: userId }, 'superseded', at)
  const id = randomUUID()
  await sql`
    insert into people.sessions (id, user_id, device, ip, created_at, last_seen_at, expires_at)
    values (${id}, ${userId}, ${device ?? null}, ${ip}::inet, ${at}, ${at}, ${later(at)})`.execute(tx)
  return answer(tx, { id, user_id: userId, role: person.role, generation: 1 }, at, tokens)
}

/** Rotates. A token that was used before means that two hold it: the session ends, and stays ended. */
export async function refresh(tx: Tx, token: string, at: Date, tokens: Tokens): Promise<TokensAnswer> {
  const claim = tokens.readRefresh(token)
  if (claim === null) throw new Refusal('session_ended')
  const { rows } = await sql<{ user_id: number; generation: number; role: Role }>`
    select s.user_id, s.generation, g.role
    from people.sessions s
    join people.users u on u.id = s.user_id and u.blocked_at is null
    join people.grants g on g.user_id = s.user_id
    where s.id = ${claim.sessionId} and s.ended_at is null and s.expires_at > ${at}
    for update of s`.execute(tx)
  const session = rows[0]
  if (session === undefined) throw new Refusal('session_ended')
  if (claim.generation !== session.generation) {
    await endSessions(tx, { user_id: session.user_id, id: claim.sessionId }, 'reuse', at)
    throw keeping(new Refusal('session_ended'))
  }
  await sql`
    update people.sessions set generation = generation + 1, last_seen_at = ${at}, expires_at = ${later(at)}
    where id = ${claim.sessionId}`.execute(tx)
  return answer(tx, { ...session, id: claim.sessionId, generation: session.generation + 1 }, at, tokens)
}

type Live = { id: string; user_id: number; role: Role; generation: number }

async function answer(tx: Tx, session: Live, at: Date, tokens: Tokens): Promise<TokensAnswer> {
  const access = await tokens.access(session.id, session.role, at)
  return {
    access_token: access.token,
    token_type: 'Bearer',
    expires_at: access.expires_at,
    refresh_token: tokens.refresh(session.id, session.generation),
    device_token: tokens.device(session.user_id),
    user: await getUser(tx, session.user_id),
  }
}

const later = (at: Date) => new Date(at.getTime() + lifetimeMs)

/** Ends one session or all of a person's, at once and for every process: each request asks the row. */
export async function endSessions(
  tx: Tx,
  whose: { user_id: number; id?: string },
  reason: EndReason,
  at: Date,
): Promise<void> {
  const { rows } = await sql<{ id: string }>`
    update people.sessions set ended_at = ${at}, end_reason = ${reason}
    where user_id = ${whose.user_id} and ended_at is null and (${whose.id ?? null}::uuid is null or id = ${whose.id ?? null}::uuid)
    returning id`.execute(tx)
  if (rows.length > 0)
    await publish(tx, 'session.ended', { user_id: whose.user_id, session_ids: rows.map((row) => row.id) })
}

export async function signOut(tx: Tx, person: Person, everywhere: boolean, at: Date): Promise<void> {
  if (everywhere) await endSessions(tx, { user_id: person.id }, 'everywhere', at)
  else await endSessions(tx, { user_id: person.id, id: person.session_id }, 'logout', at)
}

export async function mySessions(tx: Tx, person: Person) {
  const { rows } = await sql<{
    id: string
    device: string | null
    ip: string | null
    signed_in_at: string
    last_activity: string
    ended_at: string | null
    current: boolean
  }>`
    select id, device, host(ip) as ip, created_at as signed_in_at, last_seen_at as last_activity, ended_at,
      id = ${person.session_id}::uuid as current
    from people.sessions where user_id = ${person.id}
    order by (ended_at is null) desc, created_at desc limit 50`.execute(tx)
  return { results: rows }
}
