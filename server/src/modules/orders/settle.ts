import type { LapseReason, Payment } from '@mortar/contract'
import type { FastifyBaseLogger } from 'fastify'
import { sql, type Tx } from '../../kernel/database.ts'
import { publish } from '../../kernel/facts.ts'
import { releaseHolds } from '../inventory/index.ts'
import { letGo } from '../payments/index.ts'
import { behind, eachDue, type Due } from './due.ts'
import { lockOrdersOf, type LockedOrder } from './locks.ts'
import { leftOf } from './move.ts'
import { settleOrders } from './store.ts'
import { must } from '../../kernel/must.ts'

const paymentTimeoutMs = 30 * 60 * 1000

/** Calls off what was not paid in half an hour, with all that waits for the same payment. */
export async function cancelOverdue(
  db: Tx,
  at: Date,
  log: Pick<FastifyBaseLogger, 'error'>,
  size = 200,
): Promise<void> {
  const next = (after: Due) => overdue(db, new Date(at.getTime() - paymentTimeoutMs), after, size)
  const work = async (tx: Tx, paymentId: number) => {
    const waiting = await lockWaiting(tx, paymentId)
    if (waiting.length > 0) await callOff(tx, paymentId, waiting, 'payment_timeout', at)
  }
  await eachDue(db, { next, size }, work, log, 'overdue payments could not be called off; next minute again')
}

/**
 * The payments of orders that wait for one. Orders are asked, because one that costs nothing waits on after its payment has
 * been let go with all the others.
 */
async function overdue(tx: Tx, since: Date, after: Due, size: number): Promise<Due[]> {
  const { rows } = await sql<Due>`
    select distinct c.payment_id as id, o.placed_at, o.placed_at::text as since
    from orders.orders o join orders.checkouts c on c.id = o.checkout_id
    where o.status = 'pending' and o.released_at is null and o.placed_at <= ${since}
      and ${behind('o.placed_at', 'c.payment_id', after)}
    order by o.placed_at, c.payment_id limit ${size}`.execute(tx)
  return rows
}

/** The orders of a payment that wait for it, locked together with all the others of it. */
export async function lockWaiting(tx: Tx, paymentId: number): Promise<LockedOrder[]> {
  const orders = await lockOrdersOf(tx, paymentId)
  return orders.filter(({ status, is_released }) => status === 'pending' && !is_released)
}

/** Orders that were paid go to their shops. `payment` has what they cost. */
export async function handOver(
  tx: Tx,
  paymentId: number,
  waiting: LockedOrder[],
  payment: Payment,
  at: Date,
): Promise<void> {
  const versions = await settleOrders(tx, idsOf(waiting), 'released', 'payment_received', at)
  for (const { id, number, shop_id, customer_id } of waiting)
    await publish(tx, 'order.released', {
      order_id: id,
      order_number: number,
      shop_id,
      customer_id,
      version: must(versions.get(id), 'the version of an order that moved'),
    })
  await tell(tx, paymentId, waiting, payment)
}

type Why = Extract<LapseReason, 'payment_failed' | 'payment_timeout'>

/** Orders that will not be paid are cancelled, and their stock is free. */
export async function callOff(tx: Tx, paymentId: number, waiting: LockedOrder[], why: Why, at: Date): Promise<void> {
  const versions = await settleOrders(tx, idsOf(waiting), 'cancelled', why, at)
  const as = why === 'payment_failed' ? 'failed' : 'voided'
  const payment = await letGo(tx, paymentId, waiting.map(leftOf), at, as)
  await releaseHolds(tx, idsOf(waiting), at)
  for (const { id, number, shop_id, customer_id, slugs } of waiting)
    await publish(tx, 'order.moved', {
      order_id: id,
      order_number: number,
      shop_id,
      customer_id,
      from: 'pending',
      to: 'cancelled',
      version: must(versions.get(id), 'the version of an order that moved'),
      by: 'system',
      reason: why,
      slugs,
    })
  await tell(tx, paymentId, waiting, payment)
}

async function tell(tx: Tx, payment_id: number, [order]: LockedOrder[], payment: Payment): Promise<void> {
  await publish(tx, 'payment.settled', {
    payment_id,
    checkout_id: must(order, 'an order of a payment').checkout_id,
    status: payment.status,
    amount_minor: payment.amount,
    currency: payment.currency,
  })
}

const idsOf = (orders: readonly LockedOrder[]) => orders.map((order) => order.id)
