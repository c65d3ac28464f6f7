import type { AddressInput, Order, Payment, Placed } from '@mortar/contract'
import type { Person } from '../../kernel/module.ts'
import type { NewOrder } from './copy.ts'
import { openMoves } from './lifecycle.ts'

type PlacedNow = {
  uuid: string
  placed_at: string
  orders: NewOrder[]
  payment: Payment
  address: AddressInput
  person: Person
  released_at: Date | null
}

/** What the buyer is told, made from what was just written: reading it back would say the same. */
export function placedAnswer({ uuid, orders, payment, ...common }: PlacedNow): Placed {
  return {
    checkout_id: uuid,
    orders: orders.map((order) => orderAnswer(order, payment, common)),
    total: payment.amount,
    currency: payment.currency,
    payment,
  }
}

type Common = Pick<PlacedNow, 'placed_at' | 'address' | 'person' | 'released_at'>

function orderAnswer(order: NewOrder, { id, method, status }: Payment, common: Common): Order {
  const { placed_at, address, person, released_at } = common
  return {
    order_number: order.number,
    shop: { slug: order.shop_slug, name: order.shop_name },
    status: 'pending',
    items: order.lines.map((line) => ({
      product: line.product_slug,
      variant: line.sku,
      name: line.name,
      quantity: line.quantity,
      price: line.price_minor,
      total: line.total_minor,
    })),
    subtotal: order.subtotal_minor,
    discount: order.discount_minor,
    tax: order.tax_minor,
    delivery: order.delivery_minor,
    total: order.total_minor,
    currency: order.currency,
    placed_at,
    awaiting_payment: released_at === null,
    // A share of nothing is paid, unless it waits for the rest.
    payment: { id, method, status: order.total_minor === 0 && released_at !== null ? 'paid' : status },
    address,
    customer: { username: person.username, name: person.name },
    moves: openMoves('pending', released_at !== null, ['customer']),
  }
}
