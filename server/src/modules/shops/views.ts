import type { AdminShop, AddressInput, PublicShop, ShopStatus } from '@mortar/contract'
import { sql, type Tx } from '../../kernel/database.ts'
import { found } from '../../kernel/refusal.ts'
import { cutTo, readPage, type Page, type Paging } from '../../kernel/page.ts'

/** What anybody may know of a shop, `s`. */
export const publicFields = sql`s.slug, s.name, s.is_verified, s.category, s.city, s.rating, s.rating_count, s.currency`
export const ownFields = sql`${publicFields}, s.status, s.status_note, s.phone, s.licence, s.address, s.country, s.time_zone,
  s.created_at as registered_at, s.answer_within_hours, s.cash_orders_limit, s.cash_amount_limit_minor as cash_amount_limit`
const adminFields = sql`${ownFields},
  jsonb_build_object('username', u.username, 'name', u.name, 'email', u.email) as owner`

/** True of a shop that sells: what is public is read by joining shops with this, never copied. */
export const isOpen = (shop = 's') => sql<boolean>`${sql.ref(`${shop}.status`)} = 'approved'`

/** Of an invitation `i`: neither taken up nor taken back, and in time. */
export const isOpenTo = (at: Date) => sql<boolean>`(i.closed_at is null and i.expires_at > ${at})`

/**
 * Of a shop `s`: an approved one alone. One that waits has a name that nobody has looked at yet, which its mails would bring to whom
 * it likes; one that was turned away or suspended takes nobody on.
 */
export const takesPeople = sql<boolean>`(s.status = 'approved')`

export async function listCategories(tx: Tx) {
  const { rows } = await sql<{ slug: string; name: string }>`
    select slug, name from shops.categories order by position`.execute(tx)
  return { results: rows }
}

export async function publicShops(
  tx: Tx,
  query: Paging & { category?: string | undefined },
): Promise<Page<PublicShop>> {
  const wanted = query.category === undefined ? isOpen() : sql`${isOpen()} and s.category = ${query.category}`
  const page = sql`
    select ${publicFields} from shops.shops s where ${wanted} order by lower(s.name), s.id ${cutTo(query)}`
  return readPage(tx, { page, count: sql`select count(*) from shops.shops s where ${wanted}`, fixed: true })
}

export type OwnShopRow = PublicShop & {
  status: ShopStatus
  status_note: string | null
  phone: string
  licence: string | null
  address: AddressInput | null
  country: string
  time_zone: string
  registered_at: string
  answer_within_hours: number
  cash_orders_limit: number
  cash_amount_limit: number
}

export async function ownShop(tx: Tx, shopId: number | null): Promise<OwnShopRow> {
  const { rows } = await sql<OwnShopRow>`select ${ownFields} from shops.shops s where s.id = ${shopId}`.execute(tx)
  return found(rows[0])
}

const withOwner = sql`shops.shops s join people.users u on u.id = s.owner_id`

export async function adminShop(tx: Tx, slug: string): Promise<AdminShop> {
  const { rows } = await sql<AdminShop>`select ${adminFields} from ${withOwner} where s.slug = ${slug}`.execute(tx)
  return found(rows[0])
}

export type AdminFilter = Paging & { status?: ShopStatus | undefined; q?: string | undefined }

/** `q` is looked for in the shop's name and slug and in the owner's names and address. */
export async function adminShops(tx: Tx, query: AdminFilter): Promise<Page<AdminShop>> {
  const conditions = [
    ...(query.status === undefined ? [] : [sql`s.status = ${query.status}`]),
    ...(query.q === undefined
      ? []
      : [
          sql`position(lower(${query.q.trim()}) in lower(
      concat_ws(' ', s.name, s.slug, u.username, u.name, u.email))) > 0`,
        ]),
  ]
  const where = conditions.length === 0 ? sql`true` : sql.join(conditions, sql` and `)
  const page = sql`select ${adminFields} from ${withOwner} where ${where} order by s.id desc ${cutTo(query)}`
  return readPage(tx, { page, count: sql`select count(*) from ${withOwner} where ${where}`, fixed: false })
}

export type SellingShop = {
  id: number
  slug: string
  name: string
  status: ShopStatus
  country: string
  currency: string
  time_zone: string
}

export async function shopById(tx: Tx, shopId: number | null): Promise<SellingShop | undefined> {
  const { rows } = await sql<SellingShop>`
    select id, slug, name, status, country, currency, time_zone from shops.shops where id = ${shopId}`.execute(tx)
  return rows[0]
}
