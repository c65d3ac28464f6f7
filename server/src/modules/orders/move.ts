import type { Order, OrderMove } from '@mortar/contract'
import type { Tx } from '../../kernel/database.ts'
import { publish } from '../../kernel/facts.ts'
import type { Caller, Person } from '../../kernel/module.ts'
import { Refusal, found } from '../../kernel/refusal.ts'
import { release, ship } from '../inventory/index.ts'
import { capture, letGo, refund, settlesOnDelivery } from '../payments/index.ts'
import { actorOf, lifecycle, openMoves } from './lifecycle.ts'
import type { LockedOrder } from './locks.ts'
import { moveOrder } from './store.ts'
import { orderOf, visible } from './views.ts'

type Call = Caller & {
  person: Person
  params: { order_number: string }
  body: { note?: string | undefined; carrier?: string | undefined; tracking_number?: string | undefined }
}

/**
 * Moves an order, with its stock and its money. Refuses not_found for what is not yours, and move_not_allowed with the
 * moves that are open.
 */
export async function move(tx: Tx, name: OrderMove, { person, params, body, at }: Call): Promise<Order> {
  const { by, ...rule } = lifecycle[name]
  const actor = actorOf(person)
  if (actor === null || !by.includes(actor)) throw new Refusal('forbidden')
  const { note = null, carrier = null, tracking_number = null } = body
  const change = { ...rule, actor, user_id: person.id, note, carrier, tracking_number }
  const order = found(await moveOrder(tx, visible(person, params.order_number), change, at))
  if (order.version === null)
    throw new Refusal('move_not_allowed', {
      detail: order.is_released ? `The order is ${order.status}.` : 'The order waits for its payment.',
      moves: openMoves(order.status, order.is_released, actor),
    })
  await settleMoney(tx, name, order, at)
  if (name === 'ship') await ship(tx, order.id, at)
  if (name === 'cancel') await release(tx, order.id, at)
  await publish(tx, 'order.moved', {
    order_id: order.id,
    order_number: order.number,
    shop_id: order.shop_id,
    customer_id: order.customer_id,
    from: order.status,
    to: rule.to,
    version: order.version,
    by: actor,
    slugs: name === 'cancel' ? order.slugs : [],
  })
  return orderOf(tx, person, params.order_number)
}

/** What a move means for the payment. Cash is taken at the door; a card was charged before the shop saw the order. */
export function moneyOf(name: OrderMove, order: Pick<LockedOrder, 'payment_method' | 'is_released'>) {
  const isCash = settlesOnDelivery(order.payment_method)
  if (name === 'deliver' && isCash) return 'capture'
  if (name !== 'cancel') return null
  return isCash || !order.is_released ? 'let_go' : 'refund'
}

async function settleMoney(tx: Tx, name: OrderMove, order: LockedOrder, at: Date): Promise<void> {
  const parts = [partOf(order)]
  const what = moneyOf(name, order)
  if (what === 'capture') await capture(tx, order.payment_id, parts, at)
  if (what === 'let_go') await letGo(tx, order.payment_id, parts, at)
  if (what === 'refund') await refund(tx, order.payment_id, parts, at)
}

export function partOf({ number, shop_id, total_minor }: LockedOrder) {
  return { reference: number, shop_id, amount_minor: total_minor }
}
