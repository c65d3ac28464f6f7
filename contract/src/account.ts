import { z } from 'zod'
import { code, languages, user } from './people.ts'
import { routes } from './route.ts'
import { address, addressInput } from './address.ts'
import { email, instant, newPassword, oneLine, phone, uuid } from './shape.ts'

/** What a person does with their own account. */

const password = z.string().min(1).max(200)
/** Of calls that send a mail or take a code, from one address. */
const limit = { tries: 20, per_s: 900 }
const accepted = { status: 202, answer: z.strictObject({ sent: z.literal(true) }) } as const

export const savedAddress = z.strictObject({ id: uuid, is_default: z.boolean(), address }).meta({ id: 'SavedAddress' })
export type SavedAddress = z.infer<typeof savedAddress>
const addressBody = z.strictObject({ address: addressInput, is_default: z.boolean().optional() })
const one = z.strictObject({ id: uuid })

/** So long a sign-in counts as the password given again. */
export const freshMinutes = 5
/** Where the second code comes from. */
export const factorMethods = ['app', 'mail'] as const
export type FactorMethod = (typeof factorMethods)[number]
const recovery = z.strictObject({
  recovery_codes: z.array(z.string()).meta({ description: 'Each works once. They are shown now and never again.' }),
})

export const account = routes({
  update_me: {
    method: 'PATCH',
    url: '/api/me',
    tag: 'Account',
    summary: 'Change my name, phone or language',
    access: 'signed_in',
    body: z.strictObject({
      name: oneLine(120).optional(),
      phone: phone.nullable().optional(),
      language: z.enum(languages).optional(),
    }),
    answer: user,
  },
  delete_me: {
    method: 'DELETE',
    url: '/api/me',
    tag: 'Account',
    summary: 'Delete my account',
    description:
      'Ends every session and strips names and addresses, those of finished orders too; open orders keep theirs until they are finished. What tax law wants kept (numbers, amounts, dates) stays.',
    access: 'signed_in',
    body: z.strictObject({ password }),
    status: 204,
    limit,
    refusals: ['password_wrong', 'shop_owned', 'last_admin'],
  },
  export_me: {
    method: 'GET',
    url: '/api/me/export',
    tag: 'Account',
    summary: 'Everything that is kept about me',
    access: 'signed_in',
    answer: z
      .looseObject({ made_at: instant, profile: user })
      .meta({ id: 'Export', description: 'One member for each part of the platform that keeps something about me.' }),
  },
  list_addresses: {
    method: 'GET',
    url: '/api/me/addresses',
    tag: 'Account',
    summary: 'My addresses, the default first',
    access: 'signed_in',
    answer: z.strictObject({ results: z.array(savedAddress) }),
  },
  create_address: {
    method: 'POST',
    url: '/api/me/addresses',
    tag: 'Account',
    summary: 'Save an address; the first is the default',
    access: 'signed_in',
    body: addressBody,
    answer: savedAddress,
    status: 201,
    refusals: ['too_many'],
  },
  update_address: {
    method: 'PATCH',
    url: '/api/me/addresses/:id',
    tag: 'Account',
    summary: 'Change an address, or make it the default. Orders keep the address they were placed with.',
    access: 'signed_in',
    params: one,
    body: addressBody.partial(),
    answer: savedAddress,
    refusals: ['not_found'],
  },
  delete_address: {
    method: 'DELETE',
    url: '/api/me/addresses/:id',
    tag: 'Account',
    summary: 'Forget an address',
    access: 'signed_in',
    params: one,
    status: 204,
    refusals: ['not_found'],
  },

  forgot_password: {
    method: 'POST',
    url: '/api/password/forgot',
    tag: 'Account',
    summary: 'Send a code for a new password',
    description: 'Answers the same whether or not there is such a person.',
    access: 'anyone',
    body: z.strictObject({ email }),
    ...accepted,
    limit,
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
    limit,
    refusals: ['code_invalid'],
  },
  change_password: {
    method: 'POST',
    url: '/api/password/change',
    tag: 'Account',
    summary: 'Change my password; ends my other sessions',
    access: 'signed_in',
    body: z.strictObject({ password, new_password: newPassword }),
    status: 204,
    limit,
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
    limit,
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
    limit,
  },
  change_email: {
    method: 'POST',
    url: '/api/email/change',
    tag: 'Account',
    summary: 'Ask for another e-mail address; a code goes to the old one and to the new one',
    access: 'signed_in',
    body: z.strictObject({ email, password }),
    ...accepted,
    limit,
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
    limit,
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
    body: z.strictObject({ method: z.enum(factorMethods).default('app'), password: password.optional() }),
    answer: z.strictObject({
      method: z.enum(factorMethods),
      secret: z.string().nullable(),
      otpauth_url: z.string().nullable(),
      qr_svg: z.string().nullable(),
    }),
    limit,
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
    limit,
    refusals: ['code_invalid', 'second_factor_on'],
  },
  disable_second_factor: {
    method: 'POST',
    url: '/api/2fa/disable',
    tag: 'Account',
    summary: 'Turn the second factor off; ends my other sessions',
    access: 'signed_in',
    body: z.strictObject({ password }),
    status: 204,
    limit,
    refusals: ['password_wrong', 'second_factor_off'],
  },
  renew_recovery_codes: {
    method: 'POST',
    url: '/api/2fa/recovery-codes',
    tag: 'Account',
    summary: 'New recovery codes; the old ones work no more, and my other sessions end',
    access: 'signed_in',
    body: z.strictObject({ password }),
    answer: recovery,
    limit,
    refusals: ['password_wrong', 'second_factor_off'],
  },
})
