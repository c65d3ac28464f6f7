import type { payments } from '@mortar/contract'
import type { Tx } from '../../kernel/database.ts'
import { prepare, type CallOf } from '../../kernel/module.ts'
import { found, Refusal } from '../../kernel/refusal.ts'
import { paymentOf, playFake } from '../payments/index.ts'
import { decide, isAwaited } from './events.ts'

type Call = CallOf<typeof payments.pay_fake>

/**
 * A buyer plays the gateway of the demo. What it says is recorded first, on its own, and then decided upon, as a real one's
 * messages are. Refuses payment_not_open where nothing waits for the payment or its last word is said, but for what is to come late.
 */
export const payFake = prepare<typeof payments.pay_fake, number[]>(
  record,
  async (tx, { person, params, at }, events) => {
    for (const id of events) await decide(tx, id, at)
    return found(await paymentOf(tx, person.id, params.id)).payment
  },
)

async function record(db: Tx, { person, params, body, at }: Call): Promise<number[]> {
  const { id, payment } = found(await paymentOf(db, person.id, params.id))
  const isLate = body.outcome === 'late' && payment.method === 'fake'
  if (!isLate && !(await isAwaited(db, id))) throw new Refusal('payment_not_open')
  const events = await playFake(db, id, body.outcome, at)
  if (events.length === 0) throw new Refusal('payment_not_open')
  return events
}
