import type { Order } from '@mortar/contract'

type Share = { status: Order['status']; total: number; payment: Pick<Order['payment'], 'status'> }

/** What became of the orders of one checkout, each of which has a share of its own in their payment. */
export type Outcome = 'open' | 'paid' | 'declined' | 'over'

const isLive = ({ status }: Share) => status !== 'cancelled' && status !== 'returned'

/** Still to be paid. */
export const isOpen = (order: Share): boolean => isLive(order) && order.payment.status === 'open'

/** `over`: nothing is to be paid, and no parcel comes of it. */
export function outcomeOf(orders: readonly Share[]): Outcome {
  const live = orders.filter(isLive)
  if (live.some(isOpen)) return 'open'
  if (live.length > 0 && live.every(({ payment }) => payment.status === 'paid')) return 'paid'
  return orders.some(({ payment }) => payment.status === 'failed') ? 'declined' : 'over'
}

/** What is still to be paid for these orders. */
export const dueOf = (orders: readonly Share[]): number =>
  orders.filter(isOpen).reduce((sum, { total }) => sum + total, 0)
