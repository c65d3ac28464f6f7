import { refusals, type FieldCode, type FieldError, type Problem, type RefusalCode } from '@mortar/contract'

/** What may go with a refusal: a sentence, the fields at fault, the moves that are open, when to try again, the methods there are. */
export type RefusalDetails = {
  detail?: string
  errors?: FieldError[]
  moves?: string[]
  retry_after_s?: number
  allow?: string[]
}

/**
 * A "no" whose transaction is committed all the same: what was learned must be kept, such as a token used twice, which ends
 * its session.
 */
export function keeping(refusal: Refusal): Refusal {
  refusal.keeps = true
  return refusal
}

/** An expected "no". It rolls the transaction back and answers as problem+json; everything else thrown is a bug. */
export class Refusal extends Error {
  override name = 'Refusal'
  readonly code: RefusalCode
  readonly details: RefusalDetails
  keeps = false

  constructor(code: RefusalCode, details: RefusalDetails = {}) {
    super(code)
    this.code = code
    this.details = details
  }
}

export function problemOf(refusal: Refusal): Problem {
  const [status, title] = refusals[refusal.code]
  const { detail, errors, moves } = refusal.details
  return {
    type: `/api/problems#${refusal.code}`,
    title,
    status,
    code: refusal.code,
    ...(detail === undefined ? {} : { detail }),
    ...(errors === undefined ? {} : { errors }),
    ...(moves === undefined ? {} : { moves }),
  }
}

/** For one field of the input that only the database could judge. */
export function invalid(field: string, code: FieldCode, message: string): Refusal {
  return new Refusal('invalid_input', { errors: [{ field, code, message }] })
}

/** The value that must be there and yours; otherwise it is not found, whichever of the two is missing. */
export function found<T>(value: T | undefined | null): T {
  if (value === undefined || value === null) throw new Refusal('not_found')
  return value
}
