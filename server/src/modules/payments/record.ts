import type { Payment } from '@mortar/contract'
import { sql, type Tx } from '../../kernel/database.ts'
import { unchanged, type Part } from './books.ts'
import { explaining } from './decide.ts'
import { carryOut } from './entries.ts'
import type { ProviderEvent } from './providers/provider.ts'
import { insertEvent, lockPayment } from './store.ts'

/**
 * Writes down what a provider says, before anything is made of it: called outside of the transaction that decides, so that
 * nothing which goes wrong there takes it away. An event of a name that is known is the one that is there.
 */
export function recordEvent(db: Tx, event: ProviderEvent, at: Date): Promise<{ id: number; isNew: boolean }> {
  return insertEvent(db, event, at)
}

/** Events that nothing was made of though it is a while ago: whoever recorded them did not come to it. */
export async function undecided(db: Tx, before: Date, most: number): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`
    select id from payments.events where decision is null and recorded_at <= ${before}
    order by recorded_at, id limit ${most}`.execute(db)
  return rows.map(({ id }) => id)
}

/** Payments whose money would do for what is still open: an order was called off, or a program of before moved it. */
export async function coveredInSuspense(db: Tx, most: number): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`
    select id from payments.payments
    where suspense_minor > 0 and suspense_minor >= amount_minor - captured_minor - voided_minor
    order by id limit ${most}`.execute(db)
  return rows.map(({ id }) => id)
}

/** Pays for what waits with what is in suspense, or gives it back where nothing does. Answers the payment when the orders are paid. */
export async function settleSuspense(
  tx: Tx,
  paymentId: number,
  waiting: readonly Part[],
  at: Date,
): Promise<Payment | null> {
  const payment = await lockPayment(tx, paymentId)
  if (payment.suspense_minor <= 0) return null
  const { rows } = await sql<{ uuid: string }>`
    select uuid from payments.attempts where payment_id = ${paymentId} and kind = 'capture' and state = 'done'
    order by id desc limit 1`.execute(tx)
  const { change, orders } = explaining(unchanged(payment), waiting, rows[0]?.uuid ?? '')
  const after = await carryOut(tx, change, at)
  return orders === 'paid' ? after : null
}
