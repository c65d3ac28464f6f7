import { paymentMethods, type PaymentMethod } from '@mortar/contract'
import { accountCode } from '../ledger/index.ts'

/**
 * A way to pay. `settles`: when the money comes, and so when a shop may see the order. `from` and `to` are the ledger's
 * accounts that money comes from and goes to; a refund moves it back.
 */
export type Method = {
  settles: 'later' | 'on_delivery'
  /** Exists only where the demo is on. */
  demo: boolean
  /** Who moves the money, and has to be asked; null where it goes from hand to hand. */
  provider: 'fake' | null
  from: string
  to: (shopId: number) => string
}

export const methods: Record<PaymentMethod, Method> = {
  // The shop keeps the cash, so it owes nobody and is owed nothing.
  cash_on_delivery: {
    settles: 'on_delivery',
    demo: false,
    provider: null,
    from: accountCode.cash,
    to: accountCode.collected,
  },
  // Plays a card gateway: the platform receives the money and owes it to the shop.
  fake: {
    settles: 'later',
    demo: true,
    provider: 'fake',
    from: accountCode.gateway('fake'),
    to: accountCode.payable,
  },
}

export const methodsOffered = (demo: boolean): PaymentMethod[] =>
  paymentMethods.filter((name) => demo || !methods[name].demo)

/** Open, and somebody has to do something about it before an order goes to its shop. */
export function awaitsPayment(method: PaymentMethod, status: string): boolean {
  return methods[method].settles === 'later' && status === 'open'
}

export function settlesOnDelivery(method: PaymentMethod): boolean {
  return methods[method].settles === 'on_delivery'
}
