import { z } from 'zod'
import { routes } from './route.ts'
import { address, addressInput } from './address.ts'
import {
  currency,
  day,
  instant,
  list,
  oneLine,
  orderNumber,
  pages,
  prose,
  quantity,
  query,
  shopName,
  sku,
  slug,
  uuid,
} from './shape.ts'

const line = z.strictObject({ product: slug, variant: sku.optional(), quantity })

/** Why a line cannot be bought as it stands. */
export const lineProblems = [
  'not_for_sale',
  'prescription_required',
  'narcotic',
  'out_of_stock',
  'quantity_reduced_stock',
] as const
export type LineProblem = (typeof lineProblems)[number]

export const paymentMethods = ['cash_on_delivery', 'fake'] as const
export type PaymentMethod = (typeof paymentMethods)[number]

/** What a shop asks for beside the goods. */
export const chargeKinds = ['delivery'] as const
export type ChargeKind = (typeof chargeKinds)[number]

/** What a cart and an order come to, shop by shop. */
const amounts = {
  subtotal: z.int(),
  discount: z.int(),
  tax: z.int().meta({ description: 'Contained in the total.' }),
  delivery: z.int().meta({ description: 'Of the charges, that for delivery.' }),
  charges: z.array(z.strictObject({ kind: z.enum(chargeKinds), amount: z.int(), tax: z.int() })).meta({
    description: 'What is asked beside the goods, and the tax contained in it; what costs nothing is not listed.',
  }),
  total: z.int().meta({ description: 'Subtotal, less discount, and charges.' }),
}
const lineDiscount = z.int().meta({ description: 'Taken off the line; `total` is price times quantity.' })

export const cart = z
  .strictObject({
    shops: z.array(
      z.strictObject({
        shop: shopName,
        items: z.array(
          z.strictObject({
            product: z.string(),
            variant: z.string(),
            name: z.string(),
            quantity: z.int(),
            price: z.int(),
            total: z.int(),
            discount: lineDiscount,
            stock: z.int(),
            problems: z.array(z.enum(lineProblems)),
          }),
        ),
        ...amounts,
      }),
    ),
    total: z.int(),
    currency,
    payment_methods: z.array(z.enum(paymentMethods)).meta({ description: 'What a checkout takes here.' }),
    cart_token: z.string().optional().meta({ description: 'For strangers: send it back as `Cart-Token`.' }),
  })
  .meta({ id: 'Cart' })
export type Cart = z.infer<typeof cart>

const cartRefusals = [
  'not_found',
  'not_for_sale',
  'prescription_required',
  'out_of_stock',
  'cart_full',
  'currency_mixed',
] as const

export const carts = routes({
  view_cart: {
    method: 'GET',
    url: '/api/cart',
    tag: 'Buying',
    summary: 'My cart, priced now',
    access: 'anyone',
    answer: cart,
  },
  add_to_cart: {
    method: 'POST',
    url: '/api/cart/add',
    tag: 'Buying',
    summary: 'Put more of a product in the cart',
    access: 'anyone',
    body: line,
    answer: cart,
    refusals: cartRefusals,
  },
  update_cart: {
    method: 'PATCH',
    url: '/api/cart',
    tag: 'Buying',
    summary: 'Set how many of a product the cart holds; 0 takes the line away',
    access: 'anyone',
    body: line.extend({ quantity: z.int().min(0).max(1000) }),
    answer: cart,
    refusals: cartRefusals,
  },
  remove_from_cart: {
    method: 'POST',
    url: '/api/cart/remove',
    tag: 'Buying',
    summary: 'Take a line, or `quantity` of it, out of the cart',
    access: 'anyone',
    body: line.extend({ quantity: quantity.optional() }),
    answer: cart,
  },
})

export const paymentStatuses = ['open', 'authorised', 'paid', 'failed', 'voided', 'refunded'] as const
export type PaymentStatus = (typeof paymentStatuses)[number]

export const payment = z
  .strictObject({
    id: uuid,
    method: z.enum(paymentMethods),
    status: z.enum(paymentStatuses),
    amount: z.int(),
    currency,
  })
  .meta({ id: 'Payment' })
export type Payment = z.infer<typeof payment>

/** One state machine for orders; which move leads where stands in the orders module's lifecycle table. */
export const orderStatuses = ['pending', 'approved', 'shipped', 'delivered', 'cancelled', 'returned'] as const
export type OrderStatus = (typeof orderStatuses)[number]
/** Why the system called an order off by itself, and why it moved one at all. */
export const lapseReasons = ['payment_failed', 'payment_timeout', 'shop_silent'] as const
export type LapseReason = (typeof lapseReasons)[number]
export const moveReasons = ['payment_received', ...lapseReasons] as const
export type MoveReason = (typeof moveReasons)[number]
export const orderMoves = ['approve', 'ship', 'deliver', 'cancel'] as const
export type OrderMove = (typeof orderMoves)[number]

export const order = z
  .strictObject({
    order_number: z.string(),
    shop: shopName,
    status: z.enum(orderStatuses),
    items: z.array(
      z.strictObject({
        product: z.string(),
        variant: z.string(),
        name: z.string(),
        quantity: z.int(),
        price: z.int(),
        total: z.int(),
        discount: lineDiscount,
      }),
    ),
    ...amounts,
    currency,
    placed_at: instant,
    awaiting_payment: z.boolean(),
    payment: payment
      .pick({ id: true, method: true, status: true })
      .meta({ description: 'The status is that of this order’s share; a payment may be for several orders.' }),
    address: address.nullable().meta({
      description:
        'Where it goes, and to whom. Null to its shop once it is cancelled or was delivered 30 days ago; to all once it is over and the buyer has deleted the account.',
    }),
    customer: z.strictObject({
      username: z.string(),
      name: z.string().nullable().meta({ description: 'Null to its shop once the address is.' }),
    }),
    moves: z.array(z.enum(orderMoves)).meta({ description: 'What you may do with it now.' }),
  })
  .meta({ id: 'Order' })
export type Order = z.infer<typeof order>

export const placed = z
  .strictObject({
    checkout_id: uuid,
    orders: z.array(order),
    total: z.int(),
    currency,
    payment,
  })
  .meta({ id: 'Placed' })
export type Placed = z.infer<typeof placed>

export const tracking = z
  .strictObject({
    order_number: z.string(),
    status: z.enum(orderStatuses),
    version: z.int().meta({ description: 'Rises with every change; the `id` of the streamed events.' }),
    timeline: z.array(
      z.strictObject({
        status: z.enum(orderStatuses),
        at: instant,
        reason: z.enum(moveReasons).nullable().meta({ description: 'Why the system did it by itself.' }),
        note: z.string().nullable().meta({ description: 'What whoever did it wrote.' }),
      }),
    ),
    estimate: day.nullable(),
    carrier: z.string().nullable(),
    tracking_number: z.string().nullable(),
  })
  .meta({ id: 'Tracking' })
export type Tracking = z.infer<typeof tracking>

const terms = {
  address: z.union([addressInput, uuid]).meta({ description: 'An address, or the id of one I have saved.' }),
  payment_method: z.enum(paymentMethods),
}
const one = z.strictObject({ order_number: orderNumber })
const note = z.strictObject({ note: prose(500).optional() })
const checkoutRefusals = [
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
    access: 'customer',
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
    access: 'customer',
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
    access: 'signed_in',
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
    access: 'signed_in',
    params: one,
    answer: tracking,
    refusals: ['not_found'],
    stream: true,
  },
  cancel_order: {
    method: 'POST',
    url: '/api/orders/:order_number/cancel',
    tag: 'Buying',
    summary: 'Cancel, as its buyer or its shop, while nothing was shipped',
    access: 'buyer',
    params: one,
    body: note,
    answer: order,
    refusals: ['forbidden', ...moved],
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

/** What somebody who plays the gateway of a demo may have it say. */
export const fakeOutcomes = ['paid', 'failed', 'refused', 'partial', 'duplicate', 'late'] as const
export type FakeOutcome = (typeof fakeOutcomes)[number]

export const payments = routes({
  pay_fake: {
    method: 'POST',
    url: '/api/payments/:id/fake',
    tag: 'Buying',
    summary: "Demo only: play the gateway's part and settle a fake payment",
    access: 'buyer',
    demo: true,
    params: z.strictObject({ id: uuid }),
    body: z.strictObject({
      outcome: z.enum(fakeOutcomes).meta({
        description:
          '`refused`: a card was declined, and another may be tried. `partial`: half of what is due comes. `duplicate`: paid, and told twice. `late`: paid, whether or not anybody still waits for it; what nobody waits for goes back.',
      }),
    }),
    answer: payment,
    refusals: ['not_found', 'payment_not_open'],
  },
})
