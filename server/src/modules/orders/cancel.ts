import { sum, type Order } from '@mortar/contract'
import type { Tx } from '../../kernel/database.ts'
import { publish } from '../../kernel/facts.ts'
import { releasePartly } from '../inventory/index.ts'
import { letGo, refund } from '../payments/index.ts'
import { lifecycle } from './lifecycle.ts'
import { lockedOrders } from './locks.ts'
import { actingOn, actorOf, moneyOf, move, movedBy, partOf, type Call } from './move.ts'
import { insertAdjustment, linesLeft, moveOrder } from './store.ts'
import { isAll, takeOff } from './take-off.ts'
import { movable, orderOf } from './views.ts'
import type { Item } from './wanted.ts'

type Cancelling = Call & { body: { items?: Item[] | undefined } }

/**
 * Cancels an order, or so much of its lines: as its buyer, or else for its shop, as `move` does. What is left goes on as it was, and
 * keeps what is asked beside the goods; who cancels all that is left cancels the order. Refuses what `move` and `takeOff` do.
 */
export async function cancel(tx: Tx, call: Cancelling): Promise<Order> {
  const { person, params, body, at } = call
  const { by, ...rule } = lifecycle.cancel
  if (body.items === undefined) return move(tx, 'cancel', call)
  const which = movable(person, params.order_number, by)
  const [found] = (await lockedOrders(which).execute(tx)).rows
  if (found === undefined || !rule.from.includes(found.status))
    movedBy(person, found === undefined ? undefined : { ...found, version: null })
  const left = found === undefined ? [] : await linesLeft(tx, found.id)
  const lines = takeOff(left, body.items)
  if (isAll(left, lines)) return move(tx, 'cancel', call)
  const part = { ...rule, to: null, reason: 'part_cancelled' as const, note: body.note ?? null }
  const change = { ...part, actor: actingOn(person, by), user_id: person.id }
  const order = movedBy(person, await moveOrder(tx, which, change, at))
  const amount_minor = sum(lines.map((line) => line.amount_minor))
  await insertAdjustment(tx, order, lines, at)
  const settle = moneyOf('cancel', order) === 'refund' ? refund : letGo
  await settle(tx, order.payment_id, [partOf(order, amount_minor)], at)
  await releasePartly(tx, order.id, lines, at)
  await publish(tx, 'order.adjusted', {
    order_id: order.id,
    order_number: order.number,
    shop_id: order.shop_id,
    customer_id: order.customer_id,
    version: order.version,
    by: actorOf(person, order, by),
    amount_minor,
    currency: order.currency,
    slugs: [...new Set(lines.map((line) => line.product_slug))],
  })
  return orderOf(tx, { person, at }, params.order_number)
}
