import { z } from 'zod'
import { routes } from './route.ts'
import { currency, uuid } from './shape.ts'

export const paymentMethods = ['cash_on_delivery', 'fake'] as const
export type PaymentMethod = (typeof paymentMethods)[number]

export const paymentStatuses = ['open', 'authorised', 'paid', 'failed', 'voided', 'refunded'] as const
export type PaymentStatus = (typeof paymentStatuses)[number]

export const payment = z
  .strictObject({
    id: uuid,
    method: z.enum(paymentMethods),
    status: z.enum(paymentStatuses),
    amount: z.int(),
    currency,
  })
  .meta({ id: 'Payment' })
export type Payment = z.infer<typeof payment>

/** What somebody who plays the gateway of a demo may have it say. */
export const fakeOutcomes = ['paid', 'failed', 'refused', 'partial', 'duplicate', 'late'] as const
export type FakeOutcome = (typeof fakeOutcomes)[number]

export const payments = routes({
  pay_fake: {
    method: 'POST',
    url: '/api/payments/:id/fake',
    tag: 'Buying',
    summary: "Demo only: play the gateway's part and settle a fake payment",
    access: 'buyer',
    demo: true,
    params: z.strictObject({ id: uuid }),
    body: z.strictObject({
      outcome: z.enum(fakeOutcomes).meta({
        description:
          '`refused`: a card was declined, and another may be tried. `partial`: half of what is due comes. `duplicate`: paid, and told twice. `late`: paid, whether or not anybody still waits for it; what nobody waits for goes back.',
      }),
    }),
    answer: payment,
    refusals: ['not_found', 'payment_not_open'],
  },
})
