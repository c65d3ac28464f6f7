import { randomUUID } from 'node:crypto'
import type { FakeOutcome } from '@mortar/contract'
import { z } from 'zod'
import { eventKinds, type Answer, type Ask, type EventKind, type Provider } from './provider.ts'

/** Plays a card gateway in demo and tests: it does what it is asked at once, and says of payments what people make it say. */
export const fake: Provider = {
  open: ({ payment }) => Promise.resolve({ provider_ref: `fake_${payment}`, page: null }),
  capture: done,
  void: done,
  refund: done,
  read: ({ body }) => event.parse(JSON.parse(body.toString('utf8'))),
}

/** Named after the attempt, so that asking twice is doing it once. */
function done({ attempt, amount_minor }: Ask): Promise<Answer> {
  return Promise.resolve({ state: 'done', provider_ref: `fake_${attempt}`, amount_minor })
}

const ref = z.string().min(1).max(200)

const event = z.strictObject({
  provider: z.literal('fake'),
  event_id: ref,
  kind: z.enum(eventKinds),
  payment: z.uuid().nullable(),
  attempt: z.uuid().nullable(),
  provider_ref: ref.nullable(),
  amount_minor: z.int().min(0),
  currency: z.string().regex(/^[A-Z]{3}$/),
  reason: ref.nullable(),
  at: z.iso.datetime().transform((text) => new Date(text)),
})

/** `open_minor`: what is still to be paid; `amount_minor`: what was asked at first, which is what comes too late. */
export type FakePayment = { id: string; open_minor: number; amount_minor: number; currency: string }

/**
 * What the gateway says when somebody plays it, message by message. What ends a payment is named after it, so that it is said once;
 * of what may happen again each is news.
 */
export function messagesOf(payment: FakePayment, outcome: FakeOutcome, at: Date): Buffer[] {
  const { id, open_minor, amount_minor, currency } = payment
  const message = (kind: EventKind, event_id: string, of_minor: number, reason: string | null = null) =>
    Buffer.from(
      JSON.stringify({
        provider: 'fake',
        event_id,
        kind,
        payment: id,
        attempt: null,
        provider_ref: `fake_${event_id}`,
        amount_minor: of_minor,
        currency,
        reason,
        at,
      }),
    )
  const [last, again] = [`outcome:${id}`, `${outcome}:${randomUUID()}`]
  const paid = message('captured', last, open_minor)
  const said: Record<FakeOutcome, Buffer[]> = {
    paid: [paid],
    duplicate: [paid, paid],
    failed: [message('failed', last, 0, 'failed')],
    refused: [message('refused', again, 0, 'card_declined')],
    partial: [message('captured', again, Math.ceil(open_minor / 2))],
    late: [message('captured', again, open_minor > 0 ? open_minor : amount_minor)],
  }
  return said[outcome]
}
