import { expect, test } from 'vitest'
import * as fc from 'fast-check'
import {
  duties,
  orderMoves,
  orderStatuses,
  roles,
  type Duty,
  type OrderMove,
  type OrderStatus,
  type Role,
} from '@mortar/contract'
import { actorsOf, arcs, lifecycle, openMoves, type Actor } from './lifecycle.ts'

const actors: (Actor | null)[] = ['customer', 'shop', 'system', null]
const state = fc.record({
  status: fc.constantFrom(...orderStatuses),
  isReleased: fc.boolean(),
  actor: fc.constantFrom(...actors),
})

test('who may do what, when', () => {
  expect(openMoves('pending', true, ['shop'])).toEqual(['approve', 'cancel'])
  expect(openMoves('pending', true, ['customer'])).toEqual(['cancel'])
  expect(openMoves('pending', false, ['shop'])).toEqual(['cancel'])
  expect(openMoves('approved', true, ['shop'])).toEqual(['ship', 'cancel'])
  expect(openMoves('approved', true, ['customer'])).toEqual(['cancel'])
  expect(openMoves('shipped', true, ['shop'])).toEqual(['deliver'])
  expect(openMoves('shipped', true, ['customer'])).toEqual([])
  expect(openMoves('delivered', true, ['shop'])).toEqual([])
  expect(openMoves('cancelled', true, ['shop'])).toEqual([])
  expect(openMoves('pending', true, [])).toEqual([])
  expect(openMoves('pending', true, ['customer', 'shop'])).toEqual(['approve', 'cancel'])
})

const shopOf = (role: Role) => (role === 'shopkeeper' || role === 'staff' ? 2 : null)
const acting = (own: Duty[], order: { customer_id: number; shop_id: number }) =>
  Object.fromEntries(roles.map((role) => [role, actorsOf({ id: 1, role, shop_id: shopOf(role), duties: own }, order)]))

test('the platform looks on, and so do staff without a duty; with one they act as their shop', () => {
  const anothers = { customer_id: 9, shop_id: 2 }
  expect(acting([], anothers)).toEqual({ customer: [], shopkeeper: ['shop'], staff: [], admin: [] })
  for (const duty of duties) expect(acting([duty], anothers)['staff']).toEqual(['shop'])
  expect(acting([], { customer_id: 9, shop_id: 3 })).toEqual({ customer: [], shopkeeper: [], staff: [], admin: [] })
})

test('whoever bought it is its buyer, whatever they are', () => {
  const own = { customer_id: 1, shop_id: 2 }
  expect(acting([], own)).toEqual({
    customer: ['customer'],
    shopkeeper: ['customer', 'shop'],
    staff: ['customer'],
    admin: ['customer'],
  })
})

test('an open move is one whose rule names actor and state, and no other is', () => {
  fc.assert(
    fc.property(state, fc.constantFrom(...orderMoves), ({ status, isReleased, actor }, name) => {
      const rule = lifecycle[name]
      const allowed =
        actor !== null && rule.by.includes(actor) && rule.from.includes(status) && (isReleased || !rule.released)
      expect(openMoves(status, isReleased, actor === null ? [] : [actor]).includes(name)).toBe(allowed)
    }),
  )
})

type Walk = { status: OrderStatus; history: OrderStatus[] }

/** Tries a move as the database would: it happens when it is open. */
function attempt({ status, history }: Walk, name: OrderMove, actor: Actor | null): Walk {
  if (!openMoves(status, true, actor === null ? [] : [actor]).includes(name)) return { status, history }
  const { to } = lifecycle[name]
  return { status: to, history: [...history, to] }
}

const tries = fc.array(fc.tuple(fc.constantFrom(...orderMoves), fc.constantFrom(...actors)), { maxLength: 30 })

test('every walk ends, never repeats a state, and goes along the arcs', () => {
  fc.assert(
    fc.property(tries, (moves) => {
      const start: Walk = { status: 'pending', history: ['pending'] }
      const { history } = moves.reduce((walk, [name, actor]) => attempt(walk, name, actor), start)
      expect(new Set(history).size).toBe(history.length)
      expect(history.length).toBeLessThanOrEqual(4)
      for (const [i, to] of history.entries()) expect(arcs).toContainEqual([i === 0 ? null : history[i - 1], to])
    }),
  )
})

test('what was shipped cannot be cancelled, and nobody but the shop takes an order forward', () => {
  fc.assert(
    fc.property(tries, (moves) => {
      let walk: Walk = { status: 'pending', history: ['pending'] }
      const forward = new Set<Actor | null>()
      for (const [name, actor] of moves) {
        const next = attempt(walk, name, actor)
        if (next !== walk && next.history.length > walk.history.length && next.status !== 'cancelled')
          forward.add(actor)
        walk = next
      }
      expect([...forward].filter((actor) => actor !== 'shop')).toEqual([])
      expect(walk.history.includes('shipped') && walk.history.includes('cancelled')).toBe(false)
    }),
  )
})
