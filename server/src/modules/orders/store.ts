import { randomUUID } from 'node:crypto'
import { sum, type AddressInput, type Minor, type MoveReason, type OrderStatus } from '@mortar/contract'
import type { RawBuilder } from 'kysely'
import { sendUnread, sql, type Tx } from '../../kernel/database.ts'
import { namesOf, rowsOf } from '../../kernel/projection.ts'
import { statement } from '../../kernel/statement.ts'
import { Refusal } from '../../kernel/refusal.ts'
import { copiedChargeColumns, copiedColumns, copiedLineColumns, type NewOrder } from './copy.ts'
import { idOf } from '../payments/index.ts'
import { finished, type Actor } from './lifecycle.ts'
import { lockedOrders, type LockedOrder } from './locks.ts'
import { must } from '../../kernel/must.ts'

/**
 * The only file that writes the schema `orders`. Every step of an order raises its version and adds to its history; that
 * its buyer is forgotten is none.
 */

type NewCheckout = {
  customer_id: number
  /** Its uuid. */
  payment: string
  address: AddressInput
  released_at: Date | null
  quoted: { total_minor: number; currency: string }
  orders: NewOrder[]
}
export type PlacedOrder = NewOrder & { id: number }
export type Inserted = { id: number; uuid: string; placed_at: string; orders: PlacedOrder[] }

/**
 * The checkout, its orders, their lines and charges and the first row of each history: one statement, however many. Refuses
 * session_ended to a buyer who was deleted meanwhile: the foreign key of the payment, which was opened before, has waited
 * for the deletion, or keeps it waiting until all of this is committed.
 */
export async function insertOrders(tx: Tx, checkout: NewCheckout, at: Date): Promise<Inserted> {
  const { customer_id, payment, released_at, quoted } = checkout
  const [row] = await insertAll(tx, {
    uuid: randomUUID(),
    customer_id,
    payment,
    address: JSON.stringify(checkout.address),
    released_at,
    total_minor: quoted.total_minor,
    currency: quoted.currency,
    orders: JSON.stringify(checkout.orders.map((order) => ({ ...order, lines: undefined, charges: undefined }))),
    lines: JSON.stringify(checkout.orders.flatMap((order) => order.lines.map(ofShop(order)))),
    charges: JSON.stringify(checkout.orders.flatMap((order) => order.charges.map(ofShop(order)))),
    at,
  })
  if (row === undefined) throw new Refusal('session_ended')
  const { ids, ...inserted } = row
  return {
    ...inserted,
    orders: checkout.orders.map((order) => ({ ...order, id: must(ids[order.shop_id], 'the order of a shop') })),
  }
}

/** A line or charge of a shop's order. */
const ofShop =
  ({ shop_id }: NewOrder) =>
  (each: object) => ({ shop_id, ...each })

type Values = {
  uuid: string
  customer_id: number
  payment: string
  released_at: Date | null
  total_minor: number
  currency: string
  /** JSON. */
  address: string
  orders: string
  lines: string
  charges: string
  at: Date
}

const insertAll = statement<Values, Omit<Inserted, 'orders'> & { ids: Record<string, number> }>(
  (of) => sql`
    with buyer as (
      select id from people.users where id = ${of.customer_id} and deleted_at is null
    ), checkout as (
      insert into orders.checkouts (uuid, customer_id, payment_id, total_minor, currency, placed_at)
      select ${of.uuid}::uuid, buyer.id, ${idOf(of.payment)}, ${of.total_minor}::bigint, ${of.currency}, ${of.at}::timestamptz
      from buyer
      returning id, uuid, placed_at
    ), placed as (
      insert into orders.orders (${namesOf(copiedColumns)}, checkout_id, customer_id, released_at, address, placed_at)
      select ${namesOf(copiedColumns, 'i')}, checkout.id, ${of.customer_id}, ${of.released_at}::timestamptz, ${of.address}::jsonb,
        ${of.at}::timestamptz
      from checkout, ${rowsOf(of.orders, copiedColumns)}
      returning id, shop_id
    ), line as (
      insert into orders.lines (order_id, ${namesOf(copiedLineColumns)})
      select placed.id, ${namesOf(copiedLineColumns, 'i')}
      from placed join ${rowsOf(of.lines, { shop_id: 'bigint', ...copiedLineColumns })} on i.shop_id = placed.shop_id
    ), charge as (
      insert into orders.charges (order_id, ${namesOf(copiedChargeColumns)})
      select placed.id, ${namesOf(copiedChargeColumns, 'i')}
      from placed join ${rowsOf(of.charges, { shop_id: 'bigint', ...copiedChargeColumns })} on i.shop_id = placed.shop_id
    ), history as (
      insert into orders.moves (order_id, version, from_status, to_status, actor, user_id, at)
      select id, 1, null, 'pending', 'customer', ${of.customer_id}, ${of.at}::timestamptz from placed
    )
    select checkout.id, checkout.uuid, checkout.placed_at,
      (select json_object_agg(placed.shop_id, placed.id) from placed) as ids
    from checkout`,
)

export type Change = {
  from: readonly OrderStatus[]
  /** Null: it stays as it is. */
  to: OrderStatus | null
  /** Only once it is in the shop's queue. */
  released: boolean
  /** Of the row `old`, as it was before. */
  actor: RawBuilder<Actor>
  user_id: number | null
  note: string | null
  reason?: MoveReason
}

/** `version` is the new one, or null when the state did not allow the move; the rest is as it was before. */
export type Moved = LockedOrder & { version: number | null }

/** The one compare-and-set of an order: locked, then moved only from where the move may start. */
export async function moveOrder(
  tx: Tx,
  which: RawBuilder<boolean>,
  change: Change,
  at: Date,
): Promise<Moved | undefined> {
  const { rows } = await sql<Moved>`
    with old as (${lockedOrders(which)}),
    moved as (
      update orders.orders o
      set status = coalesce(${change.to}, o.status), version = o.version + 1
      from old
      where o.id = old.id and old.status = any(${[...change.from]}::text[]) and (old.is_released or not ${change.released})
      returning o.id, o.version
    ), history as (
      insert into orders.moves (order_id, version, from_status, to_status, actor, user_id, reason, note, at)
      select old.id, moved.version, old.status, coalesce(${change.to}, old.status), ${change.actor}, ${change.user_id}::bigint,
        ${change.reason ?? null}, ${change.note}, ${at}::timestamptz
      from old join moved on moved.id = old.id
    )
    select old.*, moved.version from old left join moved on moved.id = old.id`.execute(tx)
  return rows[0]
}

export type Sent = { carrier: string | null; tracking_number: string | null }

/** All that is left of an order leaves its shop in one parcel. Under the order's lock. Answers its uuid. */
export async function insertShipment(
  tx: Tx,
  orderId: number,
  { carrier, tracking_number }: Sent,
  at: Date,
): Promise<string> {
  const { rows } = await sql<{ uuid: string }>`
    with sent as (
      insert into orders.shipments (order_id, carrier, tracking_number, shipped_at)
      values (${orderId}, ${carrier}, ${tracking_number}, ${at}) returning id, uuid
    ), line as (
      insert into orders.shipped_lines (shipment_id, position, quantity)
      select sent.id, l.position, l.quantity - ${adjustedOf} from sent, orders.lines l
      where l.order_id = ${orderId} and l.quantity > ${adjustedOf}
    )
    select uuid from sent`.execute(tx)
  return must(rows[0]?.uuid, 'the shipment that was written')
}

/** Its parcels have arrived. */
export async function endShipments(tx: Tx, orderId: number, at: Date): Promise<void> {
  await sendUnread(
    tx,
    sql`update orders.shipments set delivered_at = ${at} where order_id = ${orderId} and delivered_at is null`,
  )
}

/** How many of the line `l` were taken off. */
const adjustedOf = sql<number>`(
  select coalesce(sum(x.quantity), 0)::int from orders.adjustments a join orders.adjusted_lines x on x.adjustment_id = a.id
  where a.order_id = l.order_id and x.position = l.position)`

/** A line as it is now: what was bought of it, less what was taken off. */
export type LineLeft = {
  position: number
  variant_id: number
  product_slug: string
  sku: string
  quantity: number
  tax_rate_bps: number
  amount_minor: Minor
  tax_minor: Minor
}

/** Under the order's lock. */
export async function linesLeft(tx: Tx, orderId: number): Promise<LineLeft[]> {
  const { rows } = await sql<LineLeft>`
    select l.position, l.variant_id, l.product_slug, l.sku, l.tax_rate_bps, l.quantity - a.quantity as quantity,
      l.total_minor - l.discount_minor - a.amount_minor as amount_minor, l.tax_minor - a.tax_minor as tax_minor
    from orders.lines l cross join lateral (
      select coalesce(sum(x.quantity), 0)::int as quantity, coalesce(sum(x.amount_minor), 0)::bigint as amount_minor,
        coalesce(sum(x.tax_minor), 0)::bigint as tax_minor
      from orders.adjustments a join orders.adjusted_lines x on x.adjustment_id = a.id
      where a.order_id = l.order_id and x.position = l.position
    ) a
    where l.order_id = ${orderId} order by l.position`.execute(tx)
  return rows
}

export type AdjustedLine = Pick<LineLeft, 'position' | 'variant_id' | 'quantity' | 'amount_minor' | 'tax_minor'>

/** Takes lines off an order, as its step `version`. Under its lock. What is called off whole the database takes off. */
export async function insertAdjustment(
  tx: Tx,
  order: { id: number; version: number },
  lines: readonly AdjustedLine[],
  at: Date,
): Promise<void> {
  const [amount, tax] = [sum(lines.map((line) => line.amount_minor)), sum(lines.map((line) => line.tax_minor))]
  await sql`
    with made as (
      insert into orders.adjustments (order_id, version, kind, amount_minor, tax_minor, at)
      values (${order.id}, ${order.version}, 'cancelled', ${amount}, ${tax}, ${at}) returning id
    ), line as (
      insert into orders.adjusted_lines (adjustment_id, ${namesOf(adjustedColumns)})
      select made.id, ${namesOf(adjustedColumns, 'i')} from made, ${rowsOf(JSON.stringify(lines), adjustedColumns)}
    )
    update orders.orders set adjusted_minor = adjusted_minor + ${amount} where id = ${order.id}`.execute(tx)
}

const adjustedColumns = {
  position: 'smallint',
  quantity: 'integer',
  amount_minor: 'bigint',
  tax_minor: 'bigint',
} as const

/** Of orders that are locked and were found pending and unpaid. Answers the new versions by order id. */
export async function settleOrders(
  tx: Tx,
  ids: readonly number[],
  to: 'released' | 'cancelled',
  reason: MoveReason,
  at: Date,
): Promise<Map<number, number>> {
  const set = to === 'released' ? sql`released_at = ${at}` : sql`status = 'cancelled'`
  const { rows } = await sql<{ id: number; version: number }>`
    with settled as (
      update orders.orders set ${set}, version = version + 1 where id = any(${[...ids]}::bigint[])
      returning id, status, version
    ), history as (
      insert into orders.moves (order_id, version, from_status, to_status, actor, reason, at)
      select id, version, 'pending', status, 'system', ${reason}, ${at}::timestamptz from settled
    )
    select id, version from settled`.execute(tx)
  return new Map(rows.map(({ id, version }) => [id, version]))
}

/**
 * Of orders whose buyer is deleted, those named and those of the buyers named: what the buyer wrote goes, and once an order
 * is finished where it went, but for the country. Every other order stays as it is.
 */
export async function forgetBuyers(
  tx: Tx,
  { order_ids, customer_ids }: { order_ids: number[]; customer_ids: number[] },
): Promise<void> {
  await sql`
    with forgotten as (
      select o.id, o.status from orders.orders o join people.users u on u.id = o.customer_id
      where (o.id = any(${order_ids}::bigint[]) or o.customer_id = any(${customer_ids}::bigint[]))
        and u.deleted_at is not null
      order by o.id for no key update of o
    ), silenced as (
      update orders.moves m set note = null from forgotten f
      where m.order_id = f.id and m.actor = 'customer' and m.note is not null
    )
    update orders.orders o set address = jsonb_build_object('country', o.address -> 'country')
    from forgotten f where o.id = f.id and f.status = any(${[...finished]}::text[]) and o.address ? 'line1'`.execute(tx)
}
