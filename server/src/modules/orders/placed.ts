import type { AddressInput, Order, Payment, Placed } from '@mortar/contract'
import type { Person } from '../../kernel/module.ts'
import type { NewOrder } from './copy.ts'
import { openMoves } from './lifecycle.ts'

type PlacedNow = {
  uuid: string
  placed_at: string
  copies: NewOrder[]
  payment: Payment
  address: AddressInput
  person: Person
  released_at: Date | null
}

/** What the buyer is told, made from what was just written: reading it back would say the same. */
export function placedAnswer({ uuid, copies, payment, ...common }: PlacedNow): Placed {
  const orders = copies.map((copy) => orderAnswer(copy, payment, common))
  return {
    checkout_id: uuid,
    orders,
    total: payment.amount,
    currency: payment.currency,
    payment,
  }
}

type Common = Pick<PlacedNow, 'placed_at' | 'address' | 'person' | 'released_at'>

function orderAnswer(copy: NewOrder, { id, method, status }: Payment, common: Common): Order {
  const { placed_at, address, person, released_at } = common
  return {
    order_number: copy.number,
    shop: { slug: copy.shop_slug, name: copy.shop_name },
    status: 'pending',
    items: copy.lines.map((line) => ({
      product: line.product_slug,
      variant: line.sku,
      name: line.name,
      quantity: line.quantity,
      price: line.price_minor,
      total: line.total_minor,
    })),
    subtotal: copy.subtotal_minor,
    discount: copy.discount_minor,
    tax: copy.tax_minor,
    delivery: copy.delivery_minor,
    total: copy.total_minor,
    currency: copy.currency,
    placed_at,
    awaiting_payment: released_at === null,
    payment: { id, method, status },
    address,
    customer: { username: person.username, name: person.name },
    moves: openMoves('pending', released_at !== null, 'customer'),
  }
}
