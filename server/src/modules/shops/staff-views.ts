import type { Invitation, StaffMember } from '@mortar/contract'
import { sql, type Tx } from '../../kernel/database.ts'
import { found } from '../../kernel/refusal.ts'
import { isOpenTo } from './views.ts'

const member = sql`u.username, u.name, u.email, g.duties, g.registration_number,
  coalesce(j.at, u.created_at) as joined_at,
  (select max(last_seen_at) from people.sessions where user_id = u.id and grant_id = g.id) as last_activity`

/** The staff of a shop, which is never its keeper; seen there only when they acted for it. They joined when they took up its last invitation. */
const staffOf = (shopId: number | null) => sql`people.user_grants g
  join people.users u on u.id = g.user_id and u.deleted_at is null
  left join (
    select accepted_by, max(closed_at) as at from shops.invitations
    where shop_id = ${shopId} and accepted_by is not null group by accepted_by
  ) j on j.accepted_by = g.user_id
  where g.shop_id = ${shopId} and g.role = 'staff'`

/** Those who joined first come first; of invitations, the newest. */
export async function listStaff(tx: Tx, shopId: number | null, at: Date) {
  const { rows: results } = await sql<StaffMember>`
    select ${member} from ${staffOf(shopId)} order by joined_at, u.id`.execute(tx)
  const { rows: invitations } = await sql<Invitation>`
    select i.id, i.email, i.duties, i.registration_number, i.invited_at, i.expires_at
    from shops.invitations i where i.shop_id = ${shopId} and ${isOpenTo(at)} order by i.invited_at desc, i.id`.execute(
    tx,
  )
  return { results, invitations }
}

export async function staffMember(tx: Tx, shopId: number | null, username: string): Promise<StaffMember> {
  const { rows } = await sql<StaffMember>`
    select ${member} from ${staffOf(shopId)} and u.username_key = lower(${username})`.execute(tx)
  return found(rows[0])
}
