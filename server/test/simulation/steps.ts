import type { FakeOutcome, OrderMove, OrderStatus, PaymentMethod } from '@mortar/contract'
import { sql } from '../../src/kernel/database.ts'
import * as fc from 'fast-check'
import { expect } from 'vitest'
import { aKey, terms } from '../harness/buying.ts'
import {
  cancelPart,
  checkOut,
  dayAt,
  inCart,
  move,
  place,
  setLine,
  settle,
  settleHeld,
  stock,
  wait,
  type Line,
  type Market,
  type Outcome,
} from './model.ts'
import { buyer, expectSame, outcomeOf, refreshTokens, remember, type Town } from './town.ts'

type Step = fc.AsyncCommand<Market, Town>

const following: Partial<Record<OrderStatus, OrderMove>> = { pending: 'approve', approved: 'ship', shipped: 'deliver' }
/** Counted from the end, round and round: whatever the number, there is one if there are any. */
const nth = <T>(items: T[], which: number): T | undefined =>
  items[items.length - 1 - (which % Math.max(1, items.length))]

/** The task that comes by each minute: what is held for a payment may have come to be enough. */
async function look(model: Market, real: Town): Promise<void> {
  for (const payment of model.payments) settleHeld(payment)
  await real.mortar.server.modules.find((each) => each.name === 'orders')?.tasks?.['settle_unsettled']?.({})
}

/** A step says what it is, does it to the model and for real, and both must have ended alike. */
function step(name: string, run: (model: Market, real: Town) => Promise<[expected: Outcome, found: Outcome]>): Step {
  return {
    check: () => true,
    run: async (model, real) => {
      const [expected, found] = await run(model, real)
      expect(found).toBe(expected)
      await look(model, real)
      await expectSame(model, real)
    },
    toString: () => name,
  }
}

const key = (lines: Line[]) => lines.map(({ product, quantity }) => `${quantity} of ${product}`).join(', ')
const namedIn = (real: Town, lines: Line[]) =>
  lines.map(({ product, quantity }) => ({ product: real.slugs[product] ?? '', quantity }))

const order = (by: number, lines: Line[], method: PaymentMethod) =>
  step(`buyer ${by} orders ${key(lines)} by ${method}`, async (model, real) => {
    const body = { ...terms(method), items: namedIn(real, lines) }
    const call = buyer(real, by).create_order({ headers: aKey(), body })
    return [place(model, by, lines, method), await outcomeOf(call.then((placed) => remember(real, placed)))]
  })

const add = (by: number, product: number, quantity: number) =>
  step(`buyer ${by} adds ${quantity} of ${product}`, async (model, real) => {
    const call = buyer(real, by).add_to_cart({ body: { product: real.slugs[product] ?? '', quantity } })
    return [setLine(model, by, product, inCart(model, by, product) + quantity), await outcomeOf(call)]
  })

const set = (by: number, product: number, quantity: number) =>
  step(`buyer ${by} wants ${quantity} of ${product} in the cart`, async (model, real) => {
    const call = buyer(real, by).update_cart({ body: { product: real.slugs[product] ?? '', quantity } })
    return [setLine(model, by, product, quantity), await outcomeOf(call)]
  })

const checkout = (by: number, method: PaymentMethod) =>
  step(`buyer ${by} checks out by ${method}`, async (model, real) => {
    const call = buyer(real, by).checkout_cart({ headers: aKey(), body: terms(method) })
    return [checkOut(model, by, method), await outcomeOf(call.then((placed) => remember(real, placed)))]
  })

const pay = (which: number, outcome: FakeOutcome) =>
  step(`payment ${which} is ${outcome}`, async (model, real) => {
    const payment = nth(
      model.payments.filter((each) => each.method === 'fake'),
      which,
    )
    if (payment === undefined) return [null, null]
    const id = real.payments[model.payments.indexOf(payment)] ?? ''
    const call = buyer(real, payment.buyer).pay_fake({ params: { id }, body: { outcome } })
    return [settle(payment, outcome), await outcomeOf(call)]
  })

const walk = (which: number, name: OrderMove, by: 'shop' | 'buyer' | 'stranger') =>
  step(`the ${by} wants to ${name} order ${which}`, async (model, real) => {
    const moved = nth(model.orders, which)
    if (moved === undefined) return [null, null]
    const one = { params: { order_number: real.numbers[model.orders.indexOf(moved)] ?? '' }, body: {} }
    if (by === 'buyer') return [move(moved, 'cancel'), await outcomeOf(buyer(real, moved.buyer).cancel_order(one))]
    const isShop = by === 'shop'
    const keeper = real.keepers[isShop ? moved.shop : 1 - moved.shop]!
    return [isShop ? move(moved, name) : 'not_found', await outcomeOf(keeper.api[`${name}_order`](one))]
  })

/** Its shop does what comes next with an order that is not at its end. */
const forward = (which: number) =>
  step(`order ${which} of those under way goes on`, async (model, real) => {
    const moved = nth(
      model.orders.filter((each) => each.status in following),
      which,
    )
    const name = moved === undefined ? undefined : following[moved.status]
    if (moved === undefined || name === undefined) return [null, null]
    const order_number = real.numbers[model.orders.indexOf(moved)] ?? ''
    const call = real.keepers[moved.shop]!.api[`${name}_order`]({ params: { order_number }, body: {} })
    return [move(moved, name), await outcomeOf(call)]
  })

const callOff = (which: number) =>
  step(`the buyer calls off order ${which} of those that are not sent`, async (model, real) => {
    const moved = nth(
      model.orders.filter(({ status }) => status === 'pending' || status === 'approved'),
      which,
    )
    if (moved === undefined) return [null, null]
    const order_number = real.numbers[model.orders.indexOf(moved)] ?? ''
    const call = buyer(real, moved.buyer).cancel_order({ params: { order_number }, body: {} })
    return [move(moved, 'cancel'), await outcomeOf(call)]
  })

const callOffSome = (which: number, nthLine: number, quantity: number, by: 'shop' | 'buyer') =>
  step(
    `the ${by} calls off ${quantity} of line ${nthLine} of order ${which} of those that are not sent`,
    async (model, real) => {
      const open = model.orders.filter(({ status }) => status === 'pending' || status === 'approved')
      const moved = nth(open, which)
      const line = moved?.lines[nthLine % moved.lines.length]
      if (moved === undefined || line === undefined) return [null, null]
      const some = { product: line.product, quantity }
      const one = {
        params: { order_number: real.numbers[model.orders.indexOf(moved)] ?? '' },
        body: { items: namedIn(real, [some]) },
      }
      const who = by === 'buyer' ? buyer(real, moved.buyer) : real.keepers[moved.shop]!.api
      return [cancelPart(model, moved, some), await outcomeOf(who.cancel_order(one))]
    },
  )

const restock = (product: number, quantity: number, days: number) =>
  step(`${quantity} of ${product} arrive for ${days} days`, async (model, real) => {
    const { shop, lots } = model.products[product]!
    const expires_on = dayAt(model.now, days)
    const lot = { product: real.slugs[product] ?? '', quantity, expiry_date: expires_on }
    const found = await outcomeOf(real.keepers[shop]!.api.restock_products_create({ body: { lots: [lot] } }))
    lots.push({ expires_on, on_hand: quantity, held: 0 })
    return [null, found]
  })

const reprice = (product: number, price: number) =>
  step(`${product} now costs ${price}`, async (model, real) => {
    const changed = model.products[product]!
    changed.price = price
    const call = real.keepers[changed.shop]!.api.update_product({
      params: { slug: real.slugs[product] ?? '' },
      body: { price },
    })
    return [null, await outcomeOf(call)]
  })

const later = (minutes: number) =>
  step(`${minutes} minutes pass`, async (model, real) => {
    wait(model, minutes * 60_000)
    real.mortar.clock.advance(minutes * 60_000)
    const orders = real.mortar.server.modules.find((each) => each.name === 'orders')
    await orders?.tasks?.['payment_timeout']?.({})
    await refreshTokens(real)
    return [null, null]
  })

/**
 * Everybody wants the same at once. Who gets it is chance, and so is from which lot: both are read, and everything else
 * must follow. Nobody is refused who could have had what is left.
 */
const rush = (product: number, quantities: number[], method: PaymentMethod) =>
  step(`all at once want ${quantities.join(', ')} of ${product} by ${method}`, async (model, real) => {
    const had = stock(model, product)
    const items = quantities.map((quantity) => namedIn(real, [{ product, quantity }]))
    const calls = items.map((each, i) =>
      buyer(real, i % real.buyers.length).create_order({ headers: aKey(), body: { ...terms(method), items: each } }),
    )
    const outcomes = await Promise.all(calls.map(outcomeOf))
    for (const [i, call] of calls.entries()) {
      if (outcomes[i] !== null) continue
      place(model, i % real.buyers.length, [{ product, quantity: quantities[i] ?? 0 }], method)
      remember(real, await call)
    }
    const got = quantities.filter((_, i) => outcomes[i] === null).reduce((sum, quantity) => sum + quantity, 0)
    const missed = quantities.filter((_, i) => outcomes[i] === 'out_of_stock')
    expect(missed.every((quantity) => quantity > had - got)).toBe(true)
    await adoptHolds(model, real, product)
    return [null, outcomes.find((each) => each !== null && each !== 'out_of_stock') ?? null]
  })

async function adoptHolds(model: Market, real: Town, product: number): Promise<void> {
  const { rows } = await sql<{ number: string; lot: number; quantity: number }>`
    select o.number, r.nth as lot, h.quantity
    from orders.orders o
    join inventory.holds h on h.order_id = o.id and h.state = 'held'
    join (
      select l.id, row_number() over (order by l.id)::int - 1 as nth from inventory.lots l
      join catalogue.variants v on v.id = l.variant_id join catalogue.products p on p.id = v.product_id
      where p.slug = ${real.slugs[product] ?? ''}
    ) r on r.id = h.lot_id
    where o.number = any(${real.numbers})`.execute(real.mortar.db)
  const lots = model.products[product]?.lots ?? []
  for (const [number, holds] of Map.groupBy(rows, (row) => row.number)) {
    const placed = model.orders[real.numbers.indexOf(number)]
    if (placed === undefined) continue
    const others = placed.holds.filter(({ lot }) => !lots.includes(lot))
    placed.holds = [...others, ...holds.map(({ lot, quantity }) => ({ lot: lots[lot]!, quantity }))]
  }
}

const who = fc.nat(2)
const what = fc.nat(5)
const which = fc.nat(5)
const next = which.map(forward)
const payment = fc
  .tuple(
    which,
    fc.constantFrom<FakeOutcome>(
      'paid',
      'paid',
      'paid',
      'failed',
      'partial',
      'partial',
      'duplicate',
      'late',
      'refused',
    ),
  )
  .map((given) => pay(...given))
const method = fc.constantFrom<PaymentMethod>('cash_on_delivery', 'fake')
const line = fc.record({ product: what, quantity: fc.integer({ min: 1, max: 6 }) })
const moves = fc.constantFrom<OrderMove>('approve', 'approve', 'ship', 'ship', 'deliver', 'cancel')
const few = fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 2, maxLength: 8 })

/** What anybody may come to do. */
export const steps = [
  fc.tuple(who, fc.array(line, { minLength: 1, maxLength: 4 }), method).map((given) => order(...given)),
  fc.tuple(who, what, fc.integer({ min: 1, max: 5 })).map((given) => add(...given)),
  fc.tuple(who, what, fc.nat(8)).map((given) => set(...given)),
  fc.tuple(who, method).map((given) => checkout(...given)),
  payment,
  payment,
  payment,
  which.map(callOff),
  fc
    .tuple(which, fc.nat(2), fc.integer({ min: 1, max: 4 }), fc.constantFrom<'shop' | 'buyer'>('shop', 'buyer'))
    .map((given) => callOffSome(...given)),
  fc
    .tuple(which, moves, fc.constantFrom<'shop' | 'buyer' | 'stranger'>('shop', 'shop', 'shop', 'buyer', 'stranger'))
    .map((given) => walk(...given)),
  fc.tuple(what, fc.integer({ min: 1, max: 20 }), fc.integer({ min: 0, max: 6 })).map((given) => restock(...given)),
  fc.tuple(what, fc.integer({ min: 1, max: 5_000 })).map((given) => reprice(...given)),
  fc.constantFrom(1, 1, 1, 16, 31, 24 * 60).map(later),
  fc.tuple(what, few, method).map((given) => rush(...given)),
  next,
  next,
  next,
  next,
  next,
  next,
]
