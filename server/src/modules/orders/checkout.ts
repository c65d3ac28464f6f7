import type { AddressInput, PaymentMethod, Placed } from '@mortar/contract'
import type { Tx } from '../../kernel/database.ts'
import { publish } from '../../kernel/facts.ts'
import type { Caller, Person } from '../../kernel/module.ts'
import { Refusal, invalid } from '../../kernel/refusal.ts'
import { outOfStock, ownerOf, refuseShort, refuseUnsellable, takeLines, type JudgedLine } from '../carts/index.ts'
import { hold } from '../inventory/index.ts'
import { open, settlesOnDelivery } from '../payments/index.ts'
import { savedAddress } from '../people/index.ts'
import { price, quote, type Quote, type Terms } from '../pricing/index.ts'
import { askAboutCash } from './cash.ts'
import { copied } from './copy.ts'
import { placedAnswer } from './placed.ts'
import { insertOrders, type Inserted, type PlacedOrder } from './store.ts'
import { findWanted, pathOf, type Item, type WantedLine } from './wanted.ts'
import { must } from '../../kernel/must.ts'

/** `address`: one that is written down here, or the id of one that the buyer has saved. */
type Ordered = { address: AddressInput | string; payment_method: PaymentMethod }
type Buying<B> = Caller & { person: Person; body: Ordered & B; demo: boolean }

/**
 * Buys what is in the cart. Refuses invalid_input for an address that is not the buyer's, cart_empty, and whatever `place`
 * does; a refusal leaves the cart as it was.
 */
export async function checkoutCart(tx: Tx, call: Buying<object>): Promise<Placed> {
  const address = await addressFor(tx, call)
  await ownerOf(tx, call)
  const loaded = await takeLines(tx, { user_id: call.person.id }, { destination: address }, call.at)
  if (loaded.length === 0) throw new Refusal('cart_empty')
  const quoted = price(loaded)
  const wanted = loaded.map(({ variant_id, quantity }, index) => ({ variant_id, quantity, path: pathOf(index) }))
  return place(tx, call, address, { quoted, lines: judged(quoted, wanted) })
}

/** The same without a cart. */
export async function createOrder(tx: Tx, call: Buying<{ items: Item[] }>): Promise<Placed> {
  const address = await addressFor(tx, call)
  const wanted = await findWanted(tx, call.body.items)
  return place(tx, call, address, await priced(tx, wanted, { destination: address }, call.at))
}

/** The order copies it: what becomes of the saved one later changes no order. */
async function addressFor(tx: Tx, { person, body }: Buying<object>): Promise<AddressInput> {
  if (typeof body.address !== 'string') return body.address
  const saved = await savedAddress(tx, person.id, body.address)
  if (saved === undefined) throw invalid('address', 'unknown', 'is none of your saved addresses')
  return saved
}

/**
 * The steps of a checkout, in order; each may refuse, and a refusal rolls all of it back. Five statements, however many
 * lines and shops: quote, payment, orders, fact, hold; where nobody pays before the goods are there, two more. The payment
 * is opened before the rows that point at it. What the quote already knows to be short is refused before anything is
 * written, but the hold has the last word, and the last place: other buyers wait for its lots, so nothing of ours is left
 * to do while we have them. What waits for no answer goes out with what follows it.
 * Refuses not_for_sale, own_shop, currency_mixed, prescription_required, out_of_stock, email_unverified, cash_limit_reached,
 * method_unavailable; session_ended to somebody who was deleted meanwhile.
 */
async function place(
  tx: Tx,
  call: Buying<object>,
  address: AddressInput,
  { quoted, lines }: PricedLines,
): Promise<Placed> {
  const { person, at } = call
  refuseUnsellable(lines)
  refuseOwn(person, quoted)
  refuseShort(lines)
  const isCash = settlesOnDelivery(call.body.payment_method)
  const refuseRisky = isCash ? await askAboutCash(tx, person.id, quoted) : undefined
  const { payment, settles } = await open(tx, due(quoted, call), at)
  const released_at = settles === 'on_delivery' ? at : null
  const checkout = { customer_id: person.id, payment: payment.id, address, released_at }
  const placed = await insertOrders(tx, { ...checkout, quoted, orders: copied(quoted, at) }, at)
  await refuseRisky?.()
  await tell(tx, placed, person.id, released_at === null)
  await secure(tx, placed.orders, lines, at)
  return placedAnswer({ ...placed, payment, address, person, at, released_at })
}

/** What a shop sold itself would count as bought: in what sells best today, and in what its buyers say of it. */
function refuseOwn({ own_shops }: Person, { shops }: Quote): void {
  const own = shops.filter(({ shop_id }) => own_shops.includes(shop_id)).map(({ shop_name }) => shop_name)
  if (own.length > 0) throw new Refusal('own_shop', { detail: `You belong to ${own.join(' and ')}.` })
}

function due({ total_minor, currency }: Quote, { person, body, demo }: Buying<object>) {
  return { customer_id: person.id, method: body.payment_method, amount_minor: total_minor, currency, demo }
}

async function tell(tx: Tx, { id, orders }: Inserted, customerId: number, awaiting_payment: boolean): Promise<void> {
  await publish(tx, 'order.placed', {
    checkout_id: id,
    customer_id: customerId,
    slugs: [...new Set(orders.flatMap((order) => order.lines.map((line) => line.product_slug)))],
    orders: orders.map(({ id: order_id, number, shop_id, total_minor, currency }) => ({
      order_id,
      order_number: number,
      shop_id,
      total_minor,
      currency,
      awaiting_payment,
    })),
  })
}

async function secure(tx: Tx, orders: PlacedOrder[], lines: readonly JudgedLine[], at: Date): Promise<void> {
  const wanted = orders.flatMap(({ id, lines: bought }) =>
    bought.map(({ variant_id, quantity }) => ({ order_id: id, variant_id, quantity })),
  )
  const short = new Map((await hold(tx, wanted, at)).map((each) => [each.variant_id, each.available]))
  if (short.size === 0) return
  throw outOfStock(
    lines
      .filter((line) => short.has(line.variant_id))
      .map((line) => ({ path: line.path, available: must(short.get(line.variant_id), 'what is left of a line') })),
  )
}

type PricedLines = { quoted: Quote; lines: JudgedLine[] }

/** Lines that name nothing on sale are not priced, and stand among the others as what they are. */
async function priced(tx: Tx, wanted: WantedLine[], terms: Terms, at: Date): Promise<PricedLines> {
  const known = wanted.flatMap(({ variant_id, quantity }) => (variant_id === null ? [] : [{ variant_id, quantity }]))
  if (known.length === 0) refuseUnsellable(wanted.map(({ path }) => ({ path, problems: ['not_for_sale'] })))
  const quoted = await quote(tx, known, terms, at)
  return { quoted, lines: judged(quoted, wanted) }
}

function judged(quoted: Quote, wanted: WantedLine[]): JudgedLine[] {
  const judgements = new Map(quoted.shops.flatMap((shop) => shop.lines.map((line) => [line.variant_id, line])))
  return wanted.map(({ path, variant_id, quantity }) => {
    const judgement = variant_id === null ? undefined : judgements.get(variant_id)
    const { stock, problems } = judgement ?? { stock: 0, problems: ['not_for_sale' as const] }
    return { path, variant_id: variant_id ?? 0, quantity, stock, problems }
  })
}
