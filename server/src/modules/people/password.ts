import { sql, type Tx } from '../../kernel/database.ts'
import { publish } from '../../kernel/facts.ts'
import type { Wanted } from '../../kernel/limits.ts'
import type { Person } from '../../kernel/module.ts'
import { Refusal } from '../../kernel/refusal.ts'
import { giveTryBack } from './code-tries.ts'
import { endCodes, redeem, type Codes } from './codes.ts'
import { endSessions } from './sessions.ts'
import { audit } from './store.ts'
import type { Tokens } from './tokens.ts'
import { must } from '../../kernel/must.ts'

type Reset = { email: string; code: string; password_hash: string; spent: Wanted[]; ip: string }

/**
 * A new password for whoever has the mailed code, which proves the address too. Ends every session. The device is known
 * from then on: its owner gets in, however hard strangers guess. Ends every other code, too. Refuses `code_invalid`, for an address that nobody has
 * as well.
 */
export async function resetPassword(
  tx: Tx,
  { email, code, password_hash, spent, ip }: Reset,
  { codes, tokens }: { codes: Codes; tokens: Tokens },
  at: Date,
): Promise<{ device_token: string }> {
  const { user_id } = await redeem(tx, codes, { email }, at, { purpose: 'reset_password', code })
  await giveTryBack(tx, spent)
  const { rows } = await sql<{ username: string }>`
    update people.users
    set password_hash = ${password_hash}, email_verified_at = coalesce(email_verified_at, ${at})
    where id = ${user_id} returning username`.execute(tx)
  await endCodes(tx, user_id, at)
  await endSessions(tx, { user_id }, 'password', at)
  const target = `user:${must(rows[0], 'the owner of a code').username}`
  await audit(tx, { actor_id: user_id, action: 'password.reset', target, ip }, at)
  await publish(tx, 'account.secured', { user_id, what: 'password_changed' })
  return { device_token: tokens.device(user_id, at) }
}

/** Of somebody who has given the old one. Ends their other sessions, and every code. Refuses `session_ended` to who was deleted meanwhile. */
export async function changePassword(
  tx: Tx,
  person: Person,
  password_hash: string,
  ip: string,
  at: Date,
): Promise<void> {
  const { rows } = await sql`
    update people.users set password_hash = ${password_hash} where id = ${person.id} and deleted_at is null
    returning 1`.execute(tx)
  if (rows.length === 0) throw new Refusal('session_ended')
  await endCodes(tx, person.id, at)
  await endSessions(tx, { user_id: person.id, but: person.session_id }, 'password', at)
  await audit(tx, { actor_id: person.id, action: 'password.change', target: `user:${person.username}`, ip }, at)
  await publish(tx, 'account.secured', { user_id: person.id, what: 'password_changed' })
}
