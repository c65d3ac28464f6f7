import type { AddressInput, Order, Payment, Placed } from '@mortar/contract'
import type { Person } from '../../kernel/module.ts'
import { said } from '../../kernel/projection.ts'
import { byKind } from '../pricing/index.ts'
import type { NewOrder } from './copy.ts'
import { lineWords, orderWords, shown } from './fields.ts'

type PlacedNow = {
  uuid: string
  placed_at: string
  orders: NewOrder[]
  payment: Payment
  address: AddressInput
  person: Person
  at: Date
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

type Common = Pick<PlacedNow, 'placed_at' | 'address' | 'person' | 'at' | 'released_at'>

function orderAnswer(order: NewOrder, payment: Payment, { placed_at, person, at, ...common }: Common): Order {
  const is_released = common.released_at !== null
  const row = {
    ...said(orderWords, { ...order, placed_at }),
    customer_id: person.id,
    shop_id: order.shop_id,
    shop_slug: order.shop_slug,
    shop_name: order.shop_name,
    status: 'pending' as const,
    items: order.lines.map((line) => ({ ...said(lineWords, line), cancelled: 0 })),
    charges: byKind(order.charges),
    cancelled: 0,
    shipments: [],
    is_released,
    payment_id: payment.id,
    payment_method: payment.method,
    // A share of nothing is paid, unless it waits for the rest.
    payment_status: order.total_minor === 0 && is_released ? ('paid' as const) : payment.status,
    address: common.address,
    username: person.username,
    customer_name: person.name,
  }
  return shown(row, { person, at })
}
