import { randomUUID } from 'node:crypto'
import type { Payment, PaymentMethod } from '@mortar/contract'
import type { Tx } from '../../kernel/database.ts'
import { Refusal } from '../../kernel/refusal.ts'
import { methods } from './methods.ts'
import { statusOf } from './status.ts'
import { insertPayment } from './store.ts'

export type AmountDue = {
  customer_id: number
  method: PaymentMethod
  amount_minor: number
  currency: string
  /** Whether the methods of the demo are offered. */
  demo: boolean
}

export type Opened = { payment: Payment; settles: 'later' | 'on_delivery' }

/** Opens a payment, in one insert that goes ahead. Nothing is posted yet: no money has moved. Refuses `method_unavailable`. */
export async function open(tx: Tx, wanted: AmountDue, at: Date): Promise<Opened> {
  const { method, amount_minor, currency, customer_id } = wanted
  if (methods[method].demo && !wanted.demo) throw new Refusal('method_unavailable')
  const status = statusOf({ amount_minor, captured_minor: 0, voided_minor: 0, refunded_minor: 0 })
  const uuid = randomUUID()
  await insertPayment(tx, { uuid, customer_id, method, status, amount_minor, currency }, at)
  return {
    payment: { id: uuid, method, status, amount: amount_minor, currency },
    // Of nothing, nothing needs to be waited for.
    settles: status === 'open' ? methods[method].settles : 'on_delivery',
  }
}
