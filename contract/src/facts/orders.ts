import { z } from 'zod'
import { lapseReasons, orderStatuses } from '../order.ts'
import { currency } from '../shape.ts'
import { fact } from './fact.ts'
import { topic } from './topics.ts'

const order_number = z.string()
const ofOrder = { order_id: z.int(), order_number, shop_id: z.int(), customer_id: z.int() }
const slugs = z.array(z.string()).describe('Of the products whose stock this changed.')
/** One more than the order had before; its listeners ask for what is after the one they have. */
const version = z.int()

const products = (of: string[]) => of.map((slug) => topic('product', slug))

export const ofOrders = {
  'order.placed': fact(
    z.object({
      checkout_id: z.int(),
      customer_id: z.int(),
      slugs,
      orders: z.array(
        z.object({
          order_id: z.int(),
          order_number,
          shop_id: z.int(),
          total_minor: z.int(),
          currency,
          awaiting_payment: z.boolean().describe('Its shop sees it when it is released.'),
        }),
      ),
    }),
    (data) => [...products(data.slugs), ...data.orders.map(({ shop_id }) => topic('desk', shop_id))],
  ),
  'order.moved': fact(
    z.object({
      ...ofOrder,
      from: z.enum(orderStatuses),
      to: z.enum(orderStatuses),
      version,
      by: z.enum(['customer', 'shop', 'system']),
      reason: z.enum(lapseReasons).nullable().default(null).describe('Of the system alone.'),
      slugs,
    }),
    (data) => [topic('order', data.order_id), ...products(data.slugs), topic('desk', data.shop_id)],
  ),
  'order.adjusted': fact(
    z
      .object({
        ...ofOrder,
        version,
        by: z.enum(['customer', 'shop']),
        amount_minor: z.int().describe('What was cancelled, of the order’s total.'),
        currency,
        slugs,
      })
      .describe('Some of an order was cancelled; the rest goes on.'),
    (data) => [topic('order', data.order_id), ...products(data.slugs), topic('desk', data.shop_id)],
  ),
  'order.released': fact(
    z.object({ ...ofOrder, version }).describe('The card payment came in: the order entered the shop’s queue.'),
    ({ order_id, shop_id }) => [topic('order', order_id), topic('desk', shop_id)],
  ),
}
