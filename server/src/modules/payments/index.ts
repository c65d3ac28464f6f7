import type { Module } from '../../kernel/module.ts'

export { awaitsPayment, methodsOffered, settlesOnDelivery } from './methods.ts'
export { open, type Opened, type Wanted } from './open.ts'
export { capture, letGo, refund, type Part } from './entries.ts'
export { statusOf, type Sums } from './status.ts'
export { idOf, paymentOf, type OwnPayment } from './views.ts'

/** Settling a payment moves orders, so its route is served by orders, which stands above. */
export function payments(): Module {
  return { name: 'payments' }
}
