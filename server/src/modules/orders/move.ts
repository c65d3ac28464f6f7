import { allows, type LapseReason, type Order, type OrderMove } from '@mortar/contract'
import type { RawBuilder } from 'kysely'
import { sql, type Tx } from '../../kernel/database.ts'
import { publish } from '../../kernel/facts.ts'
import type { Caller, Person } from '../../kernel/module.ts'
import { Refusal } from '../../kernel/refusal.ts'
import { releaseHolds, shipHolds } from '../inventory/index.ts'
import { capture, letGo, refund, settlesOnDelivery } from '../payments/index.ts'
import { actorsOf, lifecycle, openMoves, type Actor } from './lifecycle.ts'
import type { LockedOrder } from './locks.ts'
import { endShipments, insertShipment, moveOrder, type Moved } from './store.ts'
import { movable, orderOf } from './views.ts'

export type Call = Caller & {
  person: Person
  params: { order_number: string }
  body: { note?: string | undefined; carrier?: string | undefined; tracking_number?: string | undefined }
}

/**
 * Moves an order, with its stock and its money: as its buyer, or else for its shop. Refuses not_found for what is not yours,
 * forbidden where yours alone could be moved, and move_not_allowed with the moves that are open.
 */
export async function move(tx: Tx, name: OrderMove, { person, params, body, at }: Call): Promise<Order> {
  const { by, ...rule } = lifecycle[name]
  const { note = null, carrier = null, tracking_number = null } = body
  const change = { ...rule, actor: actingOn(person, by), user_id: person.id, note }
  const order = movedBy(person, await moveOrder(tx, movable(person, params.order_number, by), change, at))
  if (name === 'ship') await insertShipment(tx, order.id, { carrier, tracking_number }, at)
  if (name === 'deliver') await endShipments(tx, order.id, at)
  await carryOut(tx, name, order, { by: actorOf(person, order, by), reason: null }, at)
  return orderOf(tx, { person, at }, params.order_number)
}

/** What was moved. Refuses what this person does not find, may not move, or not as it stands. */
export function movedBy(person: Person, order: Moved | undefined): LockedOrder & { version: number } {
  if (order === undefined) throw new Refusal(mayMoveOthers(person) ? 'not_found' : 'forbidden')
  const { version } = order
  if (version !== null) return { ...order, version }
  throw new Refusal('move_not_allowed', {
    detail: order.is_released ? `The order is ${order.status}.` : 'The order waits for its payment.',
    moves: openMoves(order.status, order.is_released, actorsOf(person, order)),
  })
}

/** Whoever is both buyer and shop acts as the buyer where a buyer may. */
export const actorOf = ({ id }: Person, { customer_id }: LockedOrder, by: readonly Actor[]) =>
  by.includes('customer') && customer_id === id ? 'customer' : 'shop'

type Why = { by: Actor; reason: LapseReason | null }

/** What a move means for money and stock, and that it is told. `order` is as it was before, with its new version. */
export async function carryOut(
  tx: Tx,
  name: OrderMove,
  order: LockedOrder & { version: number },
  why: Why,
  at: Date,
): Promise<void> {
  await settleMoney(tx, name, order, at)
  if (name === 'ship') await shipHolds(tx, order.id, at)
  if (name === 'cancel') await releaseHolds(tx, order.id, at)
  await publish(tx, 'order.moved', {
    order_id: order.id,
    order_number: order.number,
    shop_id: order.shop_id,
    customer_id: order.customer_id,
    from: order.status,
    to: lifecycle[name].to,
    version: order.version,
    ...why,
    slugs: name === 'cancel' ? order.slugs : [],
  })
}

/** The same of the row `old`. */
export function actingOn({ id }: Person, by: readonly Actor[]): RawBuilder<Actor> {
  return by.includes('customer')
    ? sql<Actor>`case when old.customer_id = ${id} then 'customer' else 'shop' end`
    : sql<Actor>`'shop'`
}

/** The platform, and who works in a shop without a duty, move nothing but what they bought: they see orders, and are told so. */
const mayMoveOthers = (person: Person) => person.role === 'customer' || allows('shop_orders', person)

/** What a move means for the payment. Cash is taken at the door; a card was charged before the shop saw the order. */
export function moneyOf(name: OrderMove, order: Pick<LockedOrder, 'payment_method' | 'is_released'>) {
  const isCash = settlesOnDelivery(order.payment_method)
  if (name === 'deliver' && isCash) return 'capture'
  if (name !== 'cancel') return null
  return isCash || !order.is_released ? 'let_go' : 'refund'
}

async function settleMoney(tx: Tx, name: OrderMove, order: LockedOrder, at: Date): Promise<void> {
  const parts = [leftOf(order)]
  const what = moneyOf(name, order)
  if (what === 'capture') await capture(tx, order.payment_id, parts, at)
  if (what === 'let_go') await letGo(tx, order.payment_id, parts, at)
  if (what === 'refund') await refund(tx, order.payment_id, parts, at)
}

/** All that is left of an order. */
export const leftOf = (order: LockedOrder) => partOf(order, order.total_minor - order.adjusted_minor)

export function partOf({ number, shop_id }: LockedOrder, amount_minor: number) {
  return { reference: number, shop_id, amount_minor }
}
