import type { Payment } from '@mortar/contract'
import type { RawBuilder } from 'kysely'
import { sql, type Tx } from '../../kernel/database.ts'
import type { Value } from '../../kernel/statement.ts'
import type { EventKind } from './providers/provider.ts'
import type { Kind } from './status.ts'
import type { PaymentRow } from './store.ts'

/** What the API says of a payment: of the row `p`, and of one at hand. */
export const paymentJson = sql<Payment>`json_build_object(
  'id', p.uuid, 'method', p.method, 'status', p.status, 'amount', p.amount_minor, 'currency', p.currency)`

export function shown({
  uuid,
  method,
  status,
  amount_minor,
  currency,
}: Omit<PaymentRow, 'id' | 'kept_by_order'>): Payment {
  return { id: uuid, method, status, amount: amount_minor, currency }
}

/** Of one order's share, once money came for it: paid while any of it is kept, then refunded. Null before. */
export const shareStatus = (paymentId: RawBuilder<unknown>, reference: RawBuilder<unknown>) => sql<
  'paid' | 'refunded' | null
>`(
    select case when captured > refunded then 'paid' when captured > 0 then 'refunded' end
    from (
      select coalesce(sum(e.amount_minor) filter (where e.kind = 'capture'), 0) as captured,
        coalesce(sum(e.amount_minor) filter (where e.kind = 'refund'), 0) as refunded
      from payments.entries e where e.payment_id = ${paymentId} and e.reference = ${reference}
    ) share)`

export type OwnPayment = { id: number; payment: Payment }

/** A person's own payment. Undefined when there is none of this id, or it is another's. */
export async function paymentOf(tx: Tx, customerId: number, uuid: string): Promise<OwnPayment | undefined> {
  const { rows } = await sql<OwnPayment>`
    select p.id, ${paymentJson} as payment
    from payments.payments p where p.uuid = ${uuid} and p.customer_id = ${customerId}`.execute(tx)
  return rows[0]
}

/** The id of a payment that was opened in this transaction: what is written after it points at it without waiting to be told. */
export const idOf = (uuid: Value<string>) => sql<number>`(select id from payments.payments where uuid = ${uuid})`

export type EventRow = {
  id: number
  provider: string
  event_id: string
  kind: EventKind
  payment_id: number | null
  attempt: string | null
  provider_ref: string | null
  amount_minor: number
  currency: string
  reason: string | null
}

/** An event that is still to be decided upon, locked. Undefined once it was. */
export async function lockEvent(tx: Tx, id: number): Promise<EventRow | undefined> {
  const { rows } = await sql<EventRow>`
    select id, provider, event_id, kind, payment_id, attempt, provider_ref, amount_minor, currency, reason
    from payments.events where id = ${id} and decision is null for no key update`.execute(tx)
  return rows[0]
}

export type AttemptRow = {
  uuid: string
  payment_id: number
  kind: Kind
  amount_minor: number
  state: 'pending' | 'done' | 'failed'
}

/** The attempt of a payment that an event is about: by our name of it, or by the provider's. */
export async function attemptOfEvent(tx: Tx, event: EventRow, kind: Kind): Promise<AttemptRow | undefined> {
  const { rows } = await sql<AttemptRow>`
    select uuid, payment_id, kind, amount_minor, state from payments.attempts
    where payment_id = ${event.payment_id} and kind = ${kind}
      and (uuid = ${event.attempt} or provider_ref = ${event.provider_ref})
    order by provider_ref is not distinct from ${event.provider_ref} desc limit 1`.execute(tx)
  return rows[0]
}
