import type { OrderStatus, PaymentStatus } from './buying.ts'
import type { Role } from './access.ts'

/**
 * What can become known, and what is told about it. A fact is written in the transaction that makes it true and carries
 * the ids and amounts its reactors need, so that they read as little as they can. Numeric ids stay inside the server.
 */
export type Facts = {
  'person.registered': { user_id: number; role: Role }
  'session.ended': { session_ids: string[]; user_id: number }
  'shop.registered': { shop_id: number; owner_id: number; name: string }
  'shop.decided': { shop_id: number; owner_id: number; slug: string; status: string; note: string | null }
  'product.changed': { product_id: number; shop_id: number; slug: string }
  'stock.changed': { shop_id: number; variant_ids: number[]; slugs: string[] }
  'order.placed': {
    checkout_id: number
    customer_id: number
    slugs: string[]
    orders: {
      order_id: number
      order_number: string
      shop_id: number
      total_minor: number
      currency: string
      awaiting_payment: boolean
    }[]
  }
  'order.moved': {
    order_id: number
    order_number: string
    shop_id: number
    customer_id: number
    from: OrderStatus
    to: OrderStatus
    version: number
    by: 'customer' | 'shop' | 'system'
    /** Of the products whose stock this move changed. */
    slugs: string[]
  }
  /** The card payment came in: the order entered the shop's queue. */
  'order.released': { order_id: number; order_number: string; shop_id: number; customer_id: number; version: number }
  'payment.settled': {
    payment_id: number
    checkout_id: number
    status: PaymentStatus
    amount_minor: number
    currency: string
  }
}
export type FactType = keyof Facts
export type Fact<T extends FactType = FactType> = { [K in T]: { id: number; type: K; data: Facts[K]; at: string } }[T]
