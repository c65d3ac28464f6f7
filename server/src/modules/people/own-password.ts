import { sql, type Tx } from '../../kernel/database.ts'
import type { Limits } from '../../kernel/limits.ts'
import type { Person } from '../../kernel/module.ts'
import type { Passwords } from '../../kernel/passwords.ts'
import { Refusal } from '../../kernel/refusal.ts'
import { ownPassword } from './guesses.ts'

/** Whether somebody who is signed in gave their own password again. Before a transaction: hashing takes its time. */
export type OwnPassword = (db: Tx, person: Person, password: string, at: Date) => Promise<boolean>

/** What changes an account for good asks for the password again: a session left open must not be enough. */
export function makeOwnPassword({ passwords, limits }: { passwords: Passwords; limits: Limits }): OwnPassword {
  return async (db, person, password, at) => {
    const spent = ownPassword(person.id)
    await limits.take(db, spent, at)
    const { rows } = await sql<{ password_hash: string }>`
      select password_hash from people.users where id = ${person.id}`.execute(db)
    const isRight = await passwords.verify(password, rows[0]?.password_hash ?? null)
    if (isRight) await limits.giveBack(db, spent)
    return isRight
  }
}

export function mustBeRight(isRight: boolean): void {
  if (!isRight) throw new Refusal('password_wrong')
}
