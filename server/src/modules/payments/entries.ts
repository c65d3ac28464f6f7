import { sum, minor, type Payment } from '@mortar/contract'
import type { Tx } from '../../kernel/database.ts'
import { publish } from '../../kernel/facts.ts'
import { accountCode, post, WouldOverdraw, type Journal, type Overdraft } from '../ledger/index.ts'
import { coveredBy } from './covered.ts'
import { methods } from './methods.ts'
import { after, statusOf, type Kind } from './status.ts'
import { enter, lockPayment, type PaymentRow } from './store.ts'

/** One order's share of a payment. `reference` is its order number: an order is captured, voided and refunded once. */
export type Part = { reference: string; shop_id: number; amount_minor: number }

/** The money came in: to the shops' accounts. */
export async function capture(tx: Tx, paymentId: number, parts: readonly Part[], at: Date): Promise<Payment> {
  const payment = await record(tx, paymentId, 'capture', parts, at)
  await post(tx, journals(payment, 'capture', parts), at)
  return shown(payment)
}

/** The money will not be asked for. It never moved, so the ledger hears nothing. */
export async function letGo(
  tx: Tx,
  paymentId: number,
  parts: readonly Part[],
  at: Date,
  as: 'voided' | 'failed' = 'voided',
): Promise<Payment> {
  return shown(await record(tx, paymentId, 'void', parts, at, as))
}

/** The money goes back the way it came, and what a shop no longer has the shop owes from then on. */
export async function refund(tx: Tx, paymentId: number, parts: readonly Part[], at: Date): Promise<Payment> {
  const payment = await record(tx, paymentId, 'refund', parts, at)
  try {
    await post(tx, journals(payment, 'refund', parts), at)
  } catch (error) {
    if (!(error instanceof WouldOverdraw)) throw error
    await refundOwing(tx, payment, paying(parts), error.overdrafts, at)
  }
  return shown(payment)
}

/** The accounts are locked since they were found short: what they have stays. */
async function refundOwing(
  tx: Tx,
  payment: PaymentRow,
  parts: Part[],
  overdrafts: readonly Overdraft[],
  at: Date,
): Promise<void> {
  const { from, to } = methods[payment.method]
  const { currency } = payment
  const split = coveredBy(parts, ({ shop_id }) => to(shop_id), overdrafts)
  const owing = split.map(({ part, covered_minor, owed_minor }) => {
    const both = [
      { source: to(part.shop_id), destination: from, amount_minor: covered_minor, currency },
      { source: accountCode.owed(part.shop_id), destination: from, amount_minor: owed_minor, currency },
    ]
    return { ...headOf(payment, 'refund', part), postings: both.filter(({ amount_minor }) => amount_minor > 0) }
  })
  await post(tx, owing, at)
  for (const { part, owed_minor: amount_minor } of split)
    if (amount_minor > 0)
      await publish(tx, 'refund.owed', { shop_id: part.shop_id, order_number: part.reference, amount_minor, currency })
}

/** Locks the payment, which comes after its orders and before the ledger's accounts. */
async function record(
  tx: Tx,
  paymentId: number,
  kind: Kind,
  parts: readonly Part[],
  at: Date,
  unpaid: 'voided' | 'failed' = 'voided',
): Promise<PaymentRow> {
  const payment = await lockPayment(tx, paymentId)
  const sums = after(payment, kind, sum(parts.map((part) => minor(part.amount_minor))))
  const next = { ...payment, ...sums, status: statusOf(sums, unpaid) }
  await enter(tx, next, kind, paying(parts), at)
  return next
}

function journals(payment: PaymentRow, kind: 'capture' | 'refund', parts: readonly Part[]): Journal[] {
  const { from, to } = methods[payment.method]
  return paying(parts).map((part) => {
    const { shop_id, amount_minor } = part
    const [source, destination] = kind === 'capture' ? [from, to(shop_id)] : [to(shop_id), from]
    const postings = [{ source, destination, amount_minor, currency: payment.currency }]
    return { ...headOf(payment, kind, part), postings }
  })
}

const headOf = ({ uuid }: PaymentRow, kind: 'capture' | 'refund', { reference }: Part) => ({
  reference: `payment:${uuid}:${kind}:${reference}`,
  kind: `payment.${kind}`,
})

/** An order may cost nothing; then there is nothing to enter. */
const paying = (parts: readonly Part[]) => parts.filter((part) => part.amount_minor > 0)

function shown({ uuid, method, status, amount_minor, currency }: PaymentRow): Payment {
  return { id: uuid, method, status, amount: amount_minor, currency }
}
