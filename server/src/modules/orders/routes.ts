import { orders as contract, payments } from '@mortar/contract'
import { serve, type Kernel, type Served } from '../../kernel/module.ts'
import { listed } from '../../kernel/page.ts'
import { found } from '../../kernel/refusal.ts'
import { cancel } from './cancel.ts'
import { checkoutCart, createOrder } from './checkout.ts'
import { move } from './move.ts'
import { payFake } from './pay-fake.ts'
import { orderStream } from './stream.ts'
import { trackingOf } from './tracking.ts'
import { completedOrders, myOrders, orderOf, ordersToday, pendingOrders, recentOrders, shopOrders } from './views.ts'

/** With what payments cannot serve, because settling moves orders. */
const served = { ...contract, ...payments }

export function orderRoutes(kernel: Kernel): Served[] {
  const demo = kernel.config.demo !== 'off'
  return serve(
    served,
    {
      checkout_cart: (tx, call) => checkoutCart(tx, { ...call, demo }),
      create_order: (tx, call) => createOrder(tx, { ...call, demo }),
      my_orders: async (tx, call) => listed(call, await myOrders(tx, call, call.query)),
      get_order: (tx, call) => orderOf(tx, call, call.params.order_number),
      track_order: async (tx, { person, params }) => found(await trackingOf(tx, person, params.order_number)).tracking,
      cancel_order: cancel,
      approve_order: (tx, call) => move(tx, 'approve', call),
      ship_order: (tx, call) => move(tx, 'ship', call),
      deliver_order: (tx, call) => move(tx, 'deliver', call),
      pending_orders: async (tx, call) => listed(call, await pendingOrders(tx, call, call.query)),
      list_my_shop_orders: async (tx, call) => listed(call, await shopOrders(tx, call, call.query)),
      completed_orders: async (tx, call) => listed(call, await completedOrders(tx, call, call.query)),
      orders_today: async (tx, call) => {
        const { summary, ...page } = await ordersToday(tx, call, call.query)
        return { ...listed(call, page), summary }
      },
      recent_orders: async (tx, call) => ({
        results: await recentOrders(tx, call, call.query.n, call.query.status ?? null),
      }),
      pay_fake: payFake,
    },
    { track_order: orderStream(kernel) },
  )
}
