import type { Role, User } from '@mortar/contract'
import { publish } from '../../kernel/facts.ts'
import { sql, type Tx } from '../../kernel/database.ts'
import { found } from '../../kernel/refusal.ts'
import { firstCode } from './codes.ts'
import { grant } from './store/grants.ts'
import { audit } from './store/audit.ts'
import { insertUser, type NewUser, type UserRow } from './store/users.ts'

/** `ip`: from where; not known of those whom the system itself makes. */
export type Registration = NewUser & { ip?: string | null }

/**
 * The one way a person comes to be: validated by the contract, the password hashed before the transaction began. Whoever they
 * come as, they may buy; the grant of `role` is the caller's to write, once its shop has an id.
 * Refuses `email_taken` and `username_taken`, with both fields if both are.
 */
export async function createUser(
  tx: Tx,
  { ip = null, ...user }: Registration,
  role: Role,
  at: Date,
): Promise<{ id: number; user: User }> {
  const id = await insertUser(tx, user, at)
  await grant(tx, id, 'customer', null)
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
  const { user: created } = await createUser(tx, user, 'customer', at)
  return created
}

/** Creates the first admin, and nobody when there is one. Whoever runs the server vouches for the address. Returns whether it did. */
export async function ensureAdmin(tx: Tx, user: NewUser, at: Date): Promise<boolean> {
  await sql`select pg_advisory_xact_lock(hashtext('mortar first admin'))`.execute(tx)
  const { rows } = await sql`select from people.user_grants where role = 'admin' limit 1`.execute(tx)
  if (rows.length > 0) return false
  const created = await createUser(tx, { ...user, email_verified_at: at }, 'admin', at)
  await grant(tx, created.id, 'admin', null)
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

/** In the role that acts. */
export async function getUser(tx: Tx, { id, role }: { id: number; role: Role }): Promise<User> {
  const { rows } = await sql<Omit<UserRow, 'role'>>`
    select username, email, name, phone, language, email_verified_at, created_at
    from people.users where id = ${id}`.execute(tx)
  return userOf({ ...found(rows[0]), role })
}
