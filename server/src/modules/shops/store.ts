import type { AddressInput, Duty, Invitation, ShopStatus } from '@mortar/contract'
import { randomUUID } from 'node:crypto'
import { sql, sendUnread, type Tx } from '../../kernel/database.ts'
import { freeSlugs, slugOf } from '../../kernel/slug.ts'
import { must } from '../../kernel/must.ts'
import { isOpenTo, takesPeople } from './views.ts'

/** The only file that writes the schema `shops`. */

/** Words that stand, or may come to stand, where a shop's slug stands in a path. */
const reserved = [
  'search',
  'create',
  'new',
  'edit',
  'import',
  'export',
  'me',
  'mine',
  'nearby',
  'categories',
  'admin',
  'api',
]

export type NewShop = {
  owner_id: number
  name: string
  phone: string
  category: string
  address: AddressInput | null
  licence: string | null
  country: string
  currency: string
  time_zone: string
}

/** Takes the first free slug; if another registration takes it in the same moment, the next one. */
export async function insertShop(tx: Tx, shop: NewShop, at: Date): Promise<{ id: number; slug: string }> {
  for (;;) {
    const [slug = ''] = await freeSlugs(tx, 'shops.shops', [slugOf(shop.name, 'shop')], reserved)
    const row = await tx
      .insertInto('shops.shops')
      .values({ ...shop, address: shop.address === null ? null : JSON.stringify(shop.address), slug, created_at: at })
      .onConflict((conflict) => conflict.column('slug').doNothing())
      .returning(['id', 'slug'])
      .executeTakeFirst()
    if (row !== undefined) return row
  }
}

export type Moved = { id: number; owner_id: number; before: { status: ShopStatus; note: string | null } }

/** The one compare-and-set of a shop's status: the row is locked, then moved only from where the move may start. */
export async function moveShop(
  tx: Tx,
  slug: string,
  from: readonly ShopStatus[],
  to: ShopStatus,
  note: string | null,
): Promise<Moved | undefined> {
  const { rows } = await sql<Moved>`
    with old as (select id, status, status_note from shops.shops where slug = ${slug} for update)
    update shops.shops s
    set status = ${to}, status_note = ${note}, is_verified = s.is_verified or ${to} = 'approved'
    from old where s.id = old.id and old.status = any(${from}::text[])
    returning s.id, s.owner_id, jsonb_build_object('status', old.status, 'note', old.status_note) as before`.execute(tx)
  return rows[0]
}

export type ShopTerms = { answer_within_hours: number; cash_orders_limit: number; cash_amount_limit: number }

const termsOf = (table: 'old' | 's') => sql<ShopTerms>`jsonb_build_object('answer_within_hours',
  ${sql.ref(table)}.answer_within_hours, 'cash_orders_limit', ${sql.ref(table)}.cash_orders_limit, 'cash_amount_limit',
  ${sql.ref(table)}.cash_amount_limit_minor)`

/** Changes what is given. Answers how it was and how it is. */
export async function setTerms(
  tx: Tx,
  shopId: number | null,
  {
    answer_within_hours = null,
    cash_orders_limit = null,
    cash_amount_limit = null,
  }: { [K in keyof ShopTerms]?: ShopTerms[K] | null | undefined },
): Promise<{ slug: string; before: ShopTerms; after: ShopTerms } | undefined> {
  const { rows } = await sql<{ slug: string; before: ShopTerms; after: ShopTerms }>`
    with old as (select * from shops.shops where id = ${shopId} for no key update)
    update shops.shops s
    set answer_within_hours = coalesce(${answer_within_hours}::int, s.answer_within_hours),
      cash_orders_limit = coalesce(${cash_orders_limit}::int, s.cash_orders_limit),
      cash_amount_limit_minor = coalesce(${cash_amount_limit}::bigint, s.cash_amount_limit_minor)
    from old where s.id = old.id
    returning s.slug, ${termsOf('old')} as before, ${termsOf('s')} as after`.execute(tx)
  return rows[0]
}

export async function statusOf(tx: Tx, slug: string): Promise<ShopStatus | undefined> {
  const { rows } = await sql<{ status: ShopStatus }>`select status from shops.shops where slug = ${slug}`.execute(tx)
  return rows[0]?.status
}

export type Offered = {
  shop_id: number
  email: string
  duties: Duty[]
  registration_number: string | null
  invited_by: number
}

export async function insertInvitation(
  tx: Tx,
  { shop_id, email, duties, registration_number, invited_by }: Offered,
  expiresAt: Date,
  at: Date,
): Promise<Invitation> {
  const { rows } = await sql<Invitation>`
    insert into shops.invitations (id, shop_id, email, duties, registration_number, invited_by, invited_at, expires_at)
    values (${randomUUID()}, ${shop_id}, ${email}, ${duties}, ${registration_number}, ${invited_by}, ${at}, ${expiresAt})
    returning id, email, duties, registration_number, invited_at, expires_at`.execute(tx)
  return must(rows[0], 'an invitation')
}

/** Those of a shop to an address, and those that ran out. A closed one keeps no address. */
export async function closeInvitations(tx: Tx, shopId: number, email: string, at: Date): Promise<void> {
  await sendUnread(
    tx,
    sql`update shops.invitations set closed_at = ${at}, email = ''
    where shop_id = ${shopId} and closed_at is null and (lower(email) = lower(${email}) or expires_at <= ${at})`,
  )
}

/** False for one that is not open, or not this shop's. */
export async function closeInvitation(tx: Tx, id: string, shopId: number | null, at: Date): Promise<boolean> {
  const { rows } = await sql`
    update shops.invitations i set closed_at = ${at}, email = ''
    where i.id = ${id} and i.shop_id = ${shopId} and ${isOpenTo(at)} returning 1 as one`.execute(tx)
  return rows.length === 1
}

export type AcceptedInvitation = {
  id: string
  shop_id: number
  shop: string
  email: string
  duties: Duty[]
  registration_number: string | null
}

/**
 * The one compare-and-set of an invitation: whoever comes first has it, the others find it closed. The address goes: it
 * has done what it was for. The shop stays one that takes people until the commit; whoever invites locks it first, too.
 */
export async function takeUp(tx: Tx, id: string | null, at: Date): Promise<AcceptedInvitation | undefined> {
  const { rows } = await sql<AcceptedInvitation>`
    with taken as (
      select i.id, i.email, s.slug as shop from shops.invitations i join shops.shops s on s.id = i.shop_id
      where i.id = ${id}::uuid and ${isOpenTo(at)} and ${takesPeople} for share of s for update of i
    )
    update shops.invitations i set closed_at = ${at}, email = ''
    from taken where i.id = taken.id
    returning i.id, i.shop_id, taken.shop, taken.email, i.duties, i.registration_number`.execute(tx)
  return rows[0]
}

export async function setAccepted(tx: Tx, invitationId: string, userId: number): Promise<void> {
  await sendUnread(tx, sql`update shops.invitations set accepted_by = ${userId} where id = ${invitationId}`)
}

/** The invitations that these people took up. */
export async function forgetAccepted(tx: Tx, userIds: number[]): Promise<void> {
  await sql`delete from shops.invitations where accepted_by = any(${userIds})`.execute(tx)
}

/** What waits at an address, whichever shop's it is. */
export async function forgetInvitationsTo(tx: Tx, email: string): Promise<void> {
  await sendUnread(tx, sql`delete from shops.invitations where lower(email) = lower(${email}) and accepted_by is null`)
}

/** Invitations that nobody took up and nobody can any more: they hold addresses of people who may not be here. */
export async function forgetInvitations(tx: Tx, at: Date): Promise<void> {
  await sql`
    delete from shops.invitations where accepted_by is null and least(closed_at, expires_at) <= ${at}`.execute(tx)
}
