import {
  allows,
  type Address,
  type Order,
  type OrderStatus,
  type PaymentMethod,
  type PaymentStatus,
} from '@mortar/contract'
import { sql, type RawBuilder } from 'kysely'
import type { Tx } from '../../kernel/database.ts'
import type { Person } from '../../kernel/module.ts'
import { cutTo, readPage, type Page, type Paging } from '../../kernel/page.ts'
import { found } from '../../kernel/refusal.ts'
import { baseCurrency } from '../carts/index.ts'
import { actorsOf, openMoves, type Actor } from './lifecycle.ts'

type Row = Omit<Order, 'awaiting_payment' | 'payment' | 'customer' | 'shop' | 'moves'> & {
  customer_id: number
  shop_id: number
  shop_slug: string
  shop_name: string
  is_released: boolean
  payment_id: string
  payment_method: PaymentMethod
  payment_status: PaymentStatus
  username: string
  customer_name: string
}

/** Where it goes; null once that is forgotten, of which the country is left. */
export const addressOf = sql<Address | null>`case when o.address ? 'line1' then o.address end`

/**
 * What became of this order's share of a payment that may be for several, from its own entries and its own history: what the
 * others came to says nothing of it. A share of nothing has no entries, and is paid as soon as nothing is waited for.
 */
const ownStatus = sql<PaymentStatus>`case
    when exists (${entered('refund')}) then 'refunded'
    when exists (${entered('capture')}) then 'paid'
    when o.status = 'cancelled' then case when exists (
      select from orders.moves m where m.order_id = o.id and m.reason = 'payment_failed') then 'failed' else 'voided' end
    when o.total_minor = 0 and o.released_at is not null then 'paid'
    else 'open'
  end`

function entered(kind: 'capture' | 'refund'): RawBuilder<unknown> {
  return sql`select from payments.entries e
    where e.payment_id = p.id and e.kind = ${sql.lit(kind)} and e.reference = o.number`
}

/** A shop needs to know where a parcel goes as long as there is one to send, or to ask after; a buyer always knows. */
const addressFor = (person: Person) =>
  person.role === 'admin'
    ? addressOf
    : sql<Address | null>`case when o.customer_id = ${person.id} or o.status not in ('cancelled', 'returned')
        then ${addressOf} end`

const fieldsFor = (
  person: Person,
) => sql`o.customer_id, o.shop_id, o.number as order_number, s.slug as shop_slug, s.name as shop_name, o.status,
  (
    select json_agg(json_build_object('product', l.product_slug, 'variant', l.sku, 'name', l.name,
      'quantity', l.quantity, 'price', l.price_minor, 'total', l.total_minor) order by l.position)
    from orders.lines l where l.order_id = o.id
  ) as items,
  o.subtotal_minor as subtotal, o.discount_minor as discount, o.tax_minor as tax, o.delivery_minor as delivery,
  o.total_minor as total, o.currency, o.placed_at, o.released_at is not null as is_released, p.uuid as payment_id,
  p.method as payment_method, ${ownStatus} as payment_status, ${addressFor(person)} as address, u.username, u.name as customer_name`

const tables = sql`orders.orders o
  join shops.shops s on s.id = o.shop_id
  join orders.checkouts c on c.id = o.checkout_id
  join payments.payments p on p.id = c.payment_id
  join people.users u on u.id = o.customer_id`

const bought = (person: Person) => sql<boolean>`o.customer_id = ${person.id}`

/** What is sold where somebody works: on the platform, or in a shop, whose orders are for those with a duty alone. */
function sold(person: Person): RawBuilder<boolean> {
  if (person.role === 'admin') return sql<boolean>`true`
  return allows('shop_orders', person) ? sql<boolean>`o.shop_id = ${person.shop_id}` : sql<boolean>`false`
}

/** Whose order it is decides who sees it: its buyer, whatever they have become since, its shop, and the platform all. */
export function visible(person: Person, number: string): RawBuilder<boolean> {
  return sql<boolean>`o.number = ${number} and (${bought(person)} or ${sold(person)})`
}

/** The same of those who may do something with it, as its buyer or for its shop. */
export function movable(person: Person, number: string, by: readonly Actor[]): RawBuilder<boolean> {
  const asBuyer = by.includes('customer') ? bought(person) : sql<boolean>`false`
  const asShop = by.includes('shop') && person.role !== 'admin' ? sold(person) : sql<boolean>`false`
  return sql<boolean>`o.number = ${number} and (${asBuyer} or ${asShop})`
}

/** What a shop's queues hold: an order that waits for a card is not theirs to see yet. */
function inShop(person: Person): RawBuilder<boolean> {
  return sql<boolean>`${sold(person)} and o.released_at is not null`
}

/** One order as this person sees it. Refuses not_found. */
export async function orderOf(tx: Tx, person: Person, number: string): Promise<Order> {
  const { rows } = await sql<Row>`select ${fieldsFor(person)} from ${tables} where ${visible(person, number)}`.execute(
    tx,
  )
  return shown(found(rows[0]), person)
}

type Mine = Paging & { status?: OrderStatus | undefined; from?: string | undefined; to?: string | undefined }

/** `from` and `to` are days in UTC, both included. */
export function myOrders(tx: Tx, person: Person, { status, from, to, ...paging }: Mine): Promise<Page<Order>> {
  const where = sql<boolean>`${bought(person)}
    and (${status ?? null}::text is null or o.status = ${status ?? null})
    and (${from ?? null}::date is null or o.placed_at >= ${from ?? null}::date)
    and (${to ?? null}::date is null or o.placed_at < ${to ?? null}::date + 1)`
  return page(tx, person, where, newest, paging)
}

export function pendingOrders(tx: Tx, person: Person, paging: Paging): Promise<Page<Order>> {
  return page(tx, person, sql<boolean>`${inShop(person)} and o.status = 'pending'`, sql`o.id`, paging)
}

export function shopOrders(
  tx: Tx,
  person: Person,
  { status, ...paging }: Paging & { status?: OrderStatus | undefined },
): Promise<Page<Order>> {
  const where = sql<boolean>`${inShop(person)} and (${status ?? null}::text is null or o.status = ${status ?? null})`
  return page(tx, person, where, newest, paging)
}

export function completedOrders(tx: Tx, person: Person, paging: Paging): Promise<Page<Order>> {
  return page(tx, person, sql<boolean>`${sold(person)} and o.status = 'delivered'`, newest, paging)
}

export async function recentOrders(tx: Tx, person: Person, n: number, status: OrderStatus | null): Promise<Order[]> {
  const where = sql<boolean>`${inShop(person)} and (${status}::text is null or o.status = ${status})`
  const { rows } = await selected(person, where, newest, { page: 1, page_size: n }).execute(tx)
  return rows.map((row) => shown(row, person))
}

type Totals = { orders: number; revenue: number; currency: string }
export type Summary = Totals & { average: number }

/**
 * The orders of each shop's own day, by the clock of where it stands. The summary counts what was neither cancelled nor
 * returned; the platform's counts what was sold in its own currency, since amounts of several do not add up.
 */
export async function ordersToday(
  tx: Tx,
  person: Person,
  paging: Paging,
  at: Date,
): Promise<Page<Order> & { summary: Summary }> {
  const spoken = person.role === 'admin' ? sql`${baseCurrency}::text` : sql`(select currency from ${shopsOf(person)})`
  const counts = sql`currency = ${spoken} and status not in ('cancelled', 'returned')`
  const ids = sql`select id from today order by id desc ${cutTo(paging)}`
  const list = {
    given: sql`with today as materialized (select o.* from ${shopsOf(person)} cross join lateral (${ofItsDay(at)}) o)`,
    page: selected(person, sql<boolean>`o.id = any(array(${ids}))`, newest, { ...paging, page: 1 }),
    count: sql`select count(*) from today`,
    beside: sql<Totals>`select jsonb_build_object('currency', ${spoken}, 'orders', count(*) filter (where ${counts}),
      'revenue', coalesce(sum(total_minor) filter (where ${counts}), 0)) from today`,
    fixed: true,
  }
  const { count, results, beside } = await readPage<Row, Totals>(tx, list)
  const average = beside.orders === 0 ? 0 : Math.round(beside.revenue / beside.orders)
  return { count, results: results.map((row) => shown(row, person)), summary: { ...beside, average } }
}

const shopsOf = (person: Person) =>
  person.role === 'admin' ? sql`shops.shops s` : sql`(select * from shops.shops where id = ${person.shop_id}) s`

/**
 * A shop's orders of its own day. The offset keeps the planner from joining first and telling the time later: asked shop
 * by shop, the index by shop and day serves the platform as well, however long its history.
 */
function ofItsDay(at: Date): RawBuilder<unknown> {
  const midnight = sql`date_trunc('day', ${at}::timestamptz at time zone s.time_zone)`
  return sql`select o.id, o.status, o.currency, o.total_minor from orders.orders o
    where o.shop_id = s.id and o.released_at is not null
      and o.placed_at >= ${midnight} at time zone s.time_zone
      and o.placed_at < (${midnight} + interval '1 day') at time zone s.time_zone
    offset 0`
}

const newest = sql`o.id desc`

async function page(
  tx: Tx,
  person: Person,
  where: RawBuilder<boolean>,
  order: RawBuilder<unknown>,
  paging: Paging,
): Promise<Page<Order>> {
  const list = {
    page: selected(person, where, order, paging),
    count: sql`select count(*) from orders.orders o where ${where}`,
  }
  const { count, results } = await readPage<Row>(tx, { ...list, fixed: true })
  return { count, results: results.map((row) => shown(row, person)) }
}

function selected(
  person: Person,
  where: RawBuilder<boolean>,
  order: RawBuilder<unknown>,
  paging: Paging,
): RawBuilder<Row> {
  return sql<Row>`select ${fieldsFor(person)} from ${tables} where ${where} order by ${order} ${cutTo(paging)}`
}

/** In the contract's words. What may be done with it depends on who looks. */
function shown(row: Row, person: Person): Order {
  const { shop_slug, shop_name, is_released, payment_id, payment_method, payment_status, ...rest } = row
  const { username, customer_name, customer_id, shop_id, ...order } = rest
  return {
    ...order,
    shop: { slug: shop_slug, name: shop_name },
    awaiting_payment: order.status === 'pending' && !is_released,
    payment: { id: payment_id, method: payment_method, status: payment_status },
    customer: { username, name: customer_name },
    moves: openMoves(order.status, is_released, actorsOf(person, { customer_id, shop_id })),
  }
}
