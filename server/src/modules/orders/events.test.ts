import type { FakeOutcome, Placed } from '@mortar/contract'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { balance, brokenSales, buy, outcomesOf, shopId, stockOf } from '../../../test/harness/buying.ts'
import {
  aCustomer,
  aMortar,
  anApprovedShop,
  refusalOf,
  someone,
  type Mortar,
  type Shopkeeper,
  type Someone,
} from '../../../test/harness/index.ts'
import { aProduct } from '../../../test/harness/products.ts'
import { sql, transact } from '../../kernel/database.ts'
import { recordEvent } from '../payments/index.ts'
import { decide, settleUnsettled } from './events.ts'

let mortar: Mortar
let shops: [Shopkeeper, Shopkeeper]
let buyer: Someone
beforeAll(async () => {
  mortar = await aMortar({ MORTAR_POOL_SIZE: '12' })
  shops = [await anApprovedShop(mortar), await anApprovedShop(mortar)]
  buyer = await aCustomer(mortar)
})
afterAll(() => mortar.close())
afterEach(salesAreSound)

async function salesAreSound(): Promise<void> {
  expect(await brokenSales(mortar)).toEqual({})
}

const log = { error: (details: object) => expect.fail(JSON.stringify(details)) }
const runTask = (module: string, task: string) =>
  mortar.server.modules.find((each) => each.name === module)?.tasks?.[task]?.({})

/** An order of 800 in the first shop, and one of 500 in the other. */
async function placed(): Promise<Placed & { slugs: string[] }> {
  const products = [await aProduct(shops[0], { price: 800 }), await aProduct(shops[1], { price: 500 })]
  const items = products.map(({ slug }) => ({ product: slug, quantity: 1 }))
  return { ...(await buy(buyer, items, 'fake')), slugs: products.map(({ slug }) => slug) }
}
const play = ({ payment }: Placed, outcome: FakeOutcome) =>
  buyer.api.pay_fake({ params: { id: payment.id }, body: { outcome } })
const order = ({ orders }: Placed, i: number) => ({ params: { order_number: orders[i]?.order_number ?? '' } })
const statuses = (all: Placed) =>
  Promise.all(
    [0, 1].map(async (i) => {
      const { status, awaiting_payment, payment } = await buyer.api.get_order(order(all, i))
      return [status, awaiting_payment, payment.status]
    }),
  )
const paid = ['pending', false, 'paid']
const calledOff = ['cancelled', false, 'voided']
const waits = ['pending', true, 'open']

/** What is in the gateway's accounts more than before. */
async function moved(work: () => Promise<unknown>): Promise<Record<string, number>> {
  const codes = ['gateway:fake', 'suspense:fake', 'refunds:fake']
  const now = () => Promise.all(codes.map((code) => balance(mortar, code)))
  const before = await now()
  await work()
  const after = await now()
  return Object.fromEntries(codes.map((code, i) => [code.split(':')[0], (after[i] ?? 0) - (before[i] ?? 0)]))
}

/** Whatever was asked of the gateway is done. */
async function asked(): Promise<void> {
  await mortar.settle()
  await expect
    .poll(
      async () => (await sql`select from payments.attempts where state = 'pending'`.execute(mortar.db)).rows.length,
      {
        timeout: 10_000,
      },
    )
    .toBe(0)
}

async function unpaid(): Promise<void> {
  mortar.clock.advance(31 * 60_000)
  await runTask('orders', 'payment_timeout')
  buyer = await someone(mortar, buyer.username, buyer.email)
  for (const shop of shops) Object.assign(shop, await someone(mortar, shop.username, shop.email))
}

const unpaidAndAsked = () => unpaid().then(asked)

test('half of the money waits in suspense, and the orders with it; the other half pays for all', async () => {
  const all = await placed()
  expect(await moved(() => play(all, 'partial'))).toEqual({ gateway: -650, suspense: 650, refunds: 0 })
  expect(await statuses(all)).toEqual([waits, waits])
  expect(await moved(() => play(all, 'paid'))).toEqual({ gateway: -650, suspense: -650, refunds: 0 })
  expect(await statuses(all)).toEqual([paid, paid])
})

test('half of the money goes back when the rest does not come in time', async () => {
  const all = await placed()
  await play(all, 'partial')
  expect(await moved(unpaidAndAsked)).toEqual({ gateway: 650, suspense: -650, refunds: 0 })
  expect(await statuses(all)).toEqual([calledOff, calledOff])
})

test('half of the money pays for one order when the other is called off, and what is over goes back', async () => {
  const all = await placed()
  await play(all, 'partial')
  await buyer.api.cancel_order({ ...order(all, 0), body: {} })
  await settleUnsettled(mortar.db, mortar.clock.now, log)
  expect(await statuses(all)).toEqual([['cancelled', false, 'voided'], paid])
  expect(await balance(mortar, 'suspense:fake')).toBe(0)
  await asked()
})

test('money that comes after the time-out is written down and goes back', async () => {
  const all = await placed()
  await unpaid()
  const late = () => play(all, 'late').then(asked)
  expect(await moved(late)).toEqual({ gateway: 0, suspense: 0, refunds: 0 })
  const { rows } = await sql`
    select a.kind, a.state, a.done_minor from payments.attempts a join payments.payments p on p.id = a.payment_id
    where p.uuid = ${all.payment.id} and a.kind <> 'void' order by a.id`.execute(mortar.db)
  expect(rows).toEqual([
    { kind: 'capture', state: 'done', done_minor: 1300 },
    { kind: 'refund', state: 'done', done_minor: 1300 },
  ])
  expect(await statuses(all)).toEqual([calledOff, calledOff])
})

test('late money for orders that still wait pays for them', async () => {
  const all = await placed()
  await play(all, 'late')
  expect(await statuses(all)).toEqual([paid, paid])
})

test('what is told twice is done once, and what was said last is said once', async () => {
  const all = await placed()
  expect(await moved(() => play(all, 'duplicate'))).toEqual({ gateway: -1300, suspense: 0, refunds: 0 })
  expect(await statuses(all)).toEqual([paid, paid])
  expect(await refusalOf(play(all, 'paid'))).toMatchObject({ code: 'payment_not_open' })
})

test('a card that is declined keeps the orders waiting, and another may pay for them', async () => {
  const all = await placed()
  expect(await play(all, 'refused')).toMatchObject({ status: 'open' })
  expect(await statuses(all)).toEqual([waits, waits])
  await play(all, 'paid')
  expect(await statuses(all)).toEqual([paid, paid])
  const { rows } = await sql`
    select state, reason, a.amount_minor from payments.attempts a join payments.payments p on p.id = a.payment_id
    where p.uuid = ${all.payment.id} order by a.id`.execute(mortar.db)
  expect(rows).toEqual([
    { state: 'failed', reason: 'card_declined', amount_minor: 1300 },
    { state: 'done', reason: null, amount_minor: 1300 },
  ])
})

test('cash is nobody’s to play the gateway of, late or not', async () => {
  const { slug } = await aProduct(shops[0])
  const cash = await buy(buyer, [{ product: slug, quantity: 1 }])
  for (const outcome of ['late', 'paid', 'partial'] as const)
    expect(await refusalOf(play(cash, outcome))).toMatchObject({ code: 'payment_not_open' })
})

const told = { provider: 'fake', kind: 'captured', attempt: null, currency: 'EUR', reason: null } as const

test('what was recorded and left lying is decided by the next look', async () => {
  const all = await placed()
  const { now } = mortar.clock
  const event = { ...told, event_id: 'left lying', payment: all.payment.id, provider_ref: 'left', amount_minor: 1300 }
  await recordEvent(mortar.db, { ...event, at: now }, now)
  expect(await statuses(all)).toEqual([waits, waits])
  await settleUnsettled(mortar.db, new Date(now.getTime() + 10_000), log)
  expect(await statuses(all)).toEqual([paid, paid])
})

test('of many who decide upon one event at once, one does', async () => {
  const all = await placed()
  const { now } = mortar.clock
  const event = { ...told, event_id: 'for many', payment: all.payment.id, provider_ref: 'many', amount_minor: 1300 }
  const recorded = await Promise.all(
    Array.from({ length: 6 }, () => recordEvent(mortar.db, { ...event, at: now }, now)),
  )
  expect(recorded.filter(({ isNew }) => isNew)).toHaveLength(1)
  await Promise.all(recorded.map(({ id }) => transact(mortar.db, (tx) => decide(tx, id, now))))
  expect(await statuses(all)).toEqual([paid, paid])
  expect(await balance(mortar, 'suspense:fake')).toBe(0)
})

test('money of no payment we know, or in another currency, is in suspense under the name of its event', async () => {
  const all = await placed()
  const { now } = mortar.clock
  const strays = [
    {
      ...told,
      event_id: 'a stray',
      payment: '0190f3a0-0000-7000-8000-000000000000',
      provider_ref: 's',
      amount_minor: 70,
    },
    { ...told, event_id: 'in yen', payment: all.payment.id, currency: 'JPY', provider_ref: 'y', amount_minor: 900 },
  ]
  const decided = async () => {
    for (const event of strays) {
      const { id } = await recordEvent(mortar.db, { ...event, at: now }, now)
      await transact(mortar.db, (tx) => decide(tx, id, now))
    }
  }
  expect(await moved(decided)).toEqual({ gateway: -970, suspense: 970, refunds: 0 })
  expect(await statuses(all)).toEqual([waits, waits])
  const { rows } = await sql`
    select decision from payments.events where event_id = any(${['a stray', 'in yen']})`.execute(mortar.db)
  expect(rows).toEqual([{ decision: 'unexplained' }, { decision: 'unexplained' }])
})

test('payments and cancellations at the same moment leave every cent explained', async () => {
  for (let i = 0; i < 5; i++) {
    const all = await placed()
    const outcomes = ['partial', 'paid', 'late', 'failed', 'duplicate'] as const
    await outcomesOf([
      ...outcomes.map((outcome) => play(all, outcome)),
      buyer.api.cancel_order({ ...order(all, i % 2), body: {} }),
    ])
    await salesAreSound()
  }
  await settleUnsettled(mortar.db, new Date(mortar.clock.now.getTime() + 10_000), log)
  await asked()
  // What belongs to nobody we know is all that is left to be explained.
  expect(await balance(mortar, 'suspense:fake')).toBe(970)
  expect(
    await Promise.all([balance(mortar, 'refunds:fake'), stockOf(mortar, (await placed()).slugs[0] ?? '')]),
  ).toEqual([0, 9])
  expect(await balance(mortar, `shop:${await shopId(mortar, shops[0].shop)}:payable`)).toBeGreaterThanOrEqual(0)
})
