import { sql, type RawBuilder } from 'kysely'
import type { Tx } from '../../kernel/database.ts'
import { isOffered } from '../catalogue/index.ts'
import { isOpen } from '../shops/index.ts'
import { maxLines, maxQuantity } from './limits.ts'
import { hashOf, type Owner } from './token.ts'
import { must } from '../../kernel/must.ts'

/**
 * The only file that writes the schema `carts`. Every change first writes the cart's row and so holds its lock. The lines
 * of a cart are ordered by shop and then by when they came in, wherever they are listed.
 */

export type CartLine = { variant_id: number; quantity: number }

const inOrder = sql`order by v.shop_id, l.added_at, l.variant_id`
const changed = (at: Date) => sql`version = c.version + 1, updated_at = ${at}`
const owned = (owner: Owner): RawBuilder<boolean> =>
  owner.user_id === null
    ? sql<boolean>`c.token_hash = ${owner.token === null ? null : hashOf(owner.token)}`
    : sql<boolean>`c.user_id = ${owner.user_id}`

/** Null: there is no such cart. */
export async function readLines(tx: Tx, owner: Owner): Promise<{ lines: CartLine[] } | null> {
  const { rows } = await sql<{ variant_id: number | null; quantity: number }>`
    select l.variant_id, l.quantity
    from carts.carts c
    left join (carts.lines l join catalogue.variants v on v.id = l.variant_id) on l.cart_id = c.id
    where ${owned(owner)} ${inOrder}`.execute(tx)
  if (rows.length === 0) return null
  return { lines: rows.flatMap(({ variant_id, quantity }) => (variant_id === null ? [] : [{ variant_id, quantity }])) }
}

export type Put = {
  product: string
  variant?: string | undefined
  quantity: number
  how: 'add' | 'set'
  /** The token of a stranger's cart, should this begin one. */
  fresh: string
}

export type Upserted = {
  /** How many variants the product has; null when there is no such product on sale. */
  variants: number | null
  variant_id: number | null
  /** What the line holds now; null when that would have been too many. */
  quantity: number | null
  lines: CartLine[]
  /** False when somebody else changed the cart after this statement began to read it. */
  is_current: boolean
  owner: Owner
}

/**
 * Finds the variant, makes the cart if there is none, and writes the line. The lines it answers were read before the
 * cart's lock was had: `is_current` says whether that made a difference.
 */
export async function upsertLine(tx: Tx, owner: Owner, put: Put, at: Date): Promise<Upserted> {
  const { rows } = await sql<Omit<Upserted, 'owner'> & { is_known: boolean }>`
    with product as (
      select p.id, (
        select count(*) from catalogue.variants v where v.product_id = p.id and v.archived_at is null
      ) as variants
      from catalogue.products p join shops.shops s on s.id = p.shop_id
      where p.slug = ${put.product} and ${isOffered('p')} and ${isOpen()}
    ), variant as (
      select v.id, v.shop_id from product join catalogue.variants v on v.product_id = product.id
      where coalesce(v.sku = ${put.variant ?? null}::text, product.variants = 1 and v.archived_at is null)
    ), seen as (
      select c.id, c.version, c.token_hash from carts.carts c where ${owned(owner)}
    ), cart as (
      ${upsertCart(owner, put.fresh, at)}
    ), line as (
      insert into carts.lines as l (cart_id, variant_id, quantity, added_at)
      select cart.id, variant.id, ${put.quantity}::integer, ${at}::timestamptz from cart, variant
      on conflict (cart_id, variant_id) do update set quantity = ${sum(put)}
        where ${sum(put)} <= ${sql.lit(maxQuantity)}
      returning l.cart_id, l.variant_id, l.quantity, l.added_at
    ), l as (
      select variant_id, quantity, added_at from line
      union all
      select l.variant_id, l.quantity, l.added_at from carts.lines l join seen on seen.id = l.cart_id
      where l.variant_id is distinct from (select variant_id from line)
    )
    select (select variants from product) as variants, (select id from variant) as variant_id,
      (select quantity from line) as quantity, exists (select from seen) as is_known,
      coalesce((select version from cart) = coalesce((select version from seen), 0) + 1, false) as is_current,
      coalesce((
        select json_agg(json_build_object('variant_id', l.variant_id, 'quantity', l.quantity) ${inOrder})
        from l join catalogue.variants v on v.id = l.variant_id
      ), '[]') as lines`.execute(tx)
  const row = rows[0]
  if (row === undefined) throw new Error('a select without a from answered no row')
  const { is_known, ...put_ } = row
  return { ...put_, owner: is_known || owner.user_id !== null ? owner : { user_id: null, token: put.fresh } }
}

const sum = ({ how }: Put) => (how === 'add' ? sql`l.quantity + excluded.quantity` : sql`excluded.quantity`)

/** A token that names no cart is not taken over: nobody chooses the name of another's cart. */
function upsertCart(owner: Owner, fresh: string, at: Date): RawBuilder<unknown> {
  const written = sql`do update set ${changed(at)} returning id, version`
  if (owner.user_id !== null)
    return sql`
      insert into carts.carts as c (user_id, created_at, updated_at)
      select ${owner.user_id}::bigint, ${at}::timestamptz, ${at}::timestamptz from variant
      on conflict (user_id) ${written}`
  return sql`
      insert into carts.carts as c (token_hash, created_at, updated_at)
      select coalesce((select token_hash from seen), ${hashOf(fresh)}::bytea), ${at}::timestamptz, ${at}::timestamptz
      from variant
      on conflict (token_hash) ${written}`
}

export type NamedLine = CartLine & { product: string; variant: string }

/** Locks the cart and then reads what it holds. Null: there is no such cart. */
export async function lockLines(tx: Tx, owner: Owner, at: Date): Promise<{ id: number; lines: NamedLine[] } | null> {
  const locked = await sql<{ id: number }>`
    update carts.carts c set ${changed(at)} where ${owned(owner)} returning id`.execute(tx)
  const id = locked.rows[0]?.id
  if (id === undefined) return null
  const { rows } = await sql<NamedLine>`
    select l.variant_id, l.quantity, p.slug as product, v.sku as variant
    from carts.lines l
    join catalogue.variants v on v.id = l.variant_id
    join catalogue.products p on p.id = v.product_id
    where l.cart_id = ${id} ${inOrder}`.execute(tx)
  return { id, lines: rows }
}

/** Under the cart's lock. Nought takes the line away. */
export async function setLine(tx: Tx, cartId: number, variantId: number, quantity: number): Promise<void> {
  const line = sql`where cart_id = ${cartId} and variant_id = ${variantId}`
  if (quantity === 0) await sql`delete from carts.lines ${line}`.execute(tx)
  else await sql`update carts.lines set quantity = ${quantity} ${line}`.execute(tx)
}

/** Locks a person's cart and empties it: what was in it, in its order. A second caller waits, and finds it empty. */
export async function take(tx: Tx, userId: number, at: Date): Promise<CartLine[]> {
  const { rows } = await sql<CartLine & { shop_id: number; added_at: string }>`
    with cart as (
      update carts.carts c set ${changed(at)} where c.user_id = ${userId} returning id
    ), taken as (
      delete from carts.lines l using cart where l.cart_id = cart.id returning l.variant_id, l.quantity, l.added_at
    )
    select l.variant_id, l.quantity from taken l join catalogue.variants v on v.id = l.variant_id ${inOrder}`.execute(
    tx,
  )
  return rows
}

export async function lockGuest(tx: Tx, tokenHash: Buffer): Promise<number | null> {
  const { rows } = await sql<{ id: number }>`
    select id from carts.carts where token_hash = ${tokenHash} for update`.execute(tx)
  return rows[0]?.id ?? null
}

/** The person's cart, made if there is none. */
export async function lockCartOf(tx: Tx, userId: number, at: Date): Promise<number> {
  const { rows } = await sql<{ id: number }>`
    insert into carts.carts as c (user_id, created_at, updated_at) values (${userId}, ${at}, ${at})
    on conflict (user_id) do update set ${changed(at)} returning id`.execute(tx)
  return must(rows[0]?.id, 'the cart of a person')
}

/**
 * Under the locks of both carts. Quantities add up to the limit of a line; new lines come in, oldest first, while there is
 * room. A cart has one currency, so a guest's in another is dropped.
 */
export async function moveLines(tx: Tx, fromId: number, toId: number): Promise<void> {
  await sql`
    with mine as (
      select l.variant_id, s.currency
      from carts.lines l
      join catalogue.variants v on v.id = l.variant_id
      join shops.shops s on s.id = v.shop_id
      where l.cart_id = ${toId}
    ), coming as (
      select l.variant_id, l.quantity, l.added_at, mine.variant_id is not null as is_there,
        row_number() over (partition by mine.variant_id is null order by l.added_at, l.variant_id) as place
      from carts.lines l
      join catalogue.variants v on v.id = l.variant_id
      join shops.shops s on s.id = v.shop_id
      left join mine on mine.variant_id = l.variant_id
      where l.cart_id = ${fromId} and s.currency = coalesce((select min(currency) from mine), s.currency)
    ), gone as (
      delete from carts.carts where id = ${fromId}
    )
    insert into carts.lines as l (cart_id, variant_id, quantity, added_at)
    select ${toId}::bigint, variant_id, quantity, added_at from coming
    where is_there or place <= ${sql.lit(maxLines)} - (select count(*) from mine)
    on conflict (cart_id, variant_id) do update
      set quantity = least(l.quantity + excluded.quantity, ${sql.lit(maxQuantity)})`.execute(tx)
}

export async function forgetGuests(tx: Tx, unusedSince: Date): Promise<void> {
  await sql`delete from carts.carts where token_hash is not null and updated_at < ${unusedSince}`.execute(tx)
}

/** With their lines. */
export async function forgetCartsOf(tx: Tx, userIds: number[]): Promise<void> {
  await sql`delete from carts.carts where user_id = any(${userIds})`.execute(tx)
}
