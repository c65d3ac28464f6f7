import type { Duty } from '@mortar/contract'
import { sql, type Tx } from '../../kernel/database.ts'
import { found } from '../../kernel/refusal.ts'
import { setDuties, takeAway, type Work } from './store/grants.ts'
import { endSessions } from './sessions.ts'

/** Staff of a shop. Whoever does not work there is `not_found`. */
export type Member = { username: string; shop_id: number | null }
type Duties = Pick<Work, 'duties' | 'registration_number'>

/** Sets what someone may do. It holds from their next request on: each reads the grant. Answers what held before. */
export async function changeWork(
  tx: Tx,
  member: Member,
  { duties, registration_number }: Duties,
): Promise<{ username: string; before: Duties }> {
  const { user_id: _, grant_id, username, ...before } = await lock(tx, member)
  await setDuties(tx, grant_id, { duties, registration_number })
  return { username, before }
}

/**
 * Someone works here no more. Their sessions that act by this grant end, whoever holds the device: those that act by another go on.
 * Answers what held before.
 */
export async function endWork(tx: Tx, member: Member, at: Date): Promise<{ username: string; before: Duties }> {
  const { user_id, grant_id, username, ...before } = await lock(tx, member)
  await endSessions(tx, { user_id, grant_id }, 'role', at)
  await takeAway(tx, grant_id)
  return { username, before }
}

type Row = { user_id: number; grant_id: string; username: string; duties: Duty[]; registration_number: string | null }

async function lock(tx: Tx, { username, shop_id }: Member): Promise<Row> {
  const { rows } = await sql<Row>`
    select u.id as user_id, g.id as grant_id, u.username, g.duties, g.registration_number
    from people.users u join people.user_grants g on g.user_id = u.id
    where u.username_key = lower(${username}) and u.deleted_at is null
      and g.role = 'staff' and g.shop_id = ${shop_id} for update of u, g`.execute(tx)
  return found(rows[0])
}
