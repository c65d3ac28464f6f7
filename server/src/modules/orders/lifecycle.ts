import { allows, orderMoves, type Duty, type OrderMove, type OrderStatus, type Role } from '@mortar/contract'

export type Actor = 'customer' | 'shop' | 'system'

type Who = { id: number; role: Role; shop_id: number | null; duties: readonly Duty[] }
type Whose = { customer_id: number; shop_id: number }

type Rule = {
  from: readonly OrderStatus[]
  to: OrderStatus
  by: readonly Actor[]
  /** Not while a card payment keeps the order out of the shop's queue. */
  released: boolean
}

/** Every way an order may go. Whoever is not named, and every state not named, may not. */
export const lifecycle: Record<OrderMove, Rule> = {
  approve: { from: ['pending'], to: 'approved', by: ['shop'], released: true },
  ship: { from: ['approved'], to: 'shipped', by: ['shop'], released: true },
  deliver: { from: ['shipped'], to: 'delivered', by: ['shop'], released: true },
  cancel: { from: ['pending', 'approved'], to: 'cancelled', by: ['customer', 'shop', 'system'], released: false },
}

/** Nothing is to be brought any more, so nobody needs to know where to. */
export const finished: readonly OrderStatus[] = ['delivered', 'cancelled', 'returned']

/** What may be done with an order now by who is all of these to it. */
export function openMoves(status: OrderStatus, isReleased: boolean, actors: readonly Actor[]): OrderMove[] {
  return orderMoves.filter((name) => {
    const { from, by, released } = lifecycle[name]
    return actors.some((actor) => by.includes(actor)) && from.includes(status) && (isReleased || !released)
  })
}

/**
 * What somebody is to an order. Whoever bought it is its buyer, whatever they have become since. Its shop acts through those
 * with a duty; the others of the shop, and the platform, look on.
 */
export function actorsOf(person: Who, { customer_id, shop_id }: Whose): Actor[] {
  const isShop = person.shop_id === shop_id && allows('shop_orders', person)
  return [...(person.id === customer_id ? (['customer'] as const) : []), ...(isShop ? (['shop'] as const) : [])]
}

/** Every step a history may take. A payment that comes in, and what is cancelled of an order, are steps that leave its status as it is. */
export const arcs: readonly (readonly [OrderStatus | null, OrderStatus])[] = [
  [null, 'pending'],
  ['pending', 'pending'],
  ['approved', 'approved'],
  ...orderMoves.flatMap((name) => lifecycle[name].from.map((from) => [from, lifecycle[name].to] as const)),
]
