import type { AddressInput, ShopStatus } from '@mortar/contract'
import { sql, sendUnread, type Tx } from '../../kernel/database.ts'
import { freeSlugs, slugOf } from '../../kernel/slug.ts'

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
