import { z } from 'zod'
import { paymentStatuses } from '../payments.ts'
import { currency, uuid } from '../shape.ts'
import { fact } from './fact.ts'

const amount = { amount_minor: z.int(), currency }

export const ofPayments = {
  'refund.owed': fact(
    z
      .object({ shop_id: z.int(), order_number: z.string(), ...amount })
      .describe('A refund was more than what the platform held for the shop, which owes the rest.'),
  ),
  'refund.refused': fact(
    z
      .object({
        attempt: uuid,
        order_numbers: z.array(z.string()).describe('None where the money was more than any order asked for.'),
        ...amount,
        reason: z.string().nullable().describe('In the words of the provider.'),
      })
      .describe('A provider did not send all of a refund. What is left of it, `amount_minor`, waits for people.'),
  ),
  'payment.asked': fact(
    z
      .object({ attempt: uuid })
      .describe('A provider is to be asked for an attempt of a payment: to capture, to void or to refund.'),
  ),
  'payment.settled': fact(
    z.object({ payment_id: z.int(), checkout_id: z.int(), status: z.enum(paymentStatuses), ...amount }),
  ),
}
