import type { FakeOutcome } from '@mortar/contract'
import { sql, type Tx } from '../../kernel/database.ts'
import { must } from '../../kernel/must.ts'
import { fake, messagesOf, type FakePayment } from './providers/fake.ts'
import { recordEvent } from './record.ts'

/**
 * Plays the gateway of a demo: records what it says of a payment. Answers the events, of which none is there when the gateway has
 * said its last word on it before.
 */
export async function playFake(db: Tx, paymentId: number, outcome: FakeOutcome, at: Date): Promise<number[]> {
  const { rows } = await sql<FakePayment>`
    select uuid as id, amount_minor, currency,
      greatest(amount_minor - captured_minor - voided_minor - greatest(suspense_minor, 0), 0) as open_minor
    from payments.payments where id = ${paymentId} and method = 'fake'`.execute(db)
  const payment = must(rows[0], 'a payment that the gateway knows')
  const events: { id: number; isNew: boolean }[] = []
  for (const body of messagesOf(payment, outcome, at))
    events.push(await recordEvent(db, must(fake.read({ body, headers: {} }), 'what the gateway says'), at))
  return events[0]?.isNew === true ? events.map(({ id }) => id) : []
}
