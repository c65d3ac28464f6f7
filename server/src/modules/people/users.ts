import type { Role, User } from '@mortar/contract'
import { publish } from '../../kernel/facts.ts'
import { sql, type Tx } from '../../kernel/database.ts'
import { found } from '../../kernel/refusal.ts'
import { firstCode } from './codes.ts'
import { audit, insertGrant, insertUser, type NewUser, type UserRow } from './store.ts'

/** `ip`: from where; not known of those whom the system itself makes. */
export type Registration = NewUser & { ip?: string | null }

/**
 * The one way a person comes to be: validated by the contract, the password hashed before the transaction began. The
 * grant of a shopkeeper is written by `grant` once the shop has its id.
 * Refuses `email_taken` and `username_taken`, with both fields if both are.
 */
export async function createUser(
  tx: Tx,
  { ip = null, ...user }: Registration,
  role: Role,
  at: Date,
): Promise<{ id: number; user: User }> {
  const id = await insertUser(tx, user, at)
  await audit(tx, { actor_id: id, action: 'user.register', target: `user:${user.username}`, after: { role }, ip }, at)
  const isProved = user.email_verified_at !== undefined
  const nonce = role === 'admin' || isProved ? null : await firstCode(tx, id, user.email, at)
  await publish(tx, 'person.registered', { user_id: id, role, nonce })
  const { phone = null, language = 'en', ...rest } = user
  const email_verified_at = user.email_verified_at?.toISOString() ?? null
  return {
    id,
    user: userOf({ ...rest, phone, language, role, email_verified_at, created_at: at.toISOString() }),
  }
}

export async function createCustomer(tx: Tx, user: Registration, at: Date): Promise<User> {
  const created = await createUser(tx, user, 'customer', at)
  await insertGrant(tx, created.id, 'customer', null)
  return created.user
}

/** Creates the first admin, and nobody when there is one. Whoever runs the server vouches for the address. Returns whether it did. */
export async function ensureAdmin(tx: Tx, user: NewUser, at: Date): Promise<boolean> {
  await sql`select pg_advisory_xact_lock(hashtext('mortar first admin'))`.execute(tx)
  const { rows } = await sql`select from people.grants where role = 'admin' limit 1`.execute(tx)
  if (rows.length > 0) return false
  const created = await createUser(tx, { ...user, email_verified_at: at }, 'admin', at)
  await insertGrant(tx, created.id, 'admin', null)
  return true
}

export function userOf(row: Omit<UserRow, 'id'>): User {
  return {
    username: row.username,
    email: row.email,
    name: row.name,
    phone: row.phone,
    role: row.role,
    language: row.language,
    email_verified: row.email_verified_at !== null,
    joined_at: row.created_at,
  }
}

export async function getUser(tx: Tx, userId: number): Promise<User> {
  const { rows } = await sql<UserRow>`
    select u.username, u.email, u.name, u.phone, u.language, u.email_verified_at, u.created_at, g.role
    from people.users u join people.grants g on g.user_id = u.id
    where u.id = ${userId}`.execute(tx)
  return userOf(found(rows[0]))
}
