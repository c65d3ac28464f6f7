import type { FastifyBaseLogger } from 'fastify'
import { sql, type Tx } from '../../kernel/database.ts'
import { behind, eachDue, type Due } from './due.ts'
import { carryOut } from './move.ts'
import { lifecycle } from './lifecycle.ts'
import { moveOrder } from './store.ts'

/**
 * Calls off what its shop did not answer in its own time: the stock is free again, money goes back, and both are told. One
 * that was answered meanwhile stays.
 */
export async function cancelUnanswered(
  db: Tx,
  at: Date,
  log: Pick<FastifyBaseLogger, 'error'>,
  size = 200,
): Promise<void> {
  const next = (after: Due) => unanswered(db, at, after, size)
  const message = 'orders nobody answered could not be called off; next time again'
  await eachDue(db, { next, size }, (tx, id) => lapse(tx, id, at), log, message)
}

async function lapse(tx: Tx, id: number, at: Date): Promise<void> {
  const actor = sql<'system'>`'system'`
  const change = { ...lifecycle.cancel, from: ['pending'] as const, actor, user_id: null, note: null }
  const which = sql<boolean>`o.id = ${id} and o.released_at is not null`
  const order = await moveOrder(tx, which, { ...change, reason: 'shop_silent' }, at)
  if (order?.version == null) return
  await carryOut(tx, 'cancel', { ...order, version: order.version }, { by: 'system', reason: 'shop_silent' }, at)
}

/** An order is in its shop's hands from its release on. */
async function unanswered(tx: Tx, at: Date, after: Due, size: number): Promise<Due[]> {
  const { rows } = await sql<Due>`
    select o.id, o.released_at::text as since from orders.orders o join shops.shops s on s.id = o.shop_id
    where o.status = 'pending' and o.released_at is not null and ${behind('o.released_at', 'o.id', after)}
      and o.released_at <= ${at}::timestamptz - s.answer_within_hours * interval '1 hour'
    order by o.released_at, o.id limit ${size}`.execute(tx)
  return rows
}
