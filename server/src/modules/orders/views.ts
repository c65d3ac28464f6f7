import { allows, type Order, type OrderStatus } from '@mortar/contract'
import { sql, type RawBuilder } from 'kysely'
import type { Tx } from '../../kernel/database.ts'
import type { Person } from '../../kernel/module.ts'
import { cutTo, readPage, type Page, type Paging } from '../../kernel/page.ts'
import { found } from '../../kernel/refusal.ts'
import { baseCurrency } from '../carts/index.ts'
import { fields, shown, tablesFor, type Reader, type Row } from './fields.ts'
import type { Actor } from './lifecycle.ts'

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
export async function orderOf(tx: Tx, reader: Reader, number: string): Promise<Order> {
  const { rows } = await sql<Row>`
    select ${fields} from ${tablesFor(reader)} where ${visible(reader.person, number)}`.execute(tx)
  return shown(found(rows[0]), reader)
}

type Mine = Paging & { status?: OrderStatus | undefined; from?: string | undefined; to?: string | undefined }

/** `from` and `to` are days in UTC, both included. */
export function myOrders(tx: Tx, reader: Reader, { status, from, to, ...paging }: Mine): Promise<Page<Order>> {
  const where = sql<boolean>`${bought(reader.person)}
    and (${status ?? null}::text is null or o.status = ${status ?? null})
    and (${from ?? null}::date is null or o.placed_at >= ${from ?? null}::date)
    and (${to ?? null}::date is null or o.placed_at < ${to ?? null}::date + 1)`
  return page(tx, reader, where, newest, paging)
}

export function pendingOrders(tx: Tx, reader: Reader, paging: Paging): Promise<Page<Order>> {
  return page(tx, reader, sql<boolean>`${inShop(reader.person)} and o.status = 'pending'`, sql`o.id`, paging)
}

export function shopOrders(
  tx: Tx,
  reader: Reader,
  { status, ...paging }: Paging & { status?: OrderStatus | undefined },
): Promise<Page<Order>> {
  const where = sql<boolean>`${inShop(reader.person)} and (${status ?? null}::text is null or o.status = ${status ?? null})`
  return page(tx, reader, where, newest, paging)
}

export function completedOrders(tx: Tx, reader: Reader, paging: Paging): Promise<Page<Order>> {
  return page(tx, reader, sql<boolean>`${sold(reader.person)} and o.status = 'delivered'`, newest, paging)
}

export async function recentOrders(tx: Tx, reader: Reader, n: number, status: OrderStatus | null): Promise<Order[]> {
  const where = sql<boolean>`${inShop(reader.person)} and (${status}::text is null or o.status = ${status})`
  const { rows } = await selected(reader, where, newest, { page: 1, page_size: n }).execute(tx)
  return rows.map((row) => shown(row, reader))
}

type Totals = { orders: number; revenue: number; currency: string }
export type Summary = Totals & { average: number }

/**
 * The orders of each shop's own day, by the clock of where it stands. The summary counts what was neither cancelled nor
 * returned; the platform's counts what was sold in its own currency, since amounts of several do not add up.
 */
export async function ordersToday(tx: Tx, reader: Reader, paging: Paging): Promise<Page<Order> & { summary: Summary }> {
  const { person, at } = reader
  const spoken = person.role === 'admin' ? sql`${baseCurrency}::text` : sql`(select currency from ${shopsOf(person)})`
  const counts = sql`currency = ${spoken} and status not in ('cancelled', 'returned')`
  const ids = sql`select id from today order by id desc ${cutTo(paging)}`
  const list = {
    given: sql`with today as materialized (select o.* from ${shopsOf(person)} cross join lateral (${ofItsDay(at)}) o)`,
    page: selected(reader, sql<boolean>`o.id = any(array(${ids}))`, newest, { ...paging, page: 1 }),
    count: sql`select count(*) from today`,
    beside: sql<Totals>`select jsonb_build_object('currency', ${spoken}, 'orders', count(*) filter (where ${counts}),
      'revenue', coalesce(sum(total_minor - adjusted_minor) filter (where ${counts}), 0)) from today`,
    fixed: true,
  }
  const { count, results, beside } = await readPage<Row, Totals>(tx, list)
  const average = beside.orders === 0 ? 0 : Math.round(beside.revenue / beside.orders)
  return { count, results: results.map((row) => shown(row, reader)), summary: { ...beside, average } }
}

const shopsOf = (person: Person) =>
  person.role === 'admin' ? sql`shops.shops s` : sql`(select * from shops.shops where id = ${person.shop_id}) s`

/**
 * A shop's orders of its own day. The offset keeps the planner from joining first and telling the time later: asked shop
 * by shop, the index by shop and day serves the platform as well, however long its history.
 */
function ofItsDay(at: Date): RawBuilder<unknown> {
  const midnight = sql`date_trunc('day', ${at}::timestamptz at time zone s.time_zone)`
  return sql`select o.id, o.status, o.currency, o.total_minor, o.adjusted_minor from orders.orders o
    where o.shop_id = s.id and o.released_at is not null
      and o.placed_at >= ${midnight} at time zone s.time_zone
      and o.placed_at < (${midnight} + interval '1 day') at time zone s.time_zone
    offset 0`
}

const newest = sql`o.id desc`

async function page(
  tx: Tx,
  reader: Reader,
  where: RawBuilder<boolean>,
  order: RawBuilder<unknown>,
  paging: Paging,
): Promise<Page<Order>> {
  const list = {
    page: selected(reader, where, order, paging),
    count: sql`select count(*) from orders.orders o where ${where}`,
  }
  const { count, results } = await readPage<Row>(tx, { ...list, fixed: true })
  return { count, results: results.map((row) => shown(row, reader)) }
}

function selected(
  reader: Reader,
  where: RawBuilder<boolean>,
  order: RawBuilder<unknown>,
  paging: Paging,
): RawBuilder<Row> {
  return sql<Row>`select ${fields} from ${tablesFor(reader)} where ${where} order by ${order} ${cutTo(paging)}`
}
