import type { PaymentMethod } from '@mortar/contract'
import { dayAfter, dayMs } from './lots.ts'
import type { PlannedProduct } from './plan.ts'
import { draw, drawInt, shuffled } from './random.ts'
import { customers } from './towns.ts'

/** How far an order came. */
export type Outcome = 'delivered' | 'cancelled' | 'payment_failed' | 'shipped' | 'approved' | 'pending'

/** `product` and `variant` are indexes into the products the plan was made of. */
export type PlannedOrder = {
  customer: number
  at: Date
  method: PaymentMethod
  outcome: Outcome
  lines: { product: number; variant: number; quantity: number }[]
}

const finished = 36
/** Hours ago. */
const open: readonly (readonly [hours: number, Outcome])[] = [
  [76, 'shipped'],
  [71, 'shipped'],
  [53, 'shipped'],
  [49, 'approved'],
  [29, 'approved'],
  [26, 'approved'],
  [6, 'pending'],
  [4, 'pending'],
  [2, 'pending'],
  [1, 'pending'],
  [0.3, 'pending'],
]

/** The orders of the demo in the order they were placed: finished ones over two months, and some that are under way. */
export function planOrders(products: readonly PlannedProduct[], today: Date): PlannedOrder[] {
  const popular = popularOf(products, today)
  const past = Array.from({ length: finished }, (_, i): readonly [number, Outcome] => [
    (58 - i * 1.4) * 24 - drawInt(0, 9, 'hour', i),
    i % 9 === 4 ? 'cancelled' : i % 12 === 7 ? 'payment_failed' : 'delivered',
  ])
  return [...past, ...open].map(([hours, outcome], i) => ({
    customer: drawInt(0, customers.length - 1, 'customer', i),
    at: new Date(today.getTime() - (hours * dayMs) / 24),
    method: outcome === 'payment_failed' || i % 3 > 0 ? 'fake' : 'cash_on_delivery',
    outcome,
    lines: linesOf(popular, i),
  }))
}

type Choice = { town: string; product: number; variant: number }

/** What nobody needs a prescription for and there is plenty of: no order of the demo can fail. */
const plenty = 30
const assortment = 60

function popularOf(products: readonly PlannedProduct[], today: Date): Choice[] {
  const lasting = dayAfter(today, 180)
  const choices = products.flatMap(({ town, legal_class, variants }, product) =>
    variants.flatMap(({ lots }, variant) => {
      const early = lots.filter((lot) => lot.delivery > 60 && (lot.expires_on === null || lot.expires_on > lasting))
      const quantity = early.reduce((sum, lot) => sum + lot.quantity, 0)
      return (legal_class === null || legal_class === 'otc') && quantity >= plenty ? [{ town, product, variant }] : []
    }),
  )
  return shuffled(choices, (choice) => choice.product, 'popular').slice(0, assortment)
}

/** One to three things of one shop, at times of two. */
function linesOf(popular: readonly Choice[], order: number) {
  const first = popular[drawInt(0, popular.length - 1, 'first', order)]
  if (first === undefined) return []
  const inTown = popular.filter((each) => each.town === first.town && each !== first)
  const elsewhere = popular.filter((each) => each.town !== first.town)
  const more = shuffled(inTown, (each) => each.product, 'more', order).slice(0, drawInt(0, 2, 'count', order))
  const others = shuffled(elsewhere, (each) => each.product, 'others', order).slice(
    0,
    draw('two shops', order) < 0.25 ? 1 : 0,
  )
  return [first, ...more, ...others].map(({ product, variant }) => ({
    product,
    variant,
    quantity: drawInt(1, 3, 'quantity', order, product),
  }))
}
