import type { FastifyBaseLogger } from 'fastify'
import { sql, transact, type Tx } from '../../kernel/database.ts'
import { coveredInSuspense, decideEvent, lockEvent, settleSuspense, undecided } from '../payments/index.ts'
import { leftOf } from './move.ts'
import { callOff, handOver, lockWaiting } from './settle.ts'

/**
 * What a provider said of a payment is decided upon: its orders go to their shops, or are called off with their stock freed. An
 * order that its buyer cancelled meanwhile has no part in it. One path for whoever brings the event: the buyer's
 * browser, the provider, or the task that finds it left lying. Deciding twice is deciding once.
 */
export async function decide(tx: Tx, eventId: number, at: Date): Promise<void> {
  const event = await lockEvent(tx, eventId)
  if (event === undefined) return
  const { payment_id } = event
  const waiting = payment_id === null ? [] : await lockWaiting(tx, payment_id)
  const { payment, orders } = await decideEvent(tx, event, waiting.map(leftOf), at)
  if (payment_id === null || payment === null || orders === null) return
  if (orders === 'paid') await handOver(tx, payment_id, waiting, payment, at)
  else await callOff(tx, payment_id, waiting, 'payment_failed', at)
}

/** Whether an order waits for this payment: a look, which holds nothing. */
export async function isAwaited(db: Tx, paymentId: number): Promise<boolean> {
  const { rows } = await sql`
    select from orders.orders o join orders.checkouts c on c.id = o.checkout_id
    where c.payment_id = ${paymentId} and o.status = 'pending' and o.released_at is null limit 1`.execute(db)
  return rows.length > 0
}

const most = 200

/**
 * Decides what was recorded and left lying, and pays for what waits with money that has come to be enough for it, or gives it
 * back. Each by itself: what fails keeps nothing else back, is logged and tried again next minute.
 */
export async function settleUnsettled(db: Tx, at: Date, log: Pick<FastifyBaseLogger, 'error'>): Promise<void> {
  const events = await undecided(db, new Date(at.getTime() - 5_000), most)
  for (const id of events) await trying(log, { event: id }, () => transact(db, (tx) => decide(tx, id, at)))
  for (const id of await coveredInSuspense(db, most))
    await trying(log, { payment: id }, () => transact(db, (tx) => fromSuspense(tx, id, at)))
}

async function fromSuspense(tx: Tx, paymentId: number, at: Date): Promise<void> {
  const waiting = await lockWaiting(tx, paymentId)
  const paid = await settleSuspense(tx, paymentId, waiting.map(leftOf), at)
  if (paid !== null) await handOver(tx, paymentId, waiting, paid, at)
}

async function trying(
  log: Pick<FastifyBaseLogger, 'error'>,
  what: { event: number } | { payment: number },
  work: () => Promise<void>,
): Promise<void> {
  try {
    await work()
  } catch (err) {
    log.error({ err, ...what }, 'what a provider said could not be settled; next minute again')
  }
}
