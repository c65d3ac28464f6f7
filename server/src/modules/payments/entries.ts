import type { Payment } from '@mortar/contract'
import type { Tx } from '../../kernel/database.ts'
import { publish } from '../../kernel/facts.ts'
import { accountCode, post, WouldOverdraw, type Journal, type Overdraft } from '../ledger/index.ts'
import { lettingGo, paying, refunding, takenAtDoor, unchanged, type Change, type Part } from './books.ts'
import { coveredBy } from './covered.ts'
import { methods } from './methods.ts'
import { lockPayment, write } from './store.ts'
import { shown } from './views.ts'

/**
 * What orders do with their share of a payment: all of it or a part, as often as there is something left. Each locks the payment,
 * which comes after its orders and before the ledger's accounts. What a provider has to be asked for is asked afterwards.
 */

/** The shop took the money itself. */
export async function capture(tx: Tx, paymentId: number, parts: readonly Part[], at: Date): Promise<Payment> {
  const payment = await lockPayment(tx, paymentId)
  if (methods[payment.method].provider !== null) throw new RangeError(`${payment.method} is captured by its provider`)
  return carryOut(tx, takenAtDoor(unchanged(payment), parts), at)
}

/** The money will not be asked for. `failed`: because the provider says that it will not come. */
export async function letGo(
  tx: Tx,
  paymentId: number,
  parts: readonly Part[],
  at: Date,
  as: 'voided' | 'failed' = 'voided',
): Promise<Payment> {
  const payment = await lockPayment(tx, paymentId)
  return carryOut(tx, lettingGo(unchanged(payment), parts, as, as === 'failed'), at)
}

/** The money goes back the way it came, and what a shop no longer has the shop owes from then on. */
export async function refund(tx: Tx, paymentId: number, parts: readonly Part[], at: Date): Promise<Payment> {
  const payment = await lockPayment(tx, paymentId)
  const change = refunding(unchanged(payment), parts)
  try {
    return await carryOut(tx, change, at)
  } catch (error) {
    if (!(error instanceof WouldOverdraw)) throw error
    await refundOwing(tx, change, paying(parts), error.overdrafts, at)
  }
  return shown(change.payment)
}

/** Writes a change: two statements, and those of the ledger where money moved. */
export async function carryOut(tx: Tx, change: Change, at: Date): Promise<Payment> {
  await write(tx, change, at)
  for (const { uuid, state } of change.attempts)
    if (state === 'pending') await publish(tx, 'payment.asked', { attempt: uuid })
  await post(tx, change.journals, at)
  return shown(change.payment)
}

/** All but the journals is written. The accounts are locked since they were found short: what they have stays. */
async function refundOwing(
  tx: Tx,
  { payment, journals }: Change,
  parts: readonly Part[],
  overdrafts: readonly Overdraft[],
  at: Date,
): Promise<void> {
  const { currency } = payment
  const split = coveredBy(parts, ({ shop_id }) => methods[payment.method].to(shop_id), overdrafts)
  await post(
    tx,
    journals.map((journal, i) => owing(journal, split[i])),
    at,
  )
  for (const { part, owed_minor: amount_minor } of split)
    if (amount_minor > 0)
      await publish(tx, 'refund.owed', { shop_id: part.shop_id, order_number: part.reference, amount_minor, currency })
}

type Split = ReturnType<typeof coveredBy<Part>>[number]

function owing({ postings, ...head }: Journal, split: Split | undefined): Journal {
  const [posting] = postings
  if (posting === undefined || split === undefined) throw new Error(`${head.reference} is the refund of no order`)
  const both = [
    { ...posting, amount_minor: split.covered_minor },
    { ...posting, source: accountCode.owed(split.part.shop_id), amount_minor: split.owed_minor },
  ]
  return { ...head, postings: paying(both) }
}
