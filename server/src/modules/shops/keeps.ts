import type { Duty } from '@mortar/contract'
import { sql, type Tx } from '../../kernel/database.ts'
import type { Keeps } from '../../kernel/module.ts'
import { ownFields, type OwnShopRow } from './views.ts'

/** The shop that a person keeps, those they work in; the invitations they got, and those they wrote. */
export const keeps: Keeps = async (tx, userId) => ({
  shops: {
    kept: await keptBy(tx, userId),
    works_in: await workplacesOf(tx, userId),
    invitations: await invitationsTo(tx, userId),
    invited: await invitedBy(tx, userId),
  },
})

async function keptBy(tx: Tx, userId: number): Promise<OwnShopRow | null> {
  const { rows } = await sql<OwnShopRow>`select ${ownFields} from shops.shops s where s.owner_id = ${userId}`.execute(
    tx,
  )
  return rows[0] ?? null
}

async function workplacesOf(tx: Tx, userId: number): Promise<{ slug: string; name: string }[]> {
  const { rows } = await sql<{ slug: string; name: string }>`
    select s.slug, s.name from people.user_grants g join shops.shops s on s.id = g.shop_id
    where g.user_id = ${userId} and g.role = 'staff' order by g.position`.execute(tx)
  return rows
}

type Invitation = {
  shop: { slug: string; name: string }
  email: string
  duties: Duty[]
  registration_number: string | null
  invited_at: string
  expires_at: string
  closed_at: string | null
}

const invitations = sql`
  select json_build_object('slug', s.slug, 'name', s.name) as shop, i.email, i.duties, i.registration_number,
    i.invited_at, i.expires_at, i.closed_at
  from shops.invitations i join shops.shops s on s.id = i.shop_id`

/** By their address, or taken up by them when they had another. */
async function invitationsTo(tx: Tx, userId: number): Promise<Invitation[]> {
  const { rows } = await sql<Invitation>`${invitations}
    where i.accepted_by = ${userId}
      or lower(i.email) = (select email_key from people.users where id = ${userId} and email_verified_at is not null)
    order by i.invited_at, i.id`.execute(tx)
  return rows
}

async function invitedBy(tx: Tx, userId: number): Promise<Invitation[]> {
  const { rows } =
    await sql<Invitation>`${invitations} where i.invited_by = ${userId} order by i.invited_at, i.id`.execute(tx)
  return rows
}
