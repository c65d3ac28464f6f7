import type { PaymentMethod, PaymentStatus } from '@mortar/contract'
import { sql, unread, type Tx } from '../../kernel/database.ts'
import type { Kind, Sums } from './status.ts'

/** The only file that writes the schema `payments`. */

export type PaymentRow = Sums & {
  id: number
  uuid: string
  method: PaymentMethod
  status: PaymentStatus
  currency: string
}

export type NewPayment = Pick<PaymentRow, 'uuid' | 'method' | 'status' | 'amount_minor' | 'currency'> & {
  customer_id: number
}

export async function insertPayment(tx: Tx, payment: NewPayment, at: Date): Promise<void> {
  const { uuid, customer_id, method, status, amount_minor, currency } = payment
  await sql`
    insert into payments.payments (uuid, customer_id, method, status, amount_minor, currency, created_at)
    values (${uuid}, ${customer_id}, ${method}, ${status}, ${amount_minor}, ${currency}, ${at}) ${unread}`.execute(tx)
}

export async function lockPayment(tx: Tx, id: number): Promise<PaymentRow> {
  const { rows } = await sql<PaymentRow>`
    select id, uuid, method, status, currency, amount_minor, captured_minor, voided_minor, refunded_minor
    from payments.payments where id = ${id} for no key update`.execute(tx)
  const row = rows[0]
  if (row === undefined) throw new Error(`there is no payment ${id}`)
  return row
}

/** Writes what happened, one entry a part, beside the sums that follow from it. */
export async function enter(
  tx: Tx,
  payment: PaymentRow,
  kind: Kind,
  parts: readonly { reference: string; amount_minor: number }[],
  at: Date,
): Promise<void> {
  await sql`
    with entered as (
      insert into payments.entries (payment_id, kind, reference, amount_minor, at)
      select ${payment.id}::bigint, ${kind}::text, reference, amount_minor, ${at}::timestamptz
      from json_to_recordset(${JSON.stringify(parts)}::json) as p (reference text, amount_minor bigint)
    )
    update payments.payments
    set captured_minor = ${payment.captured_minor}, voided_minor = ${payment.voided_minor},
      refunded_minor = ${payment.refunded_minor}, status = ${payment.status}
    where id = ${payment.id}`.execute(tx)
}
