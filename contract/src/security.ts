import { z } from 'zod'
import { user } from './people.ts'
import { routes } from './route.ts'
import { code } from './sessions.ts'
import { email, instant, newPassword } from './shape.ts'

/** What keeps an account its owner's: password, e-mail address, second factor. */

/** A password that somebody has already. */
export const knownPassword = z.string().min(1).max(200)

/** Of calls that send a mail or take a code, from one address. */
export const provingLimit = { tries: 20, per_s: 900 }
const accepted = { status: 202, answer: z.strictObject({ sent: z.literal(true) }) } as const

/** So long a sign-in counts as the password given again. */
export const freshMinutes = 5
/** Where the second code comes from. */
export const factorMethods = ['app', 'mail'] as const
export type FactorMethod = (typeof factorMethods)[number]
const recovery = z.strictObject({
  recovery_codes: z.array(z.string()).meta({ description: 'Each works once. They are shown now and never again.' }),
})

export const security = routes({
  forgot_password: {
    method: 'POST',
    url: '/api/password/forgot',
    tag: 'Account',
    summary: 'Send a code for a new password',
    description: 'Answers the same whether or not there is such a person.',
    access: 'anyone',
    body: z.strictObject({ email }),
    ...accepted,
    limit: provingLimit,
  },
  reset_password: {
    method: 'POST',
    url: '/api/password/reset',
    tag: 'Account',
    summary: 'Set a new password with the code from the mail; ends every session',
    description:
      'The eight digits take 5 tries in 30 minutes, 3 of them from one address, whoever asks for another code: `rate_limited` from then on. The long code of the link in the mail is not counted.',
    access: 'anyone',
    body: z.strictObject({ email, code, password: newPassword }),
    answer: z.strictObject({
      device_token: z.string().meta({ description: 'This device is known from now on; see `login`.' }),
    }),
    status: 200,
    limit: provingLimit,
    refusals: ['code_invalid'],
  },
  change_password: {
    method: 'POST',
    url: '/api/password/change',
    tag: 'Account',
    summary: 'Change my password; ends my other sessions',
    access: 'signed_in',
    body: z.strictObject({ password: knownPassword, new_password: newPassword }),
    status: 204,
    limit: provingLimit,
    refusals: ['password_wrong'],
  },
  verify_email: {
    method: 'POST',
    url: '/api/email/verify',
    tag: 'Account',
    summary: 'Prove an e-mail address with the code that was sent there',
    access: 'anyone',
    body: z.strictObject({ email, code }),
    status: 204,
    limit: provingLimit,
    refusals: ['code_invalid'],
  },
  resend_verification: {
    method: 'POST',
    url: '/api/email/resend',
    tag: 'Account',
    summary: 'Send the verification code again',
    description: 'Answers the same whether or not there is such a person.',
    access: 'anyone',
    body: z.strictObject({ email }),
    ...accepted,
    limit: provingLimit,
  },
  change_email: {
    method: 'POST',
    url: '/api/email/change',
    tag: 'Account',
    summary: 'Ask for another e-mail address; a code goes to the old one and to the new one',
    access: 'signed_in',
    body: z.strictObject({ email, password: knownPassword }),
    ...accepted,
    limit: provingLimit,
    refusals: ['email_taken', 'password_wrong'],
  },
  confirm_email_change: {
    method: 'POST',
    url: '/api/email/change/confirm',
    tag: 'Account',
    summary: 'Change my e-mail address with both codes; ends my other sessions',
    access: 'signed_in',
    body: z.strictObject({ old_code: code, new_code: code }),
    answer: user,
    limit: provingLimit,
    refusals: ['code_invalid', 'email_taken'],
  },

  second_factor: {
    method: 'GET',
    url: '/api/2fa',
    tag: 'Account',
    summary: 'My second factor, and how many recovery codes are left',
    access: 'signed_in',
    answer: z.strictObject({
      method: z.enum(factorMethods).nullable(),
      since: instant.nullable(),
      recovery_codes_left: z.int(),
      is_required: z.boolean().meta({ description: 'My role must have one: without an app, the code comes by mail.' }),
    }),
  },
  enrol_second_factor: {
    method: 'POST',
    url: '/api/2fa/enrol',
    tag: 'Account',
    summary: 'Begin with a second factor: an app that counts time (RFC 6238), or codes by mail',
    description: `Asks for the password, unless the session began within the last ${freshMinutes} minutes.`,
    access: 'signed_in',
    body: z.strictObject({ method: z.enum(factorMethods).default('app'), password: knownPassword.optional() }),
    answer: z.strictObject({
      method: z.enum(factorMethods),
      secret: z.string().nullable(),
      otpauth_url: z.string().nullable(),
      qr_svg: z.string().nullable(),
    }),
    limit: provingLimit,
    refusals: ['password_required', 'password_wrong', 'second_factor_on'],
  },
  confirm_second_factor: {
    method: 'POST',
    url: '/api/2fa/confirm',
    tag: 'Account',
    summary: 'Turn the second factor on with its first code; ends my other sessions',
    access: 'signed_in',
    body: z.strictObject({ code }),
    answer: recovery,
    limit: provingLimit,
    refusals: ['code_invalid', 'second_factor_on'],
  },
  disable_second_factor: {
    method: 'POST',
    url: '/api/2fa/disable',
    tag: 'Account',
    summary: 'Turn the second factor off; ends my other sessions',
    access: 'signed_in',
    body: z.strictObject({ password: knownPassword }),
    status: 204,
    limit: provingLimit,
    refusals: ['password_wrong', 'second_factor_off'],
  },
  renew_recovery_codes: {
    method: 'POST',
    url: '/api/2fa/recovery-codes',
    tag: 'Account',
    summary: 'New recovery codes; the old ones work no more, and my other sessions end',
    access: 'signed_in',
    body: z.strictObject({ password: knownPassword }),
    answer: recovery,
    limit: provingLimit,
    refusals: ['password_wrong', 'second_factor_off'],
  },
})
