import type { PaymentMethod, PaymentStatus } from '@mortar/contract'
import { sql, sendUnread, type Tx } from '../../kernel/database.ts'
import { statementUnread } from '../../kernel/statement.ts'
import type { ProviderEvent } from './providers/provider.ts'
import type { Kind, Sums } from './status.ts'

/** The only file that writes the schema `payments`. */

export type PaymentRow = Sums & {
  id: number
  uuid: string
  method: PaymentMethod
  status: PaymentStatus
  currency: string
  /** What came and no order explains yet; below zero where more went back than anybody here asked for. */
  suspense_minor: number
  /** Captured less refunded, by order number. */
  kept_by_order: Record<string, number>
}

export type NewPayment = Pick<PaymentRow, 'uuid' | 'method' | 'status' | 'amount_minor' | 'currency'> & {
  customer_id: number
}

export type NewAttempt = {
  uuid: string
  kind: Kind
  amount_minor: number
  state: 'pending' | 'done' | 'failed'
  done_minor: number
  provider_ref: string | null
  reason: string | null
}
/** `attempt` is the uuid of one that is there, or is written together with it. */
export type Entry = { kind: Kind; reference: string; amount_minor: number; attempt: string }

export async function insertPayment(tx: Tx, payment: NewPayment, at: Date): Promise<void> {
  await insertOne(tx, { ...payment, at })
}

const insertOne = statementUnread<NewPayment & { at: Date }>(
  ({ uuid, customer_id, method, status, amount_minor, currency, at }) => sql`
    insert into payments.payments (uuid, customer_id, method, status, amount_minor, currency, created_at)
    values (${uuid}, ${customer_id}, ${method}, ${status}, ${amount_minor}, ${currency}, ${at})`,
)

/** Locked in a statement of its own, so that the next one counts what was entered while we waited. */
export async function lockPayment(tx: Tx, id: number): Promise<PaymentRow> {
  await sendUnread(tx, sql`select id from payments.payments where id = ${id} for no key update`)
  const { rows } = await sql<PaymentRow>`
    select id, uuid, method, status, currency, amount_minor, captured_minor, voided_minor, refunded_minor, suspense_minor,
      (
        select coalesce(json_object_agg(reference, kept), '{}') from (
          select reference, sum(case kind when 'capture' then amount_minor when 'refund' then -amount_minor else 0 end) as kept
          from payments.entries e where e.payment_id = p.id group by reference
        ) orders
      ) as kept_by_order
    from payments.payments p where id = ${id}`.execute(tx)
  const row = rows[0]
  if (row === undefined) throw new Error(`there is no payment ${id}`)
  return row
}

type Written = { payment: PaymentRow; attempts: readonly NewAttempt[]; entries: readonly Entry[] }

/** Writes what happened to a payment beside the sums that follow from it, in one statement. */
export async function write(tx: Tx, { payment, attempts, entries }: Written, at: Date): Promise<void> {
  await sql`
    with made as (
      insert into payments.attempts (uuid, payment_id, kind, amount_minor, state, done_minor, provider_ref, reason,
        asked_at, settled_at)
      select uuid, ${payment.id}::bigint, kind, amount_minor, state, done_minor, provider_ref, reason, ${at}::timestamptz,
        case when state <> 'pending' then ${at}::timestamptz end
      from json_to_recordset(${JSON.stringify(attempts)}::json) as a (uuid uuid, kind text, amount_minor bigint, state text,
        done_minor bigint, provider_ref text, reason text)
      returning id, uuid
    ), entry as (
      select * from json_to_recordset(${JSON.stringify(entries)}::json)
        as e (kind text, reference text, amount_minor bigint, attempt uuid)
    ), entered as (
      insert into payments.entries (payment_id, kind, reference, amount_minor, at, attempt_id)
      select ${payment.id}::bigint, kind, reference, amount_minor, ${at}::timestamptz,
        coalesce((select id from made where uuid = attempt), (select id from payments.attempts where uuid = attempt))
      from entry
    )
    update payments.payments
    set captured_minor = ${payment.captured_minor}, voided_minor = ${payment.voided_minor},
      refunded_minor = ${payment.refunded_minor}, suspense_minor = ${payment.suspense_minor}, status = ${payment.status}
    where id = ${payment.id}`.execute(tx)
}

export type Outcome = Pick<NewAttempt, 'uuid' | 'done_minor' | 'provider_ref' | 'reason'> & { state: 'done' | 'failed' }

/** What became of an attempt, under the lock of its payment. One that failed may turn out to be done all the same: money is believed. */
export async function settleAttempt(
  tx: Tx,
  { uuid, state, done_minor, provider_ref, reason }: Outcome,
  at: Date,
): Promise<void> {
  await sql`
    update payments.attempts set state = ${state}, done_minor = ${done_minor}, provider_ref = ${provider_ref},
      reason = ${reason}, settled_at = ${at}
    where uuid = ${uuid} and (state = 'pending' or (state = 'failed' and ${state}::text = 'done'))`.execute(tx)
}

/** Writes down what a provider says. Answers its id, and whether it was news. */
export async function insertEvent(tx: Tx, event: ProviderEvent, at: Date): Promise<{ id: number; isNew: boolean }> {
  const { provider, event_id, kind, payment, attempt, provider_ref, amount_minor, currency, reason } = event
  const { rows } = await sql<{ id: number }>`
    insert into payments.events (provider, event_id, kind, payment_id, attempt, provider_ref, amount_minor, currency, reason,
      at, recorded_at)
    values (${provider}, ${event_id}, ${kind}, (select id from payments.payments where uuid = ${payment}), ${attempt},
      ${provider_ref}, ${amount_minor}, ${currency}, ${reason}, ${event.at}, ${at})
    on conflict (provider, event_id) do nothing
    returning id`.execute(tx)
  if (rows[0] !== undefined) return { id: rows[0].id, isNew: true }
  const known = await sql<{ id: number }>`
    select id from payments.events where provider = ${provider} and event_id = ${event_id}`.execute(tx)
  const row = known.rows[0]
  if (row === undefined) throw new Error(`the event ${event_id} is neither new nor known`)
  return { id: row.id, isNew: false }
}

/**
 * `taken`: did what it says. `held`: in suspense of its payment, until more of it comes or
 * somebody explains it. `returned`: money that goes back, since nothing waited for it. `unexplained`: money of no payment we know. `known`: was told before, in another message. `nothing`: came
 * when there was nothing left to change.
 */
export type Decision = 'taken' | 'held' | 'returned' | 'unexplained' | 'known' | 'nothing'

export async function writeDecision(tx: Tx, eventId: number, decision: Decision, at: Date): Promise<void> {
  await sendUnread(tx, sql`update payments.events set decision = ${decision}, decided_at = ${at} where id = ${eventId}`)
}
