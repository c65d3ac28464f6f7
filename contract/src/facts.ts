import type { LapseReason, OrderStatus } from './order.ts'
import type { PaymentStatus } from './payments.ts'
import type { Role } from './access.ts'

/** What a mailed code is good for. */
export const codePurposes = ['verify_email', 'reset_password', 'old_email', 'new_email', 'sign_in', 'enrol'] as const
export type CodePurpose = (typeof codePurposes)[number]

export type Secured =
  | 'password_changed'
  | 'email_changed'
  | 'second_factor_on'
  | 'second_factor_off'
  | 'recovery_code_used'
  | 'recovery_codes_renewed'

/**
 * What can become known, and what is told about it. A fact is written in the transaction that makes it true and carries
 * the ids and amounts its reactors need, so that they read as little as they can. Numeric ids stay inside the server.
 */
export type Facts = {
  /** `nonce`: of the code in the welcome mail; null where there is nothing to prove. */
  'person.registered': { user_id: number; role: Role; nonce: string | null }
  /** A code for a mail. It is not in here: it is made again from the nonce. Null: there is no such person, and nobody is told. */
  'code.issued': { user_id: number | null; purpose: CodePurpose; nonce: string }
  /** Something that a person must hear of, should it not have been themselves. */
  'account.secured': { user_id: number; what: Secured }
  'person.deleted': { user_id: number }
  'staff.invited': { invitation_id: string; shop_id: number }
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
    /** Of the system alone; facts of before have none. */
    reason?: LapseReason | null
    /** Of the products whose stock this move changed. */
    slugs: string[]
  }
  /** Some of an order was cancelled; the rest goes on. `amount_minor`: what that was of its total. */
  'order.adjusted': {
    order_id: number
    order_number: string
    shop_id: number
    customer_id: number
    version: number
    by: 'customer' | 'shop'
    amount_minor: number
    currency: string
    /** Of the products whose stock this changed. */
    slugs: string[]
  }
  /** The card payment came in: the order entered the shop's queue. */
  'order.released': { order_id: number; order_number: string; shop_id: number; customer_id: number; version: number }
  /** A refund was more than what the platform held for the shop, which owes the rest. */
  'refund.owed': { shop_id: number; order_number: string; amount_minor: number; currency: string }
  /** A provider is to be asked for an attempt of a payment: to capture, to void or to refund. `attempt` is its uuid. */
  'payment.asked': { attempt: string }
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
