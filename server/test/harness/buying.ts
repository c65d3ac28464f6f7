import { ApiError, type Order, type Placed, type PaymentMethod, type Problem } from '@mortar/contract'
import { sql } from '../../src/kernel/database.ts'
import { invariants } from '../invariants/index.ts'
import { address, aName, broken, type Mortar, type Reach, type Shopkeeper, type Someone } from './index.ts'

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
export function brokenSales(mortar: Reach): Promise<Record<string, unknown[]>> {
  return broken(mortar.db, invariants)
}

/** What an account was given less what was taken from it. */
export async function balance(mortar: Reach, code: string): Promise<number> {
  const { rows } = await sql<{ balance: number }>`
    select coalesce(sum(case when a.id = p.destination_id then p.amount_minor else -p.amount_minor end), 0)::bigint as balance
    from ledger.accounts a join ledger.postings p on a.id in (p.source_id, p.destination_id)
    where a.code = ${code}`.execute(mortar.db)
  return rows[0]?.balance ?? 0
}

export async function shopId(mortar: Reach, slug: string): Promise<number> {
  const { rows } = await sql<{ id: number }>`select id from shops.shops where slug = ${slug}`.execute(mortar.db)
  return rows[0]?.id ?? 0
}

/** What can be bought of a product, all its variants and lots together. */
export async function stockOf(mortar: Reach, slug: string): Promise<number> {
  const { rows } = await sql<{ stock: number }>`
    select coalesce(sum(l.on_hand - l.held), 0) as stock
    from catalogue.products p
    join catalogue.variants v on v.product_id = p.id
    join inventory.lots l on l.variant_id = v.id
    where p.slug = ${slug}`.execute(mortar.db)
  return rows[0]?.stock ?? 0
}

/** Of calls made at once: how many succeeded, and the problems of those that were refused. */
export async function outcomesOf(calls: Promise<unknown>[]): Promise<{ succeeded: number; problems: Problem[] }> {
  const problems = (await Promise.allSettled(calls)).flatMap((each) => {
    if (each.status === 'fulfilled') return []
    if (each.reason instanceof ApiError) return [each.reason.problem]
    throw each.reason
  })
  return { succeeded: calls.length - problems.length, problems }
}

/** The statements that requests send from here on; relay and jobs have connections of their own. */
export function statementsOf(mortar: Mortar): string[] {
  const sent: string[] = []
  const watched = new WeakSet()
  mortar.server.database.pool.on('acquire', (client) => {
    if (watched.has(client)) return
    watched.add(client)
    const query = client.query.bind(client) as (...input: unknown[]) => unknown
    client.query = ((...input: unknown[]) => {
      sent.push((input[0] as { text: string }).text.trim())
      return query(...input)
    }) as typeof client.query
  })
  // What is brief shares connections that no pool hands out.
  const brief = mortar.server.database.brief.getExecutor()
  const execute: typeof brief.executeQuery = brief.executeQuery.bind(brief)
  brief.executeQuery = (query, ...rest) => {
    sent.push(query.sql.trim())
    return execute(query, ...rest)
  }
  return sent
}
