import type { PersonState, Role } from '@mortar/contract'
import { sql, sendUnread, type Tx } from '../../kernel/database.ts'
import type { Person } from '../../kernel/module.ts'
import { Refusal, found } from '../../kernel/refusal.ts'
import { mustLeaveAnAdmin } from './admins.ts'
import { foremost, grant, roleOf, takeAwayAdmin } from './store/grants.ts'
import { disable } from './second-factor.ts'
import { endSessions } from './sessions.ts'
import { keepOut, letIn, personState } from './store/users.ts'
import { audit } from './store/audit.ts'

/** What an admin does to somebody. Whoever is not there, or not any more, is `not_found`. */
export type Deed = { username: string; person: Person; ip: string }

/**
 * Keeps a person out: no session answers from now on and none begins. The reason is for admins alone. Refuses
 * `move_not_allowed` for oneself and for who is blocked, `last_admin`.
 */
export async function blockUser(
  tx: Tx,
  { username, person, ip, reason }: Deed & { reason: string | null },
  at: Date,
): Promise<void> {
  const id = await idOf(tx, username)
  if (id === person.id) throw new Refusal('move_not_allowed', { detail: 'Nobody blocks their own account.' })
  await mustLeaveAnAdmin(tx, id)
  const user = await lock(tx, id)
  if (user.state === 'blocked')
    throw new Refusal('move_not_allowed', { detail: 'The person is blocked.', moves: ['unblock'] })
  await keepOut(tx, id, reason, at)
  await endSessions(tx, { user_id: id }, 'blocked', at)
  const change = { before: { state: user.state }, after: { state: 'blocked', reason } }
  await audit(tx, { actor_id: person.id, action: 'user.block', target: `user:${user.username}`, ...change, ip }, at)
}

/** Refuses `move_not_allowed` for who is not blocked. Why is kept in the audit log. */
export async function unblockUser(
  tx: Tx,
  { username, person, ip, reason }: Deed & { reason: string | null },
  at: Date,
): Promise<void> {
  const user = await lock(tx, await idOf(tx, username))
  if (user.state !== 'blocked')
    throw new Refusal('move_not_allowed', { detail: 'The person is not blocked.', moves: ['block'] })
  const state = await letIn(tx, user.id)
  const before = { state: user.state, reason: user.blocked_reason }
  const change = { before, after: { state, reason } }
  await audit(tx, { actor_id: person.id, action: 'user.unblock', target: `user:${user.username}`, ...change, ip }, at)
}

/**
 * Makes a person an admin beside what they are, or an admin one no more, and ends their sessions: what they may do, and how they
 * prove who they are, is settled anew when they sign in. Refuses `move_not_allowed` to take from people of a shop what they are
 * there, `last_admin`.
 */
export async function changeRole(
  tx: Tx,
  { username, person, ip, role }: Deed & { role: 'customer' | 'admin' },
  at: Date,
): Promise<void> {
  const id = await idOf(tx, username)
  if (role !== 'admin') await mustLeaveAnAdmin(tx, id)
  const user = await lock(tx, id)
  const isAdmin = user.role === 'admin'
  if (isAdmin === (role === 'admin')) {
    if (user.role === role) return
    throw new Refusal('move_not_allowed', { detail: 'The person belongs to a shop.' })
  }
  await endSessions(tx, { user_id: id }, 'role', at)
  if (isAdmin) await takeAwayAdmin(tx, id)
  else await grant(tx, id, 'admin', null)
  const change = { before: { role: user.role }, after: { role } }
  await audit(tx, { actor_id: person.id, action: 'user.update', target: `user:${user.username}`, ...change, ip }, at)
}

/** For somebody who lost it: whether it is they who ask is for the admin to know. Refuses `second_factor_off`. */
export async function resetSecondFactor(
  tx: Tx,
  { username, person, ip, reason }: Deed & { reason: string | null },
  at: Date,
): Promise<void> {
  const user = await lock(tx, await idOf(tx, username))
  await disable(tx, { user, actor_id: person.id, ip, reason }, at)
}

async function idOf(tx: Tx, username: string): Promise<number> {
  const { rows } = await sql<{ id: number }>`
    select id from people.users where username_key = lower(${username}) and deleted_at is null`.execute(tx)
  return found(rows[0]).id
}

/** `role`: what they are before all. */
type Row = { id: number; username: string; state: PersonState; blocked_reason: string | null; role: Role }

/** Locks first and then reads. Holds off sign-ins until the end. Whoever guards the admins too has done so before: the order of the two locks. */
async function lock(tx: Tx, id: number): Promise<Row> {
  await sendUnread(tx, sql`select from people.users where id = ${id} for update`)
  const { rows } = await sql<Row>`
    select u.id, u.username, u.blocked_reason, g.role, ${personState} as state
    from people.users u cross join lateral (
      select ${roleOf} as role from people.user_grants g where g.user_id = u.id order by ${foremost} limit 1
    ) g
    where u.id = ${id} and u.deleted_at is null`.execute(tx)
  return found(rows[0])
}
