import type { Payment } from '@mortar/contract'
import type { Tx } from '../../kernel/database.ts'
import { accountCode, isPosted, post } from '../ledger/index.ts'
import {
  attemptOf,
  explained,
  received,
  sentBack,
  surplusBack,
  totalOf,
  unchanged,
  type Change,
  type Part,
} from './books.ts'
import { carryOut } from './entries.ts'
import { methods } from './methods.ts'
import type { EventKind } from './providers/provider.ts'
import { openOf } from './status.ts'
import { lockPayment, settleAttempt, writeDecision, type Decision, type NewAttempt, type PaymentRow } from './store.ts'
import { tellUnsent } from './unsent.ts'
import { attemptOfEvent, type EventRow } from './views.ts'

/** What an event came to. `orders`: what those that waited for the payment now do, if anything. */
export type Decided = { decision: Decision; payment: Payment | null; orders: 'paid' | 'failed' | null }

type Step = { decision: Decision; change: Change; orders?: 'paid' | 'failed' }

/**
 * What is made of an event that was recorded and is locked, as are the orders that wait for its payment: `waiting` is
 * their share of it. However often, late or out of order a thing is told, its money is written once and is somewhere
 * afterwards: with the orders, on its way back, or in suspense.
 */
export async function decideEvent(tx: Tx, event: EventRow, waiting: readonly Part[], at: Date): Promise<Decided> {
  const payment = event.payment_id === null ? null : await lockPayment(tx, event.payment_id)
  if (payment === null || methods[payment.method].provider !== event.provider || payment.currency !== event.currency) {
    const decision = await unexplained(tx, event, at)
    await writeDecision(tx, event.id, decision, at)
    return { decision, payment: null, orders: null }
  }
  const { decision, change, orders = null } = await steps[event.kind](tx, { event, payment, waiting, at })
  const after = await carryOut(tx, change, at)
  await writeDecision(tx, event.id, decision, at)
  return { decision, payment: after, orders }
}

type Told = { event: EventRow; payment: PaymentRow; waiting: readonly Part[]; at: Date }

const steps: Record<EventKind, (tx: Tx, told: Told) => Promise<Step>> = {
  captured,
  refunded,
  refused,
  failed: (_, { payment, waiting }) =>
    Promise.resolve(
      waiting.length > 0
        ? { decision: 'taken', change: unchanged(payment), orders: 'failed' }
        : { decision: 'nothing', change: unchanged(payment) },
    ),
  refund_failed: (tx, told) => answered(tx, told, 'refund', 'failed'),
  voided: (tx, told) => answered(tx, told, 'void', 'done'),
}

async function captured(tx: Tx, { event, payment, waiting, at }: Told): Promise<Step> {
  const known = await attemptOfEvent(tx, event, 'capture')
  if (known?.state === 'done') return { decision: 'known', change: unchanged(payment) }
  const { amount_minor } = event
  const attempt: NewAttempt = { ...attemptOf('capture', amount_minor, 'done'), provider_ref: event.provider_ref }
  const uuid = known?.uuid ?? attempt.uuid
  let change = unchanged(payment)
  if (known !== undefined) await settle(tx, event, uuid, at)
  else if (amount_minor > 0) change = { ...change, attempts: [attempt] }
  if (amount_minor > 0) change = received(change, { uuid, amount_minor })
  return explaining(change, waiting, uuid)
}

/** Enough for all that waits pays for all of it; and once nothing waits, what is over goes back. */
export function explaining(change: Change, waiting: readonly Part[], attempt: string): Step {
  const isPaid = waiting.length > 0 && change.payment.suspense_minor >= totalOf(waiting)
  const paid = isPaid ? explained(change, waiting, attempt) : change
  const settled = surplusBack(paid)
  if (isPaid) return { decision: 'taken', change: settled, orders: 'paid' }
  return { decision: openOf(paid.payment) > 0 ? 'held' : 'returned', change: settled }
}

/** One that we did not ask for is taken from suspense, where it is to be explained by people. */
async function refunded(tx: Tx, { event, payment, at }: Told): Promise<Step> {
  const known = await attemptOfEvent(tx, event, 'refund')
  if (known?.state === 'done') return { decision: 'known', change: unchanged(payment) }
  const { amount_minor, provider_ref } = event
  if (known !== undefined) {
    await settle(tx, event, known.uuid, at)
    await tellUnsent(tx, known.uuid)
    const change = sentBack(unchanged(payment), known.uuid, amount_minor, true)
    return { decision: 'taken', change }
  }
  if (amount_minor === 0) return { decision: 'nothing', change: unchanged(payment) }
  const attempt = { ...attemptOf('refund', amount_minor, 'done'), provider_ref }
  const change = sentBack({ ...unchanged(payment), attempts: [attempt] }, attempt.uuid, amount_minor, false)
  return { decision: 'held', change }
}

/** A card was declined: the buyer may try another, so the payment stays open. */
async function refused(tx: Tx, { event, payment }: Told): Promise<Step> {
  const open = openOf(payment)
  const known = await attemptOfEvent(tx, event, 'capture')
  if (known !== undefined) return { decision: 'known', change: unchanged(payment) }
  if (open === 0) return { decision: 'nothing', change: unchanged(payment) }
  const { provider_ref, reason } = event
  const attempt: NewAttempt = {
    ...attemptOf('capture', open, 'done'),
    state: 'failed',
    done_minor: 0,
    provider_ref,
    reason,
  }
  return { decision: 'taken', change: { ...unchanged(payment), attempts: [attempt] } }
}

async function answered(
  tx: Tx,
  { event, payment, at }: Told,
  kind: 'void' | 'refund',
  state: 'done' | 'failed',
): Promise<Step> {
  const known = await attemptOfEvent(tx, event, kind)
  const change = unchanged(payment)
  if (known === undefined) return { decision: 'nothing', change }
  if (known.state !== 'pending') return { decision: 'known', change }
  const done_minor = state === 'done' ? known.amount_minor : 0
  const { provider_ref, reason } = event
  await settleAttempt(tx, { uuid: known.uuid, state, done_minor, provider_ref, reason }, at)
  if (kind === 'refund') await tellUnsent(tx, known.uuid)
  return { decision: 'taken', change }
}

const settle = (tx: Tx, { amount_minor, provider_ref, reason }: EventRow, uuid: string, at: Date) =>
  settleAttempt(tx, { uuid, state: 'done', done_minor: amount_minor, provider_ref, reason }, at)

/** Money of a payment that we do not know, or in another currency than it: in suspense, under the provider's name for it. */
async function unexplained(tx: Tx, event: EventRow, at: Date): Promise<Decision> {
  const { provider, kind, provider_ref, amount_minor, currency } = event
  if (amount_minor === 0 || (kind !== 'captured' && kind !== 'refunded')) return 'nothing'
  const [gateway, suspense] = [accountCode.gateway(provider), accountCode.suspense(provider)]
  const sides =
    kind === 'captured' ? { source: gateway, destination: suspense } : { source: suspense, destination: gateway }
  const reference = `event:${provider}:${kind}:${provider_ref}`
  if (await isPosted(tx, reference)) return 'known'
  await post(tx, { reference, kind: 'event.unexplained', postings: [{ ...sides, amount_minor, currency }] }, at)
  return 'unexplained'
}
