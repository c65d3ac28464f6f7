import type { Kernel, Module } from '../../kernel/module.ts'
import { askAgain, asking, askProvider } from './ask.ts'
import { fake } from './providers/fake.ts'

export { awaitsPayment, methodsOffered, settlesOnDelivery } from './methods.ts'
export { open, type Opened, type AmountDue } from './open.ts'
export type { Part } from './books.ts'
export { capture, letGo, refund } from './entries.ts'
export { decideEvent, type Decided } from './decide.ts'
export { playFake } from './play.ts'
export { coveredInSuspense, recordEvent, settleSuspense, undecided } from './record.ts'
export { statusOf, type Sums } from './status.ts'
export { idOf, lockEvent, paymentJson, paymentOf, shareStatus, type OwnPayment } from './views.ts'

/** Settling a payment moves orders, so its route is served by orders, which stands above, and so are events decided there. */
export function payments({ db, world, log }: Kernel): Module {
  const outside = { db, world, providers: { fake } }
  return {
    name: 'payments',
    reactions: [asking],
    outside: {
      providers: {
        ask_provider: (payload) => askProvider(outside, (payload as { attempt: string }).attempt),
        ask_providers_again: () => askAgain(outside, log),
      },
    },
    schedules: [{ task: 'ask_providers_again', cron: '* * * * *' }],
  }
}
