import { freshMinutes } from '@mortar/contract'
import { sql, type Tx } from '../../kernel/database.ts'
import type { Limits } from '../../kernel/limits.ts'
import type { Person } from '../../kernel/module.ts'
import type { Passwords } from '../../kernel/passwords.ts'
import { Refusal } from '../../kernel/refusal.ts'
import { ownPassword } from './guesses.ts'

/** What was found of a password that was given: the hash it was right for, or null. */
export type Proof = string | null

/** Whether somebody who is signed in gave their own password again. Before a transaction: hashing takes its time. */
export type OwnPassword = (db: Tx, person: Person, password: string, at: Date) => Promise<Proof>

/** What changes an account for good asks for the password again: a session left open must not be enough. */
export function makeOwnPassword({ passwords, limits }: { passwords: Passwords; limits: Limits }): OwnPassword {
  return async (db, person, password, at) => {
    const spent = ownPassword(person.id)
    await limits.count(db, spent, at)
    const { rows } = await sql<{ password_hash: string }>`
      select password_hash from people.users where id = ${person.id}`.execute(db)
    const hash = rows[0]?.password_hash ?? null
    if (!(await passwords.verify(password, hash))) return null
    await limits.giveBack(db, spent)
    return hash
  }
}

/**
 * In the transaction that rests on it, which holds the person's row: a password that was right may have been changed since.
 * Refuses `password_wrong`.
 */
export async function mustBeRight(tx: Tx, { id }: Pick<Person, 'id'>, proof: Proof): Promise<void> {
  const { rows } = await sql`
    select from people.users where id = ${id} and password_hash = ${proof} and deleted_at is null`.execute(tx)
  if (rows.length === 0) throw new Refusal('password_wrong')
}

/**
 * Instead of the password: whoever has just signed in gave it then. A session that was left open, or whose token was taken,
 * is older. Refuses `password_required`.
 */
export async function mustHaveJustSignedIn(
  tx: Tx,
  { session_id }: Pick<Person, 'session_id'>,
  at: Date,
): Promise<void> {
  const since = new Date(at.getTime() - freshMinutes * 60_000)
  const { rows } = await sql`
    select from people.sessions where id = ${session_id} and created_at > ${since}`.execute(tx)
  if (rows.length === 0) throw new Refusal('password_required')
}
