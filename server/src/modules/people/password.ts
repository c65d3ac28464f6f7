import type { Tx } from '../../kernel/database.ts'
import { publish } from '../../kernel/facts.ts'
import type { Quota } from '../../kernel/limits.ts'
import type { Person } from '../../kernel/module.ts'
import { Refusal } from '../../kernel/refusal.ts'
import { giveTryBack } from './code-tries.ts'
import { redeem, type Codes } from './codes.ts'
import { endSessions } from './sessions.ts'
import { endCodes } from './store/codes.ts'
import { setForgottenPassword, setPassword } from './store/users.ts'
import { audit } from './store/audit.ts'
import type { Tokens } from './tokens.ts'
import { must } from '../../kernel/must.ts'

type Reset = { email: string; code: string; password_hash: string; spent: Quota[]; ip: string }

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
  const owner = must(await setForgottenPassword(tx, user_id, password_hash, at), 'the owner of a code')
  await endCodes(tx, user_id, at)
  await endSessions(tx, { user_id }, 'password', at)
  const target = `user:${owner.username}`
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
  if (!(await setPassword(tx, person.id, password_hash))) throw new Refusal('session_ended')
  await endCodes(tx, person.id, at)
  await endSessions(tx, { user_id: person.id, but: person.session_id }, 'password', at)
  await audit(tx, { actor_id: person.id, action: 'password.change', target: `user:${person.username}`, ip }, at)
  await publish(tx, 'account.secured', { user_id: person.id, what: 'password_changed' })
}
