import { randomUUID } from 'node:crypto'
import { fakeOutcomes } from '@mortar/contract'
import { expect, test } from 'vitest'
import { fake, messagesOf } from './fake.ts'

const at = new Date('2026-03-01T12:00:00Z')
const payment = { id: randomUUID(), open_minor: 700, amount_minor: 1301, currency: 'EUR' }
const headers = {}
const said = (outcome: (typeof fakeOutcomes)[number], of = payment) =>
  messagesOf(of, outcome, at).map((body) => fake.read({ body, headers }))

const ids = (outcome: (typeof fakeOutcomes)[number]) => said(outcome).map((event) => event?.event_id)

test.each(['capture', 'void', 'refund'] as const)('asked twice to %s, it does it once', async (name) => {
  const ask = { attempt: randomUUID(), payment: payment.id, amount_minor: 5, left_minor: 0, currency: 'EUR' }
  expect(await fake[name](ask)).toEqual(await fake[name](ask))
  expect(await fake[name]({ ...ask, attempt: randomUUID() })).not.toEqual(await fake[name](ask))
})

test('a payment is opened under one name, and has no page', async () => {
  const opened = await fake.open({ payment: payment.id, amount_minor: 5, currency: 'EUR' })
  expect(opened).toEqual({ provider_ref: `fake_${payment.id}`, page: null })
})

test('it says what it is made to say, of this payment, in words that are read back', () => {
  for (const outcome of fakeOutcomes)
    for (const event of said(outcome)) expect(event).toMatchObject({ provider: 'fake', payment: payment.id, at })
  expect(said('paid')).toMatchObject([{ kind: 'captured', amount_minor: 700 }])
  expect(said('partial')).toMatchObject([{ kind: 'captured', amount_minor: 350 }])
  expect(said('late', { ...payment, open_minor: 0 })).toMatchObject([{ kind: 'captured', amount_minor: 1301 }])
  expect(said('refused')).toMatchObject([{ kind: 'refused', amount_minor: 0, reason: 'card_declined' }])
})

test('its last word is one and the same, and what may happen again is news', () => {
  expect(new Set([...ids('paid'), ...ids('failed'), ...ids('duplicate')]).size).toBe(1)
  expect(new Set([...ids('partial'), ...ids('partial'), ...ids('late'), ...ids('late')]).size).toBe(4)
})

test('what it does not say is not believed', () => {
  const [body] = messagesOf(payment, 'paid', at)
  const told = JSON.parse(body?.toString() ?? '') as object
  const forged = [
    { provider: 'other' },
    { amount_minor: -1 },
    { currency: 'euro' },
    { event_id: 'x'.repeat(201) },
    { more: 1 },
  ]
  for (const each of forged)
    expect(() => fake.read({ body: Buffer.from(JSON.stringify({ ...told, ...each })), headers })).toThrow(
      /Invalid|Too|Unrecognized/,
    )
})
