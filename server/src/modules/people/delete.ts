import { randomBytes, randomUUID } from 'node:crypto'
import { sql, sendUnread, type Tx } from '../../kernel/database.ts'
import { publish } from '../../kernel/facts.ts'
import { forgetAnswers } from '../../kernel/idempotency.ts'
import type { Person } from '../../kernel/module.ts'
import { Refusal } from '../../kernel/refusal.ts'
import { mustLeaveAnAdmin } from './admins.ts'
import { dropAddresses } from './store/addresses.ts'
import { dropCodes } from './store/codes.ts'
import { deleteFactor } from './store/factors.ts'
import { takeAwayAll } from './store/grants.ts'
import { stripSessions } from './store/sessions.ts'
import { strip } from './store/users.ts'
import { endSessions } from './sessions.ts'
import { audit } from './store/audit.ts'

type Leaving = { person: Person; ip: string; at: Date }

/**
 * Deletes an account: what names its person goes at once, here and in whatever other modules do about `person.deleted`. The
 * row stays, stripped, for what refers to it; e-mail address and username are free again. What other calls of this person
 * are under way has ended before the row's lock is had, or is refused after it. Refuses `shop_owned` and `last_admin`.
 * Answers the address that was theirs, where they had proved it, for who keeps something by it.
 */
export async function deletePerson(tx: Tx, { person, ip, at }: Leaving): Promise<string | null> {
  await mustLeaveAnAdmin(tx, person.id)
  const { keeps_shop, proved_email } = await lock(tx, person.id)
  if (keeps_shop) throw new Refusal('shop_owned')
  const username = `deleted-${randomBytes(6).toString('hex')}`
  await endSessions(tx, { user_id: person.id }, 'deleted', at)
  await sweep(tx, person.id)
  await forgetAnswers(tx, person.id)
  await strip(tx, person.id, { username, email: `deleted-${randomUUID()}@deleted.invalid` }, at)
  const change = { target: `user:${person.username}`, after: { username } }
  await audit(tx, { actor_id: person.id, action: 'user.delete', ...change, ip }, at)
  await publish(tx, 'person.deleted', { user_id: person.id })
  return proved_email
}

type Row = { keeps_shop: boolean; proved_email: string | null }

/** No order and no sign-in of theirs gets past this lock; those that came before are committed. */
async function lock(tx: Tx, userId: number): Promise<Row> {
  await sendUnread(tx, sql`select from people.users where id = ${userId} for update`)
  const { rows } = await sql<Row>`
    select exists (select from people.user_grants where user_id = u.id and role = 'shopkeeper') as keeps_shop,
      case when u.email_verified_at is not null then u.email end as proved_email
    from people.users u where u.id = ${userId} and u.deleted_at is null`.execute(tx)
  const row = rows[0]
  if (row === undefined) throw new Refusal('session_ended')
  return row
}

/** What belongs to nobody but the person. What is left of a session is when it was: devices bear names that people gave them. */
async function sweep(tx: Tx, userId: number): Promise<void> {
  await dropCodes(tx, userId)
  await dropAddresses(tx, userId)
  await deleteFactor(tx, userId)
  await stripSessions(tx, userId)
  await takeAwayAll(tx, userId)
}
