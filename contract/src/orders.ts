import { z } from 'zod'
import { addressInput } from './address.ts'
import { line } from './carts.ts'
import { order, orderStatuses, placed, tracking } from './order.ts'
import { paymentMethods } from './payments.ts'
import { routes } from './route.ts'
import { currency, day, list, oneLine, orderNumber, pages, prose, query, uuid } from './shape.ts'

const terms = {
  address: z.union([addressInput, uuid]).meta({ description: 'An address, or the id of one I have saved.' }),
  payment_method: z.enum(paymentMethods),
}
const one = z.strictObject({ order_number: orderNumber })
const note = z.strictObject({ note: prose(500).optional() })
const checkoutRefusals = [
  'own_shop',
  'not_for_sale',
  'out_of_stock',
  'prescription_required',
  'currency_mixed',
  'method_unavailable',
  'email_unverified',
  'cash_limit_reached',
] as const
const moved = ['not_found', 'move_not_allowed'] as const
const newest = { ...pages, status: z.enum(orderStatuses).optional() }

export const orders = routes({
  checkout_cart: {
    method: 'POST',
    url: '/api/cart/checkout',
    tag: 'Buying',
    summary: 'Buy what is in the cart: one order per shop, all or none',
    access: 'buyer',
    body: z.strictObject(terms),
    answer: placed,
    status: 201,
    idempotent: true,
    refusals: ['cart_empty', ...checkoutRefusals],
  },
  create_order: {
    method: 'POST',
    url: '/api/orders/create',
    tag: 'Buying',
    summary: 'Buy without a cart: one order per shop, all or none',
    access: 'buyer',
    body: z.strictObject({ ...terms, items: z.array(line).min(1).max(100) }),
    answer: placed,
    status: 201,
    idempotent: true,
    refusals: checkoutRefusals,
  },
  my_orders: {
    method: 'GET',
    url: '/api/my_orders',
    tag: 'Buying',
    summary: 'My orders, newest first',
    access: 'buyer',
    query: z.strictObject({ ...newest, from: day.optional(), to: day.optional() }),
    answer: list(order),
  },
  get_order: {
    method: 'GET',
    url: '/api/orders/:order_number',
    tag: 'Buying',
    summary: 'One order, for its buyer, its shop and the platform',
    access: 'order',
    params: one,
    answer: order,
    refusals: ['not_found'],
  },
  track_order: {
    method: 'GET',
    url: '/api/orders/track/:order_number',
    tag: 'Buying',
    summary: 'Where an order stands, as JSON or as a stream of events',
    description:
      'With `Accept: text/event-stream`: events named `order`, the same object as data, `id` the version. `Last-Event-ID` is honoured.',
    access: 'order',
    params: one,
    answer: tracking,
    refusals: ['not_found'],
    stream: true,
  },
  cancel_order: {
    method: 'POST',
    url: '/api/orders/:order_number/cancel',
    tag: 'Buying',
    summary: 'Cancel all or some of it, as its buyer or its shop, while nothing was shipped',
    description:
      'Without `items` the whole order. With them so much of its lines, and their money; the rest goes on, and what is asked beside the goods stays.',
    access: 'order',
    params: one,
    body: note.extend({ items: z.array(line).min(1).max(100).optional() }),
    answer: order,
    refusals: ['forbidden', 'not_that_many', ...moved],
  },
  approve_order: {
    method: 'POST',
    url: '/api/orders/:order_number/approve',
    tag: 'Selling',
    summary: 'Accept an order',
    access: 'shop_orders',
    params: one,
    body: note,
    answer: order,
    refusals: moved,
  },
  ship_order: {
    method: 'POST',
    url: '/api/orders/:order_number/ship',
    tag: 'Selling',
    summary: 'Hand an order to the carrier: its holds become movements of stock',
    access: 'shop_orders',
    params: one,
    body: note.extend({ carrier: oneLine(80).optional(), tracking_number: oneLine(80).optional() }),
    answer: order,
    refusals: moved,
  },
  deliver_order: {
    method: 'POST',
    url: '/api/orders/:order_number/deliver',
    tag: 'Selling',
    summary: 'The buyer has it; cash on delivery is paid',
    access: 'shop_orders',
    params: one,
    body: note,
    answer: order,
    refusals: moved,
  },
  pending_orders: {
    method: 'GET',
    url: '/api/orders/pending',
    tag: 'Selling',
    summary: 'Orders of my shop that wait for approval, oldest first',
    access: 'shop_orders',
    query: z.strictObject(pages),
    answer: list(order),
  },
  list_my_shop_orders: {
    method: 'GET',
    url: '/api/my_shop/orders',
    tag: 'Selling',
    summary: 'Orders of my shop, newest first',
    access: 'shop_orders',
    query: z.strictObject(newest),
    answer: list(order),
  },
  completed_orders: {
    method: 'GET',
    url: '/api/orders/completed',
    tag: 'Selling',
    summary: 'Delivered orders of my shop, newest first',
    access: 'shop_orders',
    query: z.strictObject(pages),
    answer: list(order),
  },
  orders_today: {
    method: 'GET',
    url: '/api/orders/today',
    tag: 'Selling',
    summary: "Orders of the shop's own day; for an admin those of all shops",
    access: 'shop_orders_or_admin',
    query: z.strictObject(pages),
    answer: list(order, {
      summary: z.strictObject({
        orders: z.int(),
        revenue: z.int(),
        average: z.int(),
        currency,
      }),
    }),
  },
  recent_orders: {
    method: 'GET',
    url: '/api/orders/recent',
    tag: 'Selling',
    summary: 'The last orders of my shop (admin: of all)',
    access: 'shop_orders_or_admin',
    query: z.strictObject({ n: query.int(1, 100).default(10), status: z.enum(orderStatuses).optional() }),
    answer: z.strictObject({ results: z.array(order) }),
  },
})
