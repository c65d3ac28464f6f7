import { z } from 'zod'
import { address } from './address.ts'
import { payment } from './payments.ts'
import { amounts, lineDiscount } from './pricing.ts'
import { currency, day, instant, shopName, uuid } from './shape.ts'

/** One state machine for orders; which move leads where stands in the orders module's lifecycle table. */
export const orderStatuses = ['pending', 'approved', 'shipped', 'delivered', 'cancelled', 'returned'] as const
export type OrderStatus = (typeof orderStatuses)[number]
/** Why the system called an order off by itself, and why it moved one at all. */
export const lapseReasons = ['payment_failed', 'payment_timeout', 'shop_silent'] as const
export type LapseReason = (typeof lapseReasons)[number]
/** `part_cancelled`: some of it was, by its buyer or its shop; the rest goes on. */
export const moveReasons = ['payment_received', 'part_cancelled', ...lapseReasons] as const
export type MoveReason = (typeof moveReasons)[number]
export const orderMoves = ['approve', 'ship', 'deliver', 'cancel'] as const
export type OrderMove = (typeof orderMoves)[number]

const shipment = z.strictObject({
  id: uuid,
  carrier: z.string().nullable(),
  tracking_number: z.string().nullable(),
  shipped_at: instant,
  delivered_at: instant.nullable(),
  items: z.array(z.strictObject({ product: z.string(), variant: z.string(), quantity: z.int() })),
})

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
        cancelled: z.int().meta({ description: 'How many of the quantity were cancelled.' }),
      }),
    ),
    ...amounts,
    cancelled: z.int().meta({
      description: 'What was cancelled of the total: what is left to pay, or was paid, is the total less this.',
    }),
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
    shipments: z.array(shipment).meta({ description: 'What has left the shop, parcel by parcel.' }),
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
        reason: z.enum(moveReasons).nullable().meta({
          description: 'Why the system did it by itself; or that some of the order was cancelled and the rest goes on.',
        }),
        note: z.string().nullable().meta({ description: 'What whoever did it wrote.' }),
      }),
    ),
    estimate: day.nullable(),
    carrier: z.string().nullable(),
    tracking_number: z.string().nullable(),
  })
  .meta({ id: 'Tracking' })
export type Tracking = z.infer<typeof tracking>
