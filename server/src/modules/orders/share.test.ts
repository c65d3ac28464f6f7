import type { Order, PaymentMethod, Placed } from '@mortar/contract'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { brokenSales, buy, walk } from '../../../test/harness/buying.ts'
import {
  aCustomer,
  aMortar,
  anApprovedShop,
  someone,
  type Mortar,
  type Shopkeeper,
  type Someone,
} from '../../../test/harness/index.ts'
import { aProduct } from '../../../test/harness/products.ts'

/** What an order says of its payment is what became of its own share, whatever became of the rest. */
let mortar: Mortar
let shops: Shopkeeper[]
let buyer: Someone
beforeAll(async () => {
  mortar = await aMortar()
  shops = [await anApprovedShop(mortar), await anApprovedShop(mortar)]
  buyer = await aCustomer(mortar)
})
afterAll(() => mortar.close())
afterEach(async () => {
  expect(await brokenSales(mortar)).toEqual({})
})

type Step = (placed: Placed) => Promise<unknown>
const numberOf = ({ orders }: Placed, i: number) => orders[i]?.order_number ?? ''
const outcome =
  (which: 'paid' | 'failed'): Step =>
  ({ payment }) =>
    buyer.api.pay_fake({ params: { id: payment.id }, body: { outcome: which } })
const [pays, declined] = [outcome('paid'), outcome('failed')]
const cancels =
  (i: number): Step =>
  (placed) =>
    buyer.api.cancel_order({ params: { order_number: numberOf(placed, i) }, body: {} })
const moves =
  (i: number, ...steps: ('approve' | 'ship' | 'deliver' | 'cancel')[]): Step =>
  async (placed) => {
    const shop = shops[i]
    if (shop !== undefined) await walk(shop, numberOf(placed, i), ...steps)
  }
const delivers = (i: number) => moves(i, 'approve', 'ship', 'deliver')
const inTime: Step = async () => {
  mortar.clock.advance(31 * 60_000)
  await mortar.server.modules.find((each) => each.name === 'orders')?.tasks?.['payment_timeout']?.({})
  const again = (who: Someone) => someone(mortar, who.username, who.email)
  buyer = await again(buyer)
  shops = await Promise.all(shops.map(async (shop) => ({ ...shop, ...(await again(shop)) })))
}

const [card, cash] = ['fake', 'cash_on_delivery'] as const
/** What the two shops ask, what is done, and what each order then says. */
const table: [string, PaymentMethod, [number, number], Step[], [string, string]][] = [
  ['a card that waits', card, [500, 700], [], ['open', 'open']],
  ['a card that is paid', card, [500, 700], [pays], ['paid', 'paid']],
  ['one delivered', card, [500, 700], [pays, delivers(0)], ['paid', 'paid']],
  ['a card that is declined', card, [500, 700], [declined], ['failed', 'failed']],
  ['one cancelled, and the rest waits', card, [500, 700], [cancels(0)], ['voided', 'open']],
  ['one cancelled, and the rest paid', card, [500, 700], [cancels(0), pays], ['voided', 'paid']],
  ['one cancelled, and the rest declined', card, [500, 700], [cancels(0), declined], ['voided', 'failed']],
  ['both cancelled', card, [500, 700], [cancels(0), cancels(1)], ['voided', 'voided']],
  ['one cancelled after it was paid', card, [500, 700], [pays, cancels(0)], ['refunded', 'paid']],
  ['both cancelled after they were paid', card, [500, 700], [pays, cancels(0), cancels(1)], ['refunded', 'refunded']],
  ['one cancelled before, one after', card, [500, 700], [cancels(0), pays, cancels(1)], ['voided', 'refunded']],
  ['cash that waits', cash, [500, 700], [], ['open', 'open']],
  ['cash, one delivered', cash, [500, 700], [delivers(0)], ['paid', 'open']],
  ['cash, one on its way', cash, [500, 700], [moves(0, 'approve', 'ship')], ['open', 'open']],
  ['cash, one cancelled by its shop', cash, [500, 700], [moves(0, 'cancel'), delivers(1)], ['voided', 'paid']],
  ['cash, both cancelled', cash, [500, 700], [cancels(0), cancels(1)], ['voided', 'voided']],
  ['a free one waits with the rest', card, [0, 700], [], ['open', 'open']],
  ['a free one is paid with the rest', card, [0, 700], [pays], ['paid', 'paid']],
  ['a free one is declined with the rest', card, [0, 700], [declined], ['failed', 'failed']],
  ['a free one is cancelled', card, [0, 700], [cancels(0), pays], ['voided', 'paid']],
  ['a free one is cancelled after the payment', card, [0, 700], [pays, cancels(0)], ['voided', 'paid']],
  ['a free one beside cash', cash, [0, 700], [], ['paid', 'open']],
  ['a free one beside cash is cancelled', cash, [0, 700], [cancels(0)], ['voided', 'open']],
  ['a free one beside cash is delivered', cash, [0, 700], [delivers(0)], ['paid', 'open']],
  ['nothing to pay by card', card, [0, 0], [cancels(0)], ['voided', 'paid']],
  ['nothing to pay in cash', cash, [0, 0], [cancels(0), delivers(1)], ['voided', 'paid']],
  // Last: it turns the clock.
  ['one cancelled, and the rest not paid in time', card, [500, 700], [cancels(0), inTime], ['voided', 'voided']],
  ['a free one, and the rest not paid in time', card, [0, 700], [inTime], ['voided', 'voided']],
  ['a free one, and the rest cancelled', card, [0, 700], [cancels(1), inTime], ['voided', 'voided']],
]

test.each(table)('%s (%s, %o)', async (_, method, prices, steps, statuses) => {
  const products = await Promise.all(shops.map((shop, i) => aProduct(shop, { price: prices[i] ?? 0 })))
  const placed = await buy(
    buyer,
    products.map(({ slug }) => ({ product: slug, quantity: 1 })),
    method,
  )
  const now = () => Promise.all(placed.orders.map((order) => read(order.order_number)))
  // What was answered at first is what is read.
  expect(placed.orders.map((each) => each.payment.status)).toEqual((await now()).map((each) => each.payment.status))
  for (const step of steps) await step(placed)
  expect((await now()).map((each) => each.payment.status)).toEqual(statuses)
})

const read = (order_number: string): Promise<Order> => buyer.api.get_order({ params: { order_number } })
