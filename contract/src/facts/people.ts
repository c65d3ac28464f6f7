import { z } from 'zod'
import { roles } from '../access.ts'
import { uuid } from '../shape.ts'
import { fact } from './fact.ts'
import { topic } from './topics.ts'

/** What a mailed code is good for. */
export const codePurposes = ['verify_email', 'reset_password', 'old_email', 'new_email', 'sign_in', 'enrol'] as const
export type CodePurpose = (typeof codePurposes)[number]

export const securings = [
  'password_changed',
  'email_changed',
  'second_factor_on',
  'second_factor_off',
  'recovery_code_used',
  'recovery_codes_renewed',
] as const
export type Secured = (typeof securings)[number]

const user_id = z.int()

export const ofPeople = {
  'person.registered': fact(
    z.object({
      user_id,
      role: z.enum(roles),
      nonce: z.string().nullable().describe('Of the code in the welcome mail; null where there is nothing to prove.'),
    }),
  ),
  'code.issued': fact(
    z
      .object({
        user_id: user_id.nullable().describe('Null: there is no such person, and nobody is told.'),
        purpose: z.enum(codePurposes),
        nonce: z.string(),
      })
      .describe('A code for a mail. It is not in here: it is made again from the nonce.'),
  ),
  'account.secured': fact(
    z
      .object({ user_id, what: z.enum(securings) })
      .describe('Something that a person must hear of, in case it was somebody else who did it.'),
  ),
  'person.deleted': fact(z.object({ user_id })),
  'session.ended': fact(z.object({ session_ids: z.array(uuid), user_id }), ({ session_ids }) =>
    session_ids.map((id) => topic('session', id)),
  ),
}
