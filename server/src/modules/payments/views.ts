import type { Payment } from '@mortar/contract'
import { sql, type Tx } from '../../kernel/database.ts'

export type OwnPayment = { id: number; payment: Payment }

/** A person's own payment. Undefined when there is none of this id, or it is another's. */
export async function paymentOf(tx: Tx, customerId: number, uuid: string): Promise<OwnPayment | undefined> {
  const { rows } = await sql<OwnPayment>`
    select p.id, json_build_object(
      'id', p.uuid, 'method', p.method, 'status', p.status, 'amount', p.amount_minor, 'currency', p.currency) as payment
    from payments.payments p where p.uuid = ${uuid} and p.customer_id = ${customerId}`.execute(tx)
  return rows[0]
}

/** Payments that were to be settled at once and have been open since before `since`, longest first. */
export async function overdue(tx: Tx, since: Date, limit: number): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`
    select id from payments.payments
    where status = 'open' and method <> 'cash_on_delivery' and created_at <= ${since}
    order by created_at limit ${limit}`.execute(tx)
  return rows.map((row) => row.id)
}
