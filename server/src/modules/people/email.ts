import type { User } from '@mortar/contract'
import { sql, type Tx } from '../../kernel/database.ts'
import { publish } from '../../kernel/facts.ts'
import type { Quota } from '../../kernel/limits.ts'
import type { Person } from '../../kernel/module.ts'
import { giveTryBack } from './code-tries.ts'
import { issueCode, redeem, type Codes } from './codes.ts'
import { endCodes } from './store/codes.ts'
import { emailTaken, setEmail, setVerified } from './store/users.ts'
import { found } from '../../kernel/refusal.ts'
import { endSessions } from './sessions.ts'
import { audit } from './store/audit.ts'
import { getUser } from './users.ts'

/** The code proves the address it was sent to, which is still the person's. Refuses `code_invalid`. */
export async function verifyEmail(
  tx: Tx,
  { email, code, spent, ip }: { email: string; code: string; spent: Quota[]; ip: string },
  codes: Codes,
  at: Date,
): Promise<void> {
  const { user_id } = await redeem(tx, codes, { email }, at, { purpose: 'verify_email', code })
  await giveTryBack(tx, spent)
  const { username } = found(await setVerified(tx, user_id, at))
  await audit(tx, { actor_id: user_id, action: 'email.verify', target: `user:${username}`, ip }, at)
}

/** Sends a code to either end. Refuses `email_taken`. */
export async function askForEmail(tx: Tx, person: Person, email: string, at: Date): Promise<void> {
  const { rows } = await sql`select from people.users where email_key = lower(${email}) and id <> ${person.id}`.execute(
    tx,
  )
  if (rows.length > 0) throw emailTaken()
  await issueCode(tx, { user_id: person.id }, 'old_email', at)
  await issueCode(tx, { user_id: person.id }, 'new_email', at, { target: email })
}

type Change = { old_code: string; new_code: string; spent: Quota[]; ip: string }

/** Proved at both ends. Ends the other sessions, and every code. Refuses `code_invalid`; `email_taken` if somebody was faster. */
export async function changeEmail(
  tx: Tx,
  person: Person,
  { old_code, new_code, spent, ip }: Change,
  codes: Codes,
  at: Date,
): Promise<User> {
  const whose = { user_id: person.id }
  const { target: email } = await redeem(
    tx,
    codes,
    whose,
    at,
    { purpose: 'new_email', code: new_code },
    { purpose: 'old_email', code: old_code },
  )
  await giveTryBack(tx, spent)
  await setEmail(tx, person.id, email, at)
  await endCodes(tx, person.id, at)
  await endSessions(tx, { user_id: person.id, but: person.session_id }, 'email', at)
  // Nothing ever leaves the audit log: it says that the address was changed, and not what it was, which may be deleted.
  await audit(tx, { actor_id: person.id, action: 'email.change', target: `user:${person.username}`, ip }, at)
  await publish(tx, 'account.secured', { user_id: person.id, what: 'email_changed' })
  return getUser(tx, person)
}
