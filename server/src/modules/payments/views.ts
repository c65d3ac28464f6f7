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

/** The id of a payment that was opened in this transaction: what is written after it points at it without waiting to be told. */
export const idOf = (uuid: string) => sql<number>`(select id from payments.payments where uuid = ${uuid})`
