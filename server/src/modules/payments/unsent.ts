import { sql, type Tx } from '../../kernel/database.ts'
import { publish } from '../../kernel/facts.ts'

type Unsent = { order_numbers: string[]; amount_minor: number; currency: string; reason: string | null }

/**
 * Of a refund that was just settled, what its provider refused to send, or did not: it stays among the refunds, so the admins are told, who alone
 * can send it in another way. Called under the payment's lock, once for each time that an attempt is settled.
 */
export async function tellUnsent(tx: Tx, attempt: string): Promise<void> {
  const { rows } = await sql<Unsent>`
    select a.amount_minor - a.done_minor as amount_minor, p.currency, a.reason,
      array(select e.reference from payments.entries e where e.attempt_id = a.id order by e.reference) as order_numbers
    from payments.attempts a join payments.payments p on p.id = a.payment_id
    where a.uuid = ${attempt} and a.kind = 'refund' and a.state <> 'pending' and a.done_minor < a.amount_minor`.execute(
    tx,
  )
  if (rows[0] !== undefined) await publish(tx, 'refund.refused', { attempt, ...rows[0] })
}
