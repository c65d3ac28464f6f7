import { sql, type Tx } from '../../../kernel/database.ts'

/** With a code that was mailed, which proves the address too. Answers whose it is. */
export async function setForgottenPassword(
  tx: Tx,
  userId: number,
  password_hash: string,
  at: Date,
): Promise<{ username: string } | undefined> {
  const { rows } = await sql<{ username: string }>`
    update people.users
    set password_hash = ${password_hash}, email_verified_at = coalesce(email_verified_at, ${at})
    where id = ${userId} returning username`.execute(tx)
  return rows[0]
}

/** False for somebody who was deleted. */
export async function setPassword(tx: Tx, userId: number, password_hash: string): Promise<boolean> {
  const { rows } = await sql`
    update people.users set password_hash = ${password_hash} where id = ${userId} and deleted_at is null
    returning 1`.execute(tx)
  return rows.length === 1
}
