import type { FastifyBaseLogger } from 'fastify'
import { sql, transact, type Tx } from '../../kernel/database.ts'
import { carryOut } from './move.ts'
import { lifecycle } from './lifecycle.ts'
import { moveOrder } from './store.ts'

const batch = 200

/**
 * Calls off what its shop did not answer in its own time: the stock is free again, money goes back, and both are told. One
 * order a transaction, so that one that fails does not keep back the others; one that was answered meanwhile stays.
 */
export async function cancelUnanswered(db: Tx, at: Date, log: Pick<FastifyBaseLogger, 'error'>): Promise<void> {
  for (const id of await unanswered(db, at)) {
    try {
      await transact(db, (tx) => lapse(tx, id, at))
    } catch (error) {
      log.error({ err: error, order_id: id }, 'an order nobody answered could not be called off; next time again')
    }
  }
}

async function lapse(tx: Tx, id: number, at: Date): Promise<void> {
  const actor = sql<'system'>`'system'`
  const change = { ...lifecycle.cancel, from: ['pending'] as const, actor, user_id: null, note: null }
  const which = sql<boolean>`o.id = ${id} and o.released_at is not null`
  const order = await moveOrder(tx, which, { ...change, reason: 'shop_silent' }, at)
  if (order?.version == null) return
  await carryOut(tx, 'cancel', { ...order, version: order.version }, { by: 'system', reason: 'shop_silent' }, at)
}

/** Longest first. An order is in its shop's hands from its release on. */
async function unanswered(tx: Tx, at: Date): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`
    select o.id from orders.orders o join shops.shops s on s.id = o.shop_id
    where o.status = 'pending' and o.released_at is not null
      and o.released_at <= ${at}::timestamptz - s.answer_within_hours * interval '1 hour'
    order by o.released_at, o.id limit ${sql.lit(batch)}`.execute(tx)
  return rows.map((row) => row.id)
}
