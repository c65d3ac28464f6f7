import { sql, type RawBuilder } from 'kysely'
import type { Tx } from '../../kernel/database.ts'
import { statementAhead, type Places, type Value } from '../../kernel/statement.ts'
import { isOffered } from '../catalogue/index.ts'
import { lineLoader, noTerms, type LoadedLine } from '../pricing/index.ts'
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
const changed = (at: Value<Date>) => sql`version = c.version + 1, updated_at = ${at}`
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
  owner: Owner
}

/**
 * Finds the variant, makes the cart if there is none, and writes the line. It goes ahead: what follows sees the cart as it
 * then is, under its lock.
 */
export async function upsertLine(tx: Tx, owner: Owner, put: Put, at: Date): Promise<() => Promise<Upserted>> {
  const { product, variant = null, quantity, how, fresh } = put
  const values = { ...keysOf(owner), fresh: hashOf(fresh), product, variant, quantity, at }
  const rows = await upserts[owner.user_id === null ? 'guest' : 'person'][how](tx, values)
  return async () => {
    const { is_known, ...put_ } = must((await rows())[0], 'the answer to a select without a from')
    return { ...put_, owner: is_known || owner.user_id !== null ? owner : { user_id: null, token: fresh } }
  }
}

/** A person's cart is found by the person, a stranger's by its token. */
type Whose = 'person' | 'guest'
type Keys = { user_id: number | null; token: Buffer | null }
type Upserting = Keys & { fresh: Buffer; product: string; variant: string | null; quantity: number; at: Date }

const keysOf = ({ user_id, token }: Owner): Keys => ({ user_id, token: token === null ? null : hashOf(token) })

const ownedBy = (whose: Whose, { user_id, token }: Places<Keys>) =>
  whose === 'person' ? sql<boolean>`c.user_id = ${user_id}` : sql<boolean>`c.token_hash = ${token}`

const upsertFor = (whose: Whose, how: Put['how']) =>
  statementAhead<Upserting, Omit<Upserted, 'owner'> & { is_known: boolean }>((of) => {
    const sum = how === 'add' ? sql`l.quantity + excluded.quantity` : sql`excluded.quantity`
    return sql`
    with product as (
      select p.id, (
        select count(*) from catalogue.variants v where v.product_id = p.id and v.archived_at is null
      ) as variants
      from catalogue.products p join shops.shops s on s.id = p.shop_id
      where p.slug = ${of.product} and ${isOffered('p')} and ${isOpen()}
    ), variant as (
      select v.id from product join catalogue.variants v on v.product_id = product.id
      where coalesce(v.sku = ${of.variant}::text, product.variants = 1 and v.archived_at is null)
    ), seen as (
      select c.token_hash from carts.carts c where ${ownedBy(whose, of)}
    ), cart as (
      ${upsertCart[whose](of)}
    ), line as (
      insert into carts.lines as l (cart_id, variant_id, quantity, added_at)
      select cart.id, variant.id, ${of.quantity}::integer, ${of.at}::timestamptz from cart, variant
      on conflict (cart_id, variant_id) do update set quantity = ${sum} where ${sum} <= ${sql.lit(maxQuantity)}
      returning l.quantity
    )
    select (select variants from product) as variants, (select id from variant) as variant_id,
      (select quantity from line) as quantity, exists (select from seen) as is_known`
  })

/** A token that names no cart is not taken over: nobody chooses the name of another's cart. */
const upsertCart: Record<Whose, (of: Places<Upserting>) => RawBuilder<unknown>> = {
  person: ({ user_id, at }) => sql`
      insert into carts.carts as c (user_id, created_at, updated_at)
      select ${user_id}::bigint, ${at}::timestamptz, ${at}::timestamptz from variant
      on conflict (user_id) do update set ${changed(at)} returning id`,
  guest: ({ fresh, at }) => sql`
      insert into carts.carts as c (token_hash, created_at, updated_at)
      select coalesce((select token_hash from seen), ${fresh}::bytea), ${at}::timestamptz, ${at}::timestamptz
      from variant
      on conflict (token_hash) do update set ${changed(at)} returning id`,
}

const upserts = {
  person: { add: upsertFor('person', 'add'), set: upsertFor('person', 'set') },
  guest: { add: upsertFor('guest', 'add'), set: upsertFor('guest', 'set') },
}

/** The lines of a cart, priced: an owner's, or the one that began with this token. */
export function loadCart(tx: Tx, { user_id, token }: Owner, fresh: string, at: Date): Promise<LoadedLine[]> {
  if (user_id !== null) return loads.person(tx, { user_id }, noTerms, at)
  return loads.guest(tx, { tokens: [token ?? fresh, fresh].map(hashOf) }, noTerms, at)
}

const linesWhere = (isOwned: RawBuilder<unknown>) => sql`wanted as (
    select l.variant_id, l.quantity, l.added_at as n
    from carts.carts c join carts.lines l on l.cart_id = c.id
    where ${isOwned}
  )`

const loads = {
  person: lineLoader<{ user_id: number }>(({ user_id }) => linesWhere(sql`c.user_id = ${user_id}`)),
  guest: lineLoader<{ tokens: Buffer[] }>(({ tokens }) => linesWhere(sql`c.token_hash = any(${tokens}::bytea[])`)),
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

/** Locks a person's cart, empties it, and loads what was in it to be priced. A second caller waits, and finds it empty. */
export const takeLines = lineLoader<{ user_id: number }>(
  ({ user_id, at }) => sql`cart as (
    update carts.carts c set ${changed(at)} where c.user_id = ${user_id} returning id
  ), wanted as (
    delete from carts.lines l using cart where l.cart_id = cart.id returning l.variant_id, l.quantity, l.added_at as n
  )`,
)

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
