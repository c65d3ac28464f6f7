import type { Order, Placed, PaymentMethod } from '@mortar/contract'
import { sql } from '../../src/kernel/database.ts'
import { invariants } from '../invariants/index.ts'
import { address, aName, broken, type Mortar, type Shopkeeper, type Someone } from './index.ts'

/** A key that no call used yet. */
export const aKey = () => ({ 'idempotency-key': aName('key') })

export const terms = (payment_method: PaymentMethod = 'cash_on_delivery') => ({ address, payment_method })

export type Item = { product: string; variant?: string; quantity: number }

/** Buys without a cart. */
export function buy(buyer: Someone, items: Item[], method: PaymentMethod = 'cash_on_delivery'): Promise<Placed> {
  return buyer.api.create_order({ headers: aKey(), body: { ...terms(method), items } })
}

/** Buys what is in the buyer's cart. */
export function checkOut(buyer: Someone, method: PaymentMethod = 'cash_on_delivery'): Promise<Placed> {
  return buyer.api.checkout_cart({ headers: aKey(), body: terms(method) })
}

/** One order for one product, and its number. */
export async function anOrder(buyer: Someone, items: Item[], method?: PaymentMethod): Promise<Order> {
  const { orders } = await buy(buyer, items, method)
  const order = orders[0]
  if (order === undefined || orders.length > 1) throw new Error('the items are not of one shop')
  return order
}

const empty = { body: {} }

/** Moves an order as its shop, one step after the other. */
export async function walk(
  keeper: Shopkeeper,
  order_number: string,
  ...moves: ('approve' | 'ship' | 'deliver' | 'cancel')[]
): Promise<void> {
  for (const move of moves) await keeper.api[`${move}_order`]({ params: { order_number }, ...empty })
}

/** The rows that break any invariant. Empty is good. */
export function brokenSales(mortar: Mortar): Promise<Record<string, unknown[]>> {
  return broken(mortar.db, invariants)
}

/** What an account was given less what was taken from it. */
export async function balance(mortar: Mortar, code: string): Promise<number> {
  const { rows } = await sql<{ balance: number }>`
    select coalesce(sum(case when a.id = p.destination_id then p.amount_minor else -p.amount_minor end), 0)::bigint as balance
    from ledger.accounts a join ledger.postings p on a.id in (p.source_id, p.destination_id)
    where a.code = ${code}`.execute(mortar.db)
  return rows[0]?.balance ?? 0
}

export async function shopId(mortar: Mortar, slug: string): Promise<number> {
  const { rows } = await sql<{ id: number }>`select id from shops.shops where slug = ${slug}`.execute(mortar.db)
  return rows[0]?.id ?? 0
}
