import type { AddressInput, Order, OrderStatus, PaymentMethod, PaymentStatus } from '@mortar/contract'
import { sql, type RawBuilder } from 'kysely'
import type { Tx } from '../../kernel/database.ts'
import type { Person } from '../../kernel/module.ts'
import { offsetOf, type Paging } from '../../kernel/page.ts'
import { found } from '../../kernel/refusal.ts'
import { baseCurrency } from '../carts/index.ts'
import { actorOf, openMoves } from './lifecycle.ts'

type Row = Omit<Order, 'awaiting_payment' | 'payment' | 'customer' | 'shop' | 'moves'> & {
  shop_slug: string
  shop_name: string
  is_released: boolean
  payment_id: string
  payment_method: PaymentMethod
  payment_status: PaymentStatus
  address: AddressInput
  username: string
  customer_name: string
}

const fields = sql`o.number as order_number, s.slug as shop_slug, s.name as shop_name, o.status,
  (
    select json_agg(json_build_object('product', l.product_slug, 'variant', l.sku, 'name', l.name,
      'quantity', l.quantity, 'price', l.price_minor, 'total', l.total_minor) order by l.position)
    from orders.lines l where l.order_id = o.id
  ) as items,
  o.subtotal_minor as subtotal, o.discount_minor as discount, o.tax_minor as tax, o.delivery_minor as delivery,
  o.total_minor as total, o.currency, o.placed_at, o.released_at is not null as is_released, p.uuid as payment_id,
  p.method as payment_method, p.status as payment_status, o.address, u.username, u.name as customer_name`

const tables = sql`orders.orders o
  join shops.shops s on s.id = o.shop_id
  join orders.checkouts c on c.id = o.checkout_id
  join payments.payments p on p.id = c.payment_id
  join people.users u on u.id = o.customer_id`

/** Whose order it is decides who sees it: the buyer's, the shop's, and the platform's all. */
function within(person: Person): RawBuilder<boolean> {
  if (person.role === 'admin') return sql<boolean>`true`
  if (person.role === 'customer') return sql<boolean>`o.customer_id = ${person.id}`
  return sql<boolean>`o.shop_id = ${person.shop_id}`
}

export function visible(person: Person, number: string): RawBuilder<boolean> {
  return sql<boolean>`o.number = ${number} and ${within(person)}`
}

/** What a shop's queues hold: an order that waits for a card is not theirs to see yet. */
function inShop(person: Person): RawBuilder<boolean> {
  return sql<boolean>`${within(person)} and o.released_at is not null`
}

/** One order as this person sees it. Refuses not_found. */
export async function orderOf(tx: Tx, person: Person, number: string): Promise<Order> {
  const { rows } = await sql<Row>`select ${fields} from ${tables} where ${visible(person, number)}`.execute(tx)
  return shown(found(rows[0]), person)
}

type Mine = Paging & { status?: OrderStatus | undefined; from?: string | undefined; to?: string | undefined }

/** `from` and `to` are days in UTC, both included. */
export async function myOrders(tx: Tx, person: Person, { status, from, to, ...paging }: Mine): Promise<Page> {
  const where = sql<boolean>`${within(person)}
    and (${status ?? null}::text is null or o.status = ${status ?? null})
    and (${from ?? null}::date is null or o.placed_at >= ${from ?? null}::date)
    and (${to ?? null}::date is null or o.placed_at < ${to ?? null}::date + 1)`
  return page(tx, person, where, newest, paging)
}

export async function pendingOrders(tx: Tx, person: Person, paging: Paging): Promise<Page> {
  return page(tx, person, sql<boolean>`${inShop(person)} and o.status = 'pending'`, sql`o.id`, paging)
}

export async function completedOrders(tx: Tx, person: Person, paging: Paging): Promise<Page> {
  return page(tx, person, sql<boolean>`${within(person)} and o.status = 'delivered'`, newest, paging)
}

export async function recentOrders(tx: Tx, person: Person, n: number, status: OrderStatus | null): Promise<Order[]> {
  const { rows } = await sql<Row>`
    select ${fields} from ${tables}
    where ${inShop(person)} and (${status}::text is null or o.status = ${status})
    order by ${newest} limit ${n}`.execute(tx)
  return rows.map((row) => shown(row, person))
}

export type Summary = { orders: number; revenue: number; average: number; currency: string }

/**
 * The orders of each shop's own day, by the clock of where it stands. The summary counts what was neither cancelled nor
 * returned; the platform's counts what was sold in its own currency, since amounts of several do not add up.
 */
export async function ordersToday(
  tx: Tx,
  person: Person,
  paging: Paging,
  at: Date,
): Promise<Page & { summary: Summary }> {
  const midnight = sql`date_trunc('day', ${at}::timestamptz at time zone s.time_zone)`
  const where = sql<boolean>`${inShop(person)} and o.placed_at >= ${midnight} at time zone s.time_zone
    and o.placed_at < (${midnight} + interval '1 day') at time zone s.time_zone`
  const currency = person.shop_id === null ? sql`${baseCurrency}` : sql`s.currency`
  const { rows } = await sql<{ orders: number; revenue: number; currency: string }>`
    select coalesce(sum(day.orders), 0)::bigint as orders, coalesce(sum(day.revenue), 0)::bigint as revenue,
      min(${currency}) as currency
    from shops.shops s
    left join lateral (
      select count(*) as orders, sum(o.total_minor) as revenue from orders.orders o
      where o.shop_id = s.id and o.currency = ${currency} and o.status not in ('cancelled', 'returned') and ${where}
    ) day on true
    where ${person.shop_id === null ? sql`true` : sql`s.id = ${person.shop_id}`}`.execute(tx)
  const { orders = 0, revenue = 0, currency: spoken = baseCurrency } = rows[0] ?? {}
  const average = orders === 0 ? 0 : Math.round(revenue / orders)
  return {
    ...(await page(tx, person, where, newest, paging)),
    summary: { orders, revenue, average, currency: spoken ?? baseCurrency },
  }
}

const newest = sql`o.id desc`
export type Page = { count: number; results: Order[] }

async function page(
  tx: Tx,
  person: Person,
  where: RawBuilder<boolean>,
  order: RawBuilder<unknown>,
  paging: Paging,
): Promise<Page> {
  const counted = await sql<{ count: number }>`
    select count(*) from orders.orders o join shops.shops s on s.id = o.shop_id where ${where}`.execute(tx)
  const { rows } = await sql<Row>`
    select ${fields} from ${tables} where ${where}
    order by ${order} limit ${paging.page_size} offset ${offsetOf(paging)}`.execute(tx)
  return { count: counted.rows[0]?.count ?? 0, results: rows.map((row) => shown(row, person)) }
}

/** In the contract's words. What may be done with it depends on who looks. */
function shown(row: Row, person: Person): Order {
  const { shop_slug, shop_name, is_released, payment_id, payment_method, payment_status, ...rest } = row
  const { username, customer_name, ...order } = rest
  return {
    ...order,
    shop: { slug: shop_slug, name: shop_name },
    awaiting_payment: order.status === 'pending' && !is_released,
    payment: { id: payment_id, method: payment_method, status: payment_status },
    customer: { username, name: customer_name },
    moves: openMoves(order.status, is_released, actorOf(person.role)),
  }
}
