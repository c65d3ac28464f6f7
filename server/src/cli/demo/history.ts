import type { OrderMove, Placed } from '@mortar/contract'
import { sql, type Tx } from '../../kernel/database.ts'
import type { Person } from '../../kernel/module.ts'
import { createOrder, move, decide } from '../../modules/orders/index.ts'
import { paymentOf, playFake } from '../../modules/payments/index.ts'
import type { Outcome, PlannedOrder } from './orders.ts'
import type { Shop } from './people.ts'
import type { Shelved } from './shelves.ts'
import { addressIn, customers, shopName } from './towns.ts'

/** Something that happened. Closures share what they found, so that events of many orders can be told in the order of time. */
export type Event = { at: Date; happen: (at: Date) => Promise<void> }

/** Lets everything happen in its order, each at its time. */
export async function liveThrough(tx: Tx, events: readonly Event[]): Promise<void> {
  for (const { at, happen } of events.toSorted((a, b) => a.at.getTime() - b.at.getTime())) {
    await happen(at)
    await dateFacts(tx, at)
  }
}

/** The facts of this transaction that bear its own time became true at `at`: notices and mails are dated by them. */
export async function dateFacts(tx: Tx, at: Date): Promise<void> {
  await sql`update kernel.facts set at = ${at} where tx = pg_current_xact_id() and at = now()`.execute(tx)
}

/** Who takes part: customers in the order of the plan, shops by town. */
export type Cast = { customers: readonly Person[]; shops: ReadonlyMap<string, Shop>; shelved: readonly Shelved[] }

/** After how many hours each step is taken. */
const steps: Record<Outcome, readonly (readonly [hours: number, OrderMove])[]> = {
  delivered: [
    [3, 'approve'],
    [22, 'ship'],
    [70, 'deliver'],
  ],
  shipped: [
    [3, 'approve'],
    [22, 'ship'],
  ],
  approved: [[3, 'approve']],
  cancelled: [[5, 'cancel']],
  payment_failed: [],
  pending: [],
}

const minuteMs = 60_000
const caller = { ip: '127.0.0.1', user_agent: null, cart_token: null, url: '' }

/** What becomes of one order, by the same use cases that people reach over HTTP. */
export function eventsOf(tx: Tx, cast: Cast, order: PlannedOrder): Event[] {
  const person = known(cast.customers[order.customer])
  const after = (minutes: number) => new Date(order.at.getTime() + minutes * minuteMs)
  let placed: Placed | undefined
  return [
    { at: order.at, happen: async () => void (placed = await place(tx, cast, person, order)) },
    ...(order.method === 'fake'
      ? [{ at: after(1), happen: (at: Date) => pay(tx, person, known(placed), order.outcome, at) }]
      : []),
    ...steps[order.outcome].map(([hours, name]) => ({
      at: after(hours * 60),
      happen: (at: Date) => moveAll(tx, cast, person, known(placed), name, at),
    })),
  ]
}

async function place(
  tx: Tx,
  { shelved }: Cast,
  person: Person,
  { customer, at, method, lines }: PlannedOrder,
): Promise<Placed> {
  const items = lines.map(({ product, variant, quantity }) => {
    const { slug, variants } = known(shelved[product])
    return { product: slug, variant: known(variants[variant]).sku, quantity }
  })
  const { town, name } = known(customers[customer])
  const body = { address: addressIn(town, name), payment_method: method, items }
  return createOrder(tx, { ...caller, person, at, demo: true, body })
}

async function pay(tx: Tx, person: Person, placed: Placed, outcome: Outcome, at: Date): Promise<void> {
  const { id } = known(await paymentOf(tx, person.id, placed.payment.id))
  const events = await playFake(tx, id, outcome === 'payment_failed' ? 'failed' : 'paid', at)
  for (const event of events) await decide(tx, event, at)
}

async function moveAll(
  tx: Tx,
  { shops }: Cast,
  buyer: Person,
  placed: Placed,
  name: OrderMove,
  at: Date,
): Promise<void> {
  const keepers = new Map([...shops].map(([town, shop]) => [shopName(town), shop.keeper]))
  for (const { order_number, shop } of placed.orders) {
    const person = name === 'cancel' ? buyer : known(keepers.get(shop.name))
    await move(tx, name, { ...caller, person, at, params: { order_number }, body: {} })
  }
}

function known<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('demo: the plan speaks of what is not there')
  return value
}
