import type { OrderStatus } from '@mortar/contract'

/** Said again because a browser gets no value of the contract, only its types. A missing one would not compile. */
const known: Record<OrderStatus, true> = {
  pending: true,
  approved: true,
  shipped: true,
  delivered: true,
  cancelled: true,
  returned: true,
}
export const orderStatuses = Object.keys(known) as OrderStatus[]
