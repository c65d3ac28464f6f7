import type { FakeOutcome, OrderMove, OrderStatus, PaymentMethod } from '@mortar/contract'

/**
 * What stock and money must be, in the simplest words there are: no database, no requests, nothing at once. Products are
 * numbered, and the first half of them is the first shop's. Lots stand in the order of their arrival.
 */
export type Lot = { expires_on: string; on_hand: number; held: number }
export type Product = { shop: number; price: number; lots: Lot[] }
export type Line = { product: number; quantity: number }
export type Hold = { lot: Lot; quantity: number }
export type Order = {
  buyer: number
  shop: number
  status: OrderStatus
  released: boolean
  /** What is left of each product, and what one cost. */
  lines: (Line & { price: number })[]
  /** Of what is left. */
  total: number
  holds: Hold[]
  payment: Payment
}
/** `held`: what came and is not enough yet. */
export type Payment = { buyer: number; method: PaymentMethod; opened_at: number; held: number; orders: Order[] }
export type Market = {
  now: number
  /** What bringing an order costs in each shop, and from which amount on it costs nothing. */
  delivery: { fee: number; free_from: number }[]
  products: Product[]
  carts: Line[][]
  orders: Order[]
  payments: Payment[]
}

/** An outcome is null, or the code of the refusal. */
export type Outcome = string | null

const minutes = 60_000
const paymentTimeout = 30 * minutes

export const dayAt = (time: number, days = 0) => new Date(time + days * 86_400_000).toISOString().slice(0, 10)

const sellable = (market: Market, { expires_on }: Lot) => expires_on > dayAt(market.now)

export function stock(market: Market, product: number): number {
  const lots = market.products[product]?.lots.filter((lot) => sellable(market, lot)) ?? []
  return lots.reduce((sum, lot) => sum + lot.on_hand - lot.held, 0)
}

/** Adding is setting to what there was and more. More than there is in stock is refused, and nothing changes. */
export function setLine(market: Market, buyer: number, product: number, quantity: number): Outcome {
  const cart = market.carts[buyer] ?? []
  if (quantity > stock(market, product)) return 'out_of_stock'
  const others = cart.filter((line) => line.product !== product)
  market.carts[buyer] = quantity === 0 ? others : [...others, { product, quantity }]
  return null
}

export function inCart(market: Market, buyer: number, product: number): number {
  return market.carts[buyer]?.find((line) => line.product === product)?.quantity ?? 0
}

export function checkOut(market: Market, buyer: number, method: PaymentMethod): Outcome {
  const cart = market.carts[buyer] ?? []
  if (cart.length === 0) return 'cart_empty'
  const outcome = place(market, buyer, cart, method)
  if (outcome === null) market.carts[buyer] = []
  return outcome
}

/** All lines or none; the lots that expire first are promised first. */
export function place(market: Market, buyer: number, lines: Line[], method: PaymentMethod): Outcome {
  const wanted = Map.groupBy(lines, (line) => line.product)
  const quantityOf = (product: number) => (wanted.get(product) ?? []).reduce((sum, line) => sum + line.quantity, 0)
  if ([...wanted.keys()].some((product) => quantityOf(product) > stock(market, product))) return 'out_of_stock'
  const payment: Payment = { buyer, method, opened_at: market.now, held: 0, orders: [] }
  for (const shop of [0, 1]) {
    const own = [...wanted.keys()].filter((product) => market.products[product]?.shop === shop)
    if (own.length === 0) continue
    const goods = own.reduce((sum, product) => sum + quantityOf(product) * (market.products[product]?.price ?? 0), 0)
    const { fee, free_from } = market.delivery[shop] ?? { fee: 0, free_from: 0 }
    const total = goods + (goods >= free_from ? 0 : fee)
    const holds = own.flatMap((product) => hold(market, product, quantityOf(product)))
    const released = method === 'cash_on_delivery'
    const bought = own.map((product) => ({
      product,
      quantity: quantityOf(product),
      price: market.products[product]?.price ?? 0,
    }))
    payment.orders.push({ buyer, shop, status: 'pending', released, lines: bought, total, holds, payment })
  }
  market.payments.push(payment)
  market.orders.push(...payment.orders)
  return null
}

function hold(market: Market, product: number, quantity: number): Hold[] {
  let left = quantity
  const lots = market.products[product]?.lots.filter((lot) => sellable(market, lot)) ?? []
  return lots.toSorted(byExpiry).flatMap((lot) => {
    const taken = Math.min(left, lot.on_hand - lot.held)
    left -= taken
    lot.held += taken
    return taken > 0 ? [{ lot, quantity: taken }] : []
  })
}

const byExpiry = (a: Lot, b: Lot) => (a.expires_on < b.expires_on ? -1 : Number(a.expires_on > b.expires_on))
const inOrder = (holds: Hold[]) => holds.toSorted((a, b) => byExpiry(a.lot, b.lot))

const steps: Record<OrderMove, { from: OrderStatus[]; to: OrderStatus }> = {
  approve: { from: ['pending'], to: 'approved' },
  ship: { from: ['approved'], to: 'shipped' },
  deliver: { from: ['shipped'], to: 'delivered' },
  cancel: { from: ['pending', 'approved'], to: 'cancelled' },
}

export function move(order: Order, name: OrderMove): Outcome {
  const { from, to } = steps[name]
  if (!from.includes(order.status) || (name !== 'cancel' && !order.released)) return 'move_not_allowed'
  order.status = to
  if (name === 'cancel') order.total = 0
  if (name === 'ship') for (const { lot, quantity } of order.holds) lot.on_hand -= quantity
  if (name === 'ship' || name === 'cancel') for (const { lot, quantity } of order.holds) lot.held -= quantity
  return null
}

/** So much of a product is called off, from the lots that expire last; with the last of it the whole order is. */
export function cancelPart(market: Market, order: Order, { product, quantity }: Line): Outcome {
  if (!steps.cancel.from.includes(order.status)) return 'move_not_allowed'
  const line = order.lines.find((each) => each.product === product)
  if (line === undefined) return 'invalid_input'
  if (line.quantity < quantity) return 'not_that_many'
  if (order.lines.every((each) => each.quantity === (each === line ? quantity : 0))) return move(order, 'cancel')
  line.quantity -= quantity
  order.total -= line.price * quantity
  const ofProduct = order.holds.filter(({ lot }) => market.products[product]?.lots.includes(lot))
  let left = quantity
  for (const held of inOrder(ofProduct).toReversed()) {
    const back = Math.min(left, held.quantity)
    held.quantity -= back
    held.lot.held -= back
    left -= back
  }
  return null
}

const waitingFor = ({ orders }: Payment) => orders.filter((order) => order.status === 'pending' && !order.released)

/** A part of the money is held until there is enough for all that waits; what comes when nothing waits goes back. */
export function settle(payment: Payment, outcome: FakeOutcome): Outcome {
  const waiting = waitingFor(payment)
  if (waiting.length === 0) return outcome === 'late' ? null : 'payment_not_open'
  if (outcome === 'refused') return null
  if (outcome === 'failed') for (const order of waiting) move(order, 'cancel')
  const due = Math.max(0, sum(waiting) - payment.held)
  if (outcome !== 'failed') payment.held += outcome === 'partial' ? Math.ceil(due / 2) : due
  settleHeld(payment)
  return null
}

/** Somebody looks whether what is held is enough now: an order may have been called off. */
export function settleHeld(payment: Payment): void {
  const waiting = waitingFor(payment)
  if (payment.held >= sum(waiting)) for (const order of waiting) order.released = true
  if (waitingFor(payment).length === 0) payment.held = 0
}

/** Time passes, and whoever has not paid in half an hour is no longer waited for. */
export function wait(market: Market, time: number): void {
  market.now += time
  for (const payment of market.payments) if (payment.opened_at <= market.now - paymentTimeout) settle(payment, 'failed')
}

const sum = (orders: Order[]) => orders.reduce((total, order) => total + order.total, 0)
const isCash = ({ payment }: Order) => payment.method === 'cash_on_delivery'

/** What a shop took at the door, and what the platform owes it. Cancelled after it was paid: given back. */
export function money(market: Market, shop: number): { collected: number; payable: number } {
  const own = market.orders.filter((order) => order.shop === shop)
  return {
    collected: sum(own.filter((order) => isCash(order) && order.status === 'delivered')),
    payable: sum(own.filter((order) => !isCash(order) && order.released && order.status !== 'cancelled')),
  }
}
