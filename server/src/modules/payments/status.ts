import type { PaymentStatus } from '@mortar/contract'

/** What became of a payment's amount. What is neither captured nor voided is still open. */
export type Sums = { amount_minor: number; captured_minor: number; voided_minor: number; refunded_minor: number }
export type Kind = 'capture' | 'void' | 'refund'

const columns = { capture: 'captured_minor', void: 'voided_minor', refund: 'refunded_minor' } as const

/** The sums after one more entry. Throws what would take, let go or give back more than there is. */
export function after(sums: Sums, kind: Kind, amount_minor: number): Sums {
  const next = { ...sums, [columns[kind]]: sums[columns[kind]] + amount_minor }
  if (next.captured_minor + next.voided_minor > next.amount_minor) throw new RangeError('more than the payment')
  if (next.refunded_minor > next.captured_minor) throw new RangeError('more than was captured')
  return next
}

/** What is neither captured nor voided. */
export const openOf = ({ amount_minor, captured_minor, voided_minor }: Sums): number =>
  amount_minor - captured_minor - voided_minor

/**
 * The status follows the sums. A payment stays open while a part of it is, and counts as paid while any of the money is
 * kept. One of nothing is paid from the start. `unpaid` tells a refused card from an order that was called off.
 */
export function statusOf(sums: Sums, unpaid: 'voided' | 'failed' = 'voided'): PaymentStatus {
  const { amount_minor, captured_minor, refunded_minor } = sums
  if (openOf(sums) > 0) return 'open'
  if (amount_minor === 0) return 'paid'
  if (captured_minor === 0) return unpaid
  return refunded_minor === captured_minor ? 'refunded' : 'paid'
}
