import { allows, orderMoves, type Duty, type OrderMove, type OrderStatus, type Role } from '@mortar/contract'

export type Actor = 'customer' | 'shop' | 'system'

type Who = { role: Role; duties: readonly Duty[] }

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

/** What `actor` may do with an order now. */
export function openMoves(status: OrderStatus, isReleased: boolean, actor: Actor | null): OrderMove[] {
  return orderMoves.filter((name) => {
    const { from, by, released } = lifecycle[name]
    return actor !== null && by.includes(actor) && from.includes(status) && (isReleased || !released)
  })
}

/** The platform looks on, and so does who works in a shop without a duty; customers and shops act for themselves. */
export function actorOf(person: Who): Actor | null {
  if (person.role === 'customer') return 'customer'
  return allows('shop_orders', person) ? 'shop' : null
}

/** Every step a history may take. A payment that comes in leaves the order pending, and is a step all the same. */
export const arcs: readonly (readonly [OrderStatus | null, OrderStatus])[] = [
  [null, 'pending'],
  ['pending', 'pending'],
  ...orderMoves.flatMap((name) => lifecycle[name].from.map((from) => [from, lifecycle[name].to] as const)),
]
