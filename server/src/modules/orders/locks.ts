import type { OrderStatus, PaymentMethod } from '@mortar/contract'
import { sql, type RawBuilder } from 'kysely'
import type { Tx } from '../../kernel/database.ts'

/**
 * THE ORDER OF LOCKS. Whoever holds one of these may wait only for a later one:
 *
 *   who asks · a provider's event · cart · a person's cash orders · orders by id · payment · the ledger's guarded accounts by id · lots by id
 *
 * Who asks is held before all else, by the mount: their row, grant and session, together with whatever else they do at once.
 * A person's cash orders are a turn (an advisory lock), not rows: what they come to is counted.
 * The cart comes next because emptying it is what makes a second checkout wait, and find nothing. Orders come before
 * their payment, so whoever settles a payment locks all its orders before it looks at it. Lots come last because buyers of
 * different shops meet there: they are held shortest. Rows of one kind are locked in the order of their ids and in one
 * statement, however many orders they belong to.
 *
 * A checkout holds: its cart, its buyer's turn, and lots. A move holds: its order, the payment, accounts, lots. A settlement: the event
 * that brings it, all orders of the payment, the payment, accounts, lots.
 */
export type LockedOrder = {
  id: number
  number: string
  shop_id: number
  customer_id: number
  checkout_id: number
  payment_id: number
  payment_method: PaymentMethod
  status: OrderStatus
  is_released: boolean
  total_minor: number
  /** What was taken off it since it was placed. */
  adjusted_minor: number
  currency: string
  /** Of the products it is for. */
  slugs: string[]
}

/** Selects orders with what every change of them needs, and locks them. Ends in an order by id. */
export function lockedOrders(where: RawBuilder<boolean>): RawBuilder<LockedOrder> {
  return sql<LockedOrder>`
    select o.id, o.number, o.shop_id, o.customer_id, o.checkout_id, c.payment_id, p.method as payment_method, o.status,
      o.released_at is not null as is_released, o.total_minor, o.adjusted_minor, o.currency,
      (select array_agg(distinct l.product_slug) from orders.lines l where l.order_id = o.id) as slugs
    from orders.orders o
    join orders.checkouts c on c.id = o.checkout_id
    join payments.payments p on p.id = c.payment_id
    where ${where}
    order by o.id for no key update of o`
}

/** All orders of a payment. */
export async function lockOrdersOf(tx: Tx, paymentId: number): Promise<LockedOrder[]> {
  const { rows } = await lockedOrders(sql<boolean>`c.payment_id = ${paymentId}`).execute(tx)
  return rows
}
