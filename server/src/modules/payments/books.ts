import { randomUUID } from 'node:crypto'
import { sum, minor } from '@mortar/contract'
import { accountCode, type Journal, type Posting } from '../ledger/index.ts'
import { methods } from './methods.ts'
import { after, openOf, statusOf, type Kind } from './status.ts'
import type { Entry, NewAttempt, PaymentRow } from './store.ts'

/**
 * What each step does to a payment, and what is written of it: attempts, the orders' entries, and journals. Pure. A step goes on from
 * the change before it, so that several of them are written at once.
 *
 * Money that comes through a provider is in suspense until it explains orders or is given back; what is given back is among the
 * refunds until the provider has sent it. Cash asks nobody: it is with the shop, or with its buyer.
 */
export type Change = { payment: PaymentRow; attempts: NewAttempt[]; entries: Entry[]; journals: Journal[] }

/** One order's share of a payment, or a part of it. `reference` is its order number. */
export type Part = { reference: string; shop_id: number; amount_minor: number }

export const unchanged = (payment: PaymentRow): Change => ({ payment, attempts: [], entries: [], journals: [] })

/** An order may cost nothing; then there is nothing to enter. */
export const paying = <P extends { amount_minor: number }>(parts: readonly P[]): P[] =>
  parts.filter((part) => part.amount_minor > 0)
export const totalOf = (parts: readonly { amount_minor: number }[]): number =>
  sum(parts.map(({ amount_minor }) => minor(amount_minor)))

/** Cash that a shop took at the door. */
export function takenAtDoor(change: Change, parts: readonly Part[]): Change {
  const { payment } = change
  const attempt = attemptOf('capture', totalOf(parts), 'done')
  const { from, to } = methods[payment.method]
  const journals = paying(parts).map((part) =>
    journal(payment, 'capture', `${part.reference}:${attempt.uuid}`, [from, to(part.shop_id), part.amount_minor]),
  )
  return written(entered(change, 'capture', parts, attempt.uuid), attempt, journals)
}

/** A provider has taken money: where it goes is decided by what follows. */
export function received(change: Change, attempt: Pick<NewAttempt, 'uuid' | 'amount_minor'>): Change {
  const { payment } = change
  const { from } = methods[payment.method]
  const { uuid, amount_minor } = attempt
  return {
    ...change,
    payment: { ...payment, suspense_minor: payment.suspense_minor + amount_minor },
    journals: [...change.journals, journal(payment, 'received', uuid, [from, suspenseOf(payment), amount_minor])],
  }
}

/** Money in suspense pays for orders, when there is enough for all of them. The entries are of the attempt that made it enough. */
export function explained(change: Change, parts: readonly Part[], attempt: string): Change {
  const { payment } = change
  const journals = paying(parts).map((part) =>
    journal(payment, 'capture', `${part.reference}:${attempt}`, [
      suspenseOf(payment),
      methods[payment.method].to(part.shop_id),
      part.amount_minor,
    ]),
  )
  const next = entered(change, 'capture', parts, attempt)
  const suspense_minor = payment.suspense_minor - totalOf(parts)
  return { ...next, payment: { ...next.payment, suspense_minor }, journals: [...change.journals, ...journals] }
}

/** What will not be asked for. It never moved, so the ledger hears nothing. `told`: by the provider, who need not be asked. */
export function lettingGo(change: Change, parts: readonly Part[], as: 'voided' | 'failed', told: boolean): Change {
  const state = told ? 'done' : stateOf(change.payment)
  const attempt = attemptOf('void', totalOf(parts), state)
  return surplusBack(written(entered(change, 'void', parts, attempt.uuid, as), attempt, []))
}

/** What goes back of what was captured. The journals take it from the shops' accounts, which may not have it. */
export function refunding(change: Change, parts: readonly Part[]): Change & { attempt: string } {
  const { payment } = change
  const attempt = attemptOf('refund', totalOf(parts), stateOf(payment))
  const { to } = methods[payment.method]
  const journals = paying(parts).map((part) =>
    journal(payment, 'refund', `${part.reference}:${attempt.uuid}`, [
      to(part.shop_id),
      backOf(payment),
      part.amount_minor,
    ]),
  )
  return { ...written(entered(change, 'refund', parts, attempt.uuid), attempt, journals), attempt: attempt.uuid }
}

/** Once nothing is open, nothing more can be explained: what is in suspense goes back. */
export function surplusBack(change: Change): Change {
  const { payment } = change
  const back = payment.suspense_minor
  if (openOf(payment) > 0 || back <= 0) return change
  const attempt = attemptOf('refund', back, 'pending')
  const next = { ...change, payment: { ...payment, suspense_minor: 0 } }
  return written(next, attempt, [
    journal(payment, 'returned', attempt.uuid, [suspenseOf(payment), backOf(payment), back]),
  ])
}

/** What a provider sent back, that it was asked for; or, out of suspense, that it was not. */
export function sentBack(change: Change, uuid: string, amount_minor: number, asked: boolean): Change {
  const { payment } = change
  const source = asked ? backOf(payment) : suspenseOf(payment)
  const suspense_minor = payment.suspense_minor - (asked ? 0 : amount_minor)
  const made = journal(payment, 'refunded', uuid, [source, methods[payment.method].from, amount_minor])
  return { ...change, payment: { ...payment, suspense_minor }, journals: [...change.journals, made] }
}

function entered(
  change: Change,
  kind: Kind,
  parts: readonly Part[],
  attempt: string,
  unpaid: 'voided' | 'failed' = 'voided',
): Change {
  const sums = after(change.payment, kind, totalOf(parts))
  const kept_by_order = { ...change.payment.kept_by_order }
  const entries = paying(parts).map(({ reference, amount_minor }) => ({ kind, reference, amount_minor, attempt }))
  for (const { reference, amount_minor } of entries) {
    const kept = (kept_by_order[reference] ?? 0) + { capture: 1, void: 0, refund: -1 }[kind] * amount_minor
    if (kept < 0) throw new RangeError(`more than was captured for ${reference}`)
    kept_by_order[reference] = kept
  }
  const payment = { ...change.payment, ...sums, kept_by_order, status: statusOf(sums, unpaid) }
  return { ...change, payment, entries: [...change.entries, ...entries] }
}

/** An attempt of nothing is none. */
function written(change: Change, attempt: NewAttempt, journals: Journal[]): Change {
  const attempts = attempt.amount_minor > 0 ? [...change.attempts, attempt] : change.attempts
  return { ...change, attempts, journals: [...change.journals, ...journals] }
}

export function attemptOf(kind: Kind, amount_minor: number, state: 'pending' | 'done'): NewAttempt {
  const done_minor = state === 'done' ? amount_minor : 0
  return { uuid: randomUUID(), kind, amount_minor, state, done_minor, provider_ref: null, reason: null }
}

const stateOf = ({ method }: PaymentRow) => (methods[method].provider === null ? 'done' : 'pending')
const suspenseOf = ({ method }: PaymentRow) => accountCode.suspense(methods[method].provider ?? method)

/** Where a refund is until it is gone. */
export function backOf({ method }: PaymentRow): string {
  const { provider, from } = methods[method]
  return provider === null ? from : accountCode.refunds(provider)
}

function journal(
  { uuid, currency }: PaymentRow,
  kind: 'capture' | 'received' | 'refund' | 'returned' | 'refunded',
  of: string,
  [source, destination, amount_minor]: [string, string, number],
): Journal {
  const posting: Posting = { source, destination, amount_minor, currency }
  return { reference: `payment:${uuid}:${kind}:${of}`, kind: `payment.${kind}`, postings: [posting] }
}
