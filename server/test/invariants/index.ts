import { inventoryInvariants } from './inventory.ts'
import { kernelInvariants } from './kernel.ts'
import { ledgerInvariants } from './ledger.ts'
import { notificationsInvariants } from './notifications.ts'
import { ordersInvariants } from './orders.ts'
import { paymentsInvariants } from './payments.ts'
import { peopleInvariants } from './people.ts'
import { pricingInvariants } from './pricing.ts'

export type Invariant = { name: string; sql: string }

/** What holds after every commit, whatever is under way. */
export const invariants: Invariant[] = [
  ...kernelInvariants,
  ...ledgerInvariants,
  ...peopleInvariants,
  ...pricingInvariants,
  ...inventoryInvariants,
  ...paymentsInvariants,
  ...ordersInvariants,
]

/** What also holds once every fact has reached its reactions. */
export const settledInvariants: Invariant[] = [...invariants, ...notificationsInvariants]
