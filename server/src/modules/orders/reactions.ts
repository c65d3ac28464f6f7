import { reaction } from '../../kernel/facts.ts'
import { finished } from './lifecycle.ts'
import { forgetBuyers } from './store.ts'

/**
 * Buyers who were deleted are forgotten: in what is finished at once, in what is under way when it is finished. In which
 * order does not matter: an order that is finished beside the deletion is found by whichever is taken later.
 */
export const forget = reaction({
  name: 'orders',
  start: 'kept',
  types: ['person.deleted', 'order.moved'],
  react: async (tx, facts) => {
    const customer_ids: number[] = []
    const order_ids: number[] = []
    for (const { type, data } of facts) {
      if (type === 'person.deleted') customer_ids.push(data.user_id)
      else if (finished.includes(data.to)) order_ids.push(data.order_id)
    }
    if (customer_ids.length + order_ids.length > 0) await forgetBuyers(tx, { customer_ids, order_ids })
  },
})
