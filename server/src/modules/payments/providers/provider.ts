/**
 * The port to whoever moves money for us. All of it goes over a network, so none of it is called within a transaction. An
 * operation may be asked for again with the same `attempt`, and must then do nothing a second time. It throws where nobody
 * knows what became of it, and is then asked again; what the provider refuses is an answer.
 */
export type Provider = {
  /** Where a buyer pays: the provider's own reference of it, and the page to send them to, if there is one. */
  open: (payment: { payment: string; amount_minor: number; currency: string }) => Promise<Opening>
  /** Takes what a card was authorised for, or a part of it. */
  capture: (ask: Ask) => Promise<Answer>
  /** No longer asks for it, or for a part of it. */
  void: (ask: Ask) => Promise<Answer>
  refund: (ask: Ask) => Promise<Answer>
  /** One message, as it came: what it says, or null when it is about nothing that we follow. Throws where it is not proven to be the provider's. */
  read: (message: Message) => ProviderEvent | null
}

export type Message = { body: Buffer; headers: Record<string, string | undefined> }
export type Opening = { provider_ref: string; page: string | null }

/** `attempt` and `payment` are our uuids. `left_minor`: what of the payment is still to be paid, this attempt counted. */
export type Ask = { attempt: string; payment: string; amount_minor: number; left_minor: number; currency: string }

/** `pending`: it will be told, by an event that names the attempt. */
export type Answer =
  | { state: 'done'; provider_ref: string; amount_minor: number }
  | { state: 'failed'; reason: string }
  | { state: 'pending' }

export const eventKinds = ['captured', 'refused', 'failed', 'refunded', 'refund_failed', 'voided'] as const
/** `refused`: a card was declined, and another may be tried. `failed`: nothing more will come of this payment. */
export type EventKind = (typeof eventKinds)[number]

/**
 * What a provider says, in our words. `event_id` is its own name of the message, `provider_ref` of the one movement of money that it
 * tells of: at most 200 characters each, and money never comes without. `payment`, `attempt`: our uuids. Of a refund that we asked for it
 * always names the attempt; one without is the provider's own doing.
 */
export type ProviderEvent = {
  provider: string
  event_id: string
  kind: EventKind
  payment: string | null
  attempt: string | null
  provider_ref: string | null
  amount_minor: number
  currency: string
  reason: string | null
  at: Date
}
