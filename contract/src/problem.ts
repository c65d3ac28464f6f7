import { z } from 'zod'

/** Every "no" the API can say, with its status and its title. The codes are stable; clients decide by them. */
export const refusals = {
  bad_request: [400, 'The request cannot be understood'],
  invalid_input: [400, 'Some of the input is not valid'],
  idempotency_key_required: [400, 'This call needs an Idempotency-Key'],
  code_invalid: [400, 'The code is wrong or no longer valid'],
  unauthenticated: [401, 'Sign in first'],
  invalid_credentials: [401, 'The name or the password is wrong'],
  two_factor_required: [401, 'A second code is needed'],
  two_factor_wrong: [401, 'The second code is wrong or no longer valid'],
  session_ended: [401, 'This session has ended'],
  forbidden: [403, 'Your role does not allow this'],
  password_wrong: [403, 'The password is wrong'],
  password_required: [403, 'Give your password again'],
  cross_site: [403, 'This call came from another site'],
  shop_not_approved: [403, 'The shop is not approved'],
  not_found: [404, 'There is no such thing here'],
  method_not_allowed: [405, 'This method is not offered here'],
  email_taken: [409, 'This e-mail address is in use'],
  username_taken: [409, 'This username is in use'],
  last_admin: [409, 'The platform needs an admin'],
  shop_owned: [409, 'This person keeps a shop'],
  second_factor_on: [409, 'A second factor is on already'],
  second_factor_off: [409, 'There is no second factor'],
  too_many: [409, 'There is no room for more'],
  product_name_taken: [409, 'Your shop already has a product of this name'],
  sku_taken: [409, 'This SKU is in use'],
  gtin_taken: [409, 'Your shop sells this pack already'],
  cart_empty: [409, 'The cart is empty'],
  cart_full: [409, 'The cart holds no more lines'],
  not_for_sale: [409, 'Something in the order cannot be bought'],
  currency_mixed: [409, 'One checkout has one currency'],
  own_shop: [409, 'A shop sells nothing to its own people'],
  out_of_stock: [409, 'Not enough in stock'],
  not_that_many: [409, 'Less than that is left of the order'],
  discount_invalid: [409, 'The discount cannot be used'],
  points_short: [409, 'Not enough points'],
  prescription_required: [409, 'A prescription is needed'],
  email_unverified: [409, 'Confirm your e-mail address first'],
  cash_limit_reached: [409, 'No more orders to be paid in cash for now'],
  method_unavailable: [409, 'This payment method is not available'],
  move_not_allowed: [409, 'The state does not allow this move'],
  payment_not_open: [409, 'The payment is not open'],
  idempotency_in_flight: [409, 'The first call with this key is still running'],
  request_timeout: [408, 'The request took too long to arrive'],
  precondition_failed: [412, 'It is not as the request supposes'],
  payload_too_large: [413, 'The body is too large'],
  unsupported_media_type: [415, 'Send application/json'],
  headers_too_large: [431, 'The header lines are too large'],
  range_not_satisfiable: [416, 'There is no such part of it'],
  expectation_failed: [417, 'What the request expects is not offered here'],
  idempotency_mismatch: [422, 'This Idempotency-Key was used with another body'],
  rate_limited: [429, 'Too many tries'],
  internal: [500, 'Something went wrong on our side'],
  overloaded: [503, 'Too busy just now'],
  unavailable: [503, 'Not available just now'],
} as const satisfies Record<string, readonly [status: number, title: string]>

export type RefusalCode = keyof typeof refusals

/** What can be wrong with a field. Whoever shows it has words for each. */
export const fieldCodes = [
  'required',
  'invalid',
  'invalid_type',
  'invalid_format',
  'invalid_value',
  'invalid_text',
  'too_small',
  'too_big',
  'unknown_field',
  'unknown',
  'not_there',
  'repeated',
  'ambiguous',
  'expired',
  'reserved',
  'common',
  'personal',
  'email_taken',
  'username_taken',
  'product_name_taken',
  'sku_taken',
  'gtin_taken',
  'other_medicine',
  'out_of_stock',
  'not_for_sale',
  'prescription_required',
  'narcotic',
  'quantity_reduced_stock',
  'mailed',
  'in_app',
  'mail_needed',
  'unsupported',
] as const
export type FieldCode = (typeof fieldCodes)[number]

export const fieldError = z.strictObject({
  field: z.string().meta({ description: 'Where: a dotted path such as `items.0.quantity`.' }),
  code: z.string(),
  message: z.string(),
})
export type FieldError = z.infer<typeof fieldError> & { code: FieldCode }

/** RFC 9457. `code` is the stable part; `errors` names the fields, those of path, query and body at once. */
export const problem = z
  .strictObject({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string().optional(),
    code: z.string(),
    errors: z.array(fieldError).optional(),
    moves: z.array(z.string()).optional().meta({ description: 'With `move_not_allowed`: the moves that are open.' }),
  })
  .meta({ id: 'Problem' })
export type Problem = z.infer<typeof problem>

/** Refusals any call may meet, besides those a route declares. */
export const commonRefusals = ['rate_limited', 'internal', 'overloaded', 'unavailable'] as const
