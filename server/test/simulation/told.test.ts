import { randomUUID } from 'node:crypto'
import * as fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ledgerInvariants } from '../invariants/ledger.ts'
import { paymentsInvariants } from '../invariants/payments.ts'
import { aDatabase, broken } from '../harness/index.ts'
import { openDatabase, sql, transact, type Database, type Tx } from '../../src/kernel/database.ts'
import { settleAnswer } from '../../src/modules/payments/ask.ts'
import { attemptOf, unchanged, type Part } from '../../src/modules/payments/books.ts'
import { decideEvent } from '../../src/modules/payments/decide.ts'
import { carryOut, letGo, refund } from '../../src/modules/payments/entries.ts'
import { open } from '../../src/modules/payments/open.ts'
import type { Answer, EventKind, ProviderEvent } from '../../src/modules/payments/providers/provider.ts'
import { recordEvent, settleSuspense } from '../../src/modules/payments/record.ts'
import { lockPayment } from '../../src/modules/payments/store.ts'
import { lockEvent } from '../../src/modules/payments/views.ts'

/** A failure prints its seed and path; with `MORTAR_SEED=<seed>` the same is told again, with `MORTAR_WALKS` more of them. */
const { MORTAR_SEED: seed, MORTAR_WALKS: walks = '60' } = process.env
/** More of them may take longer; one that hangs is found all the same. */
const limit_ms = Math.max(100_000, Number(walks) * 500)
const at = new Date('2026-03-01T12:00:00Z')

let database: Database
let drop: () => Promise<void>
let customer: number
let shops = 0
beforeAll(async () => {
  const { url, drop: dropped } = await aDatabase()
  drop = dropped
  database = openDatabase({ url, size: 4, onError: () => undefined })
  const { rows } = await sql<{ id: number }>`
    insert into people.users (username, email, name, password_hash, created_at)
    values ('buyer', 'buyer@example.test', 'Buyer', '', ${at}) returning id`.execute(database.tx)
  customer = rows[0]!.id
})
afterAll(async () => {
  await database.close()
  await drop()
})

/** What a provider is made to say of one payment of two orders. The same number is the same event, told again. */
type Message = { kind: EventKind; ref: number; part: number; stray: 'no' | 'unknown' | 'foreign' }
type Step =
  | { do: 'tell'; which: number }
  | { do: 'tell_of'; kind: EventKind; which: number; part: number }
  | { do: 'answer'; which: number; how: 'done' | 'failed' | 'partly' | 'late' }
  | GivingUp
  | { do: 'ask_capture'; part: number }
  | { do: 'time_out' }
  | { do: 'look_again' }

type GivingUp = { do: 'cancel' | 'refund_some'; order: number; part: number }
type Order = Part & { is: 'waiting' | 'paid' | 'cancelled'; refunded: number }
type Asked = { uuid: string; kind: 'capture' | 'void' | 'refund'; amount_minor: number; state: string }

/** The payment as it is, and beside it what must be: a sum for each thing that can have become of money, and nothing of the code. */
class Told {
  /** By the provider's name for the movement: nothing is counted twice. */
  readonly came = new Map<string, number>()
  readonly sent = new Map<string, number>()
  readonly stray = new Map<string, number>()
  readonly uuid: string
  readonly id: number
  readonly orders: Order[]
  readonly messages: readonly Message[]
  constructor(uuid: string, id: number, orders: Order[], messages: readonly Message[]) {
    this.uuid = uuid
    this.id = id
    this.orders = orders
    this.messages = messages
  }
  get total(): number {
    return sumOf(this.orders.map(({ amount_minor }) => amount_minor))
  }
  waiting = (): Order[] => this.orders.filter(({ is }) => is === 'waiting')
}

const sumOf = (numbers: Iterable<number>) => [...numbers].reduce((sum, each) => sum + each, 0)
const share = (whole: number, percent: number) => Math.max(1, Math.round((whole * percent) / 100))
const nth = <T>(all: readonly T[], which: number): T | undefined => all[which % Math.max(1, all.length)]
const within = <T>(work: (tx: Tx) => Promise<T>) => transact(database.tx, work)

async function aPayment(amounts: number[], messages: readonly Message[]): Promise<Told> {
  const wanted = { customer_id: customer, method: 'fake', currency: 'EUR', demo: true } as const
  const amount_minor = sumOf(amounts)
  const uuid = (await within((tx) => open(tx, { ...wanted, amount_minor }, at))).payment.id
  const { rows } = await sql<{ id: number }>`select id from payments.payments where uuid = ${uuid}`.execute(database.tx)
  const orders = amounts.map((minor, i): Order => {
    return { reference: `O${i}`, shop_id: ++shops, amount_minor: minor, is: 'waiting', refunded: 0 }
  })
  return new Told(uuid, rows[0]!.id, orders, messages)
}

async function attemptsOf({ id }: Told, state?: 'pending'): Promise<Asked[]> {
  const { rows } = await sql<Asked>`
    select uuid, kind, amount_minor, state from payments.attempts
    where payment_id = ${id} and (${state ?? null}::text is null or state = ${state ?? null}) order by id`.execute(
    database.tx,
  )
  return rows
}

/** Plays the orders: they are paid, or let go, as the decision says. */
async function tell(told: Told, event: ProviderEvent): Promise<void> {
  const { id } = await recordEvent(database.tx, event, at)
  await within(async (tx) => {
    const row = await lockEvent(tx, id)
    if (row === undefined) return
    const waiting = told.waiting()
    const { orders } = await decideEvent(tx, row, waiting, at)
    if (orders === 'failed') await letGo(tx, told.id, waiting, at, 'failed')
    for (const order of waiting) if (orders !== null) order.is = orders === 'paid' ? 'paid' : 'cancelled'
  })
}

async function tellMessage(told: Told, which: number): Promise<void> {
  const index = which % told.messages.length
  const { kind, ref, part, stray } = told.messages[index]!
  const isMoney = kind === 'captured' || kind === 'refunded'
  const event: ProviderEvent = {
    provider: 'fake',
    event_id: `${told.uuid}:${index}`,
    kind,
    payment: stray === 'unknown' ? randomUUID() : told.uuid,
    attempt: null,
    provider_ref: `${told.uuid}:${kind}:${ref}:${stray}`,
    amount_minor: isMoney ? share(told.total, part) : 0,
    currency: stray === 'foreign' ? 'JPY' : 'EUR',
    reason: null,
    at,
  }
  await tell(told, event)
  if (!isMoney) return
  const sign = kind === 'captured' ? 1 : -1
  if (stray !== 'no') put(told.stray, event.provider_ref!, stray === 'foreign' ? 0 : sign * event.amount_minor)
  else put(kind === 'captured' ? told.came : told.sent, event.provider_ref!, event.amount_minor)
}

const put = (where: Map<string, number>, name: string, minor: number) =>
  void (where.has(name) || where.set(name, minor))

/** Of something that we asked for, which may be settled already. */
async function tellOf(told: Told, { kind, which, part }: Extract<Step, { do: 'tell_of' }>): Promise<void> {
  const about = { refunded: 'refund', refund_failed: 'refund', voided: 'void', captured: 'capture' } as const
  if (!(kind in about)) return
  const asked = nth(
    (await attemptsOf(told)).filter((each) => each.kind === about[kind as keyof typeof about]),
    which,
  )
  if (asked === undefined) return
  const isMoney = kind === 'refunded' || kind === 'captured'
  const provider_ref = `of:${asked.uuid}`
  const amount_minor = isMoney ? share(asked.amount_minor, part) : 0
  const named = { provider: 'fake', kind, payment: told.uuid, attempt: asked.uuid, provider_ref, amount_minor }
  await tell(told, { ...named, event_id: `${kind}:${asked.uuid}:${part}`, currency: 'EUR', reason: null, at })
  if (asked.state !== 'done' && isMoney) put(kind === 'captured' ? told.came : told.sent, provider_ref, amount_minor)
}

/** `late`: the answer comes after an event has told the same, or after nobody waits for it. */
async function answer(told: Told, { which, how }: Extract<Step, { do: 'answer' }>): Promise<void> {
  const asked = nth(await attemptsOf(told, how === 'late' ? undefined : 'pending'), which)
  if (asked === undefined) return
  const provider_ref = `of:${asked.uuid}`
  const amount_minor = how === 'partly' ? share(asked.amount_minor, 50) : asked.amount_minor
  const said: Exclude<Answer, { state: 'pending' }> =
    how === 'failed' ? { state: 'failed', reason: 'no' } : { state: 'done', provider_ref, amount_minor }
  await within((tx) => settleAnswer(tx, asked.uuid, said, at))
  if (asked.state === 'done' || how === 'failed' || asked.kind === 'void') return
  put(asked.kind === 'capture' ? told.came : told.sent, provider_ref, amount_minor)
}

async function giveUp(told: Told, { order, part, do: what }: GivingUp): Promise<void> {
  const one = told.orders[order % told.orders.length]!
  if (one.is === 'waiting' && what === 'cancel') {
    await within((tx) => letGo(tx, told.id, [one], at))
    one.is = 'cancelled'
  } else if (one.is === 'paid') {
    const left = one.amount_minor - one.refunded
    const amount_minor = what === 'cancel' ? left : Math.min(left, share(left, part))
    if (left === 0) return
    await within((tx) => refund(tx, told.id, [{ ...one, amount_minor }], at))
    one.refunded += amount_minor
  }
}

async function timeOut(told: Told): Promise<void> {
  const waiting = told.waiting()
  if (waiting.length > 0) await within((tx) => letGo(tx, told.id, waiting, at))
  for (const order of waiting) order.is = 'cancelled'
}

async function lookAgain(told: Told): Promise<void> {
  const waiting = told.waiting()
  const paid = await within((tx) => settleSuspense(tx, told.id, waiting, at))
  if (paid !== null) for (const order of waiting) order.is = 'paid'
}

const askCapture = (told: Told, part: number) =>
  within(async (tx) => {
    const attempts = [attemptOf('capture', share(told.total, part), 'pending')]
    await carryOut(tx, { ...unchanged(await lockPayment(tx, told.id)), attempts }, at)
  })

async function take(told: Told, step: Step): Promise<void> {
  if (step.do === 'tell') await tellMessage(told, step.which)
  else if (step.do === 'tell_of') await tellOf(told, step)
  else if (step.do === 'answer') await answer(told, step)
  else if (step.do === 'ask_capture') await askCapture(told, step.part)
  else if (step.do === 'time_out') await timeOut(told)
  else if (step.do === 'look_again') await lookAgain(told)
  else if ('order' in step) await giveUp(told, step)
}

async function balances(): Promise<Map<string, number>> {
  const { rows } = await sql<{ code: string; balance: number }>`
    select a.code, sum(case when p.destination_id = a.id then p.amount_minor else -p.amount_minor end)::bigint as balance
    from ledger.accounts a join ledger.postings p on a.id in (p.source_id, p.destination_id)
    where a.currency = 'EUR' group by a.code`.execute(database.tx)
  return new Map(rows.map(({ code, balance }) => [code, balance]))
}

const kept = (order: Order) => (order.is === 'paid' ? order.amount_minor - order.refunded : 0)

/** Each cent that came is with a shop, in suspense, on its way back, or sent: and the shops have what their orders kept. */
async function expectExplained(told: Told, before: Map<string, number>): Promise<void> {
  const after = await balances()
  const gained = (code: string) => (after.get(code) ?? 0) - (before.get(code) ?? 0)
  expect(told.orders.map(({ shop_id }) => after.get(`shop:${shop_id}:payable`) ?? 0)).toEqual(told.orders.map(kept))
  const net = sumOf(told.came.values()) + sumOf(told.stray.values()) - sumOf(told.sent.values())
  expect(0 - gained('gateway:fake')).toBe(net)
  expect(gained('suspense:fake') + gained('refunds:fake') + sumOf(told.orders.map(kept))).toBe(net)
}

async function expectSound(): Promise<void> {
  expect(await broken(database.tx, [...ledgerInvariants, ...paymentsInvariants])).toEqual({})
  const { rows } = await sql`select id from payments.events where decision is null`.execute(database.tx)
  expect(rows).toEqual([])
}

const number = fc.nat({ max: 11 })
const part = fc.integer({ min: 1, max: 130 })
const money = { arbitrary: fc.constant<EventKind>('captured'), weight: 5 }
const anyKind = fc.constantFrom<EventKind>('refused', 'failed', 'refunded', 'refund_failed', 'voided')
const message: fc.Arbitrary<Message> = fc.record({
  kind: fc.oneof(money, { arbitrary: anyKind, weight: 2 }),
  ref: fc.nat({ max: 2 }),
  part: fc.constantFrom(30, 50, 70, 100, 100, 120),
  stray: fc.constantFrom('no', 'no', 'no', 'no', 'no', 'unknown', 'foreign'),
})
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant('tell' as const), which: number }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('tell_of' as const),
      kind: fc.constantFrom<EventKind>('refunded', 'refund_failed', 'voided', 'captured'),
      which: number,
      part: fc.constantFrom(50, 100, 100),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('answer' as const),
      which: number,
      how: fc.constantFrom('done', 'failed', 'partly', 'late'),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('cancel', 'refund_some'), order: number, part }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('ask_capture' as const), part }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('time_out' as const, 'look_again' as const) }) },
)
const amounts = fc.array(fc.integer({ min: 1, max: 5_000 }), { minLength: 1, maxLength: 3 })

test(
  'however late, often, partly and out of order a provider tells it, every cent is explained, and once',
  async () => {
    const told = fc.asyncProperty(
      amounts,
      fc.array(message, { minLength: 1, maxLength: 6 }),
      fc.array(step, { maxLength: 30, size: 'max' }),
      async (prices, messages, steps) => {
        const before = await balances()
        const payment = await aPayment(prices, messages)
        for (const each of steps) {
          await take(payment, each)
          await expectExplained(payment, before)
        }
        // All of it once more, from the last to the first.
        for (const i of messages.keys()) {
          const had = JSON.stringify([...(await balances())])
          const wasTold = steps.some(
            (each) => each.do === 'tell' && each.which % messages.length === messages.length - 1 - i,
          )
          if (!wasTold) continue
          await tellMessage(payment, messages.length - 1 - i)
          expect(JSON.stringify([...(await balances())])).toBe(had)
        }
        await expectSound()
      },
    )
    await fc.assert(told, {
      numRuns: Number(walks),
      ...(seed === undefined ? {} : { seed: Number(seed) }),
      unbiased: true,
      interruptAfterTimeLimit: limit_ms,
      markInterruptAsFailure: Number(walks) > 60,
    })
  },
  limit_ms + 50_000,
)
