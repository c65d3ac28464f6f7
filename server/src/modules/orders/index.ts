import type { Kernel, Module } from '../../kernel/module.ts'
import { settleUnsettled } from './events.ts'
import { keeps } from './keeps.ts'
import { cancelUnanswered } from './lapse.ts'
import { forget } from './reactions.ts'
import { orderRoutes } from './routes.ts'
import { cancelOverdue } from './settle.ts'

export { arcs, openMoves, type Actor } from './lifecycle.ts'
export { checkoutCart, createOrder } from './checkout.ts'
export { move } from './move.ts'
export { decide } from './events.ts'
export { deliveryDays } from './tracking.ts'

export function orders(kernel: Kernel): Module {
  return {
    name: 'orders',
    routes: orderRoutes(kernel),
    reactions: [forget],
    keeps,
    tasks: {
      payment_timeout: () => cancelOverdue(kernel.db, kernel.world.now(), kernel.log),
      settle_unsettled: () => settleUnsettled(kernel.db, kernel.world.now(), kernel.log),
      answer_timeout: () => cancelUnanswered(kernel.db, kernel.world.now(), kernel.log),
    },
    schedules: [
      { task: 'settle_unsettled', cron: '* * * * *' },
      { task: 'payment_timeout', cron: '* * * * *' },
      { task: 'answer_timeout', cron: '*/5 * * * *' },
    ],
  }
}
