import { parsePhoneNumberFromString } from 'libphonenumber-js'
import { z } from 'zod'

/** The small shapes that many operations share. Every text is bounded; every object refuses fields it does not know. */

/** Formats, private letters, and whatever has no width of its own, but for joiners and the choice of a picture or a letter. */
const hidden = /(?!\u200C|\u200D|\uFE0E|\uFE0F)[\p{Cf}\p{Co}\p{Default_Ignorable_Code_Point}]/u
const hiddenSaid = 'holds letters that cannot be seen'
/** Something is there to be seen; the blank of Braille is a letter by name only. */
const seen = /[^\s\p{Default_Ignorable_Code_Point}\u2800]/u

const noneOf = (...patterns: RegExp[]) =>
  new RegExp(`^(?:${patterns.map(({ source }) => `(?!${source})`).join('')}[\\s\\S])*$`, 'u')

/**
 * Text that is looked for, and that nobody else reads: not blank, bounded, without what phones add around it. NUL bytes and
 * lone surrogates are refused for the whole request.
 */
export const text = (max: number) => z.string().trim().min(1).max(max)

/**
 * A line that one person writes and another reads: no letter that hides, turns the reading direction or breaks the line, with
 * which one text could be made to look like another (Unicode UTS 39 and UTR 36). The joiners that Persian and Indic scripts
 * need stay, and so do those that make one picture of several.
 */
export const oneLine = (max: number) =>
  text(max)
    .regex(noneOf(hidden, /[\p{Cc}\p{Zl}\p{Zp}]/u), hiddenSaid)
    .regex(seen, 'must not be blank')
/** The same, of several lines. */
export const prose = (max: number) =>
  text(max)
    .regex(noneOf(hidden, /(?![\n\r\t])[\p{Cc}]/u), hiddenSaid)
    .regex(seen, 'must not be blank')

export const slug = z
  .string()
  .max(120)
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'must be a slug: small letters, digits and single hyphens')
export const sku = z
  .string()
  .trim()
  .min(1)
  .max(64)
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/, 'must be letters, digits, dots, hyphens or underscores')
/** GTIN-8, -12, -13 or -14 (GS1 General Specifications), blanks and hyphens left out; the check digit is verified. */
export const gtin = z
  .string()
  .max(40)
  .overwrite((typed) => typed.replace(/[\s-]/g, ''))
  .regex(/^(\d{8}|\d{12}|\d{13}|\d{14})$/, 'must be 8, 12, 13 or 14 digits')
  .refine(hasCheckDigit, 'the check digit is wrong')
/** ASCII only, so that no letter of another script can stand in for one of ours. Compared without case. */
export const username = z
  .string()
  .trim()
  .min(3)
  .max(32)
  .regex(
    /^[A-Za-z0-9]+([._-][A-Za-z0-9]+)*$/,
    'must be letters and digits, with single dots, hyphens or underscores between',
  )
export const newUsername = username.refine((name) => !isReserved(name), {
  error: 'is reserved',
  params: { code: 'reserved' },
})
export const email = z.string().check(z.trim(), z.maxLength(254), z.email())
/** A telephone number as people write it: what it means, an address's country may have to say. */
export const typedPhone = text(40)
/** E.164: a plus sign, the country's code, at most 15 digits; and a number that its country's plan knows. */
export const phone = typedPhone
  .overwrite((typed) => parsePhoneNumberFromString(typed.replace(/^00/, '+'), { extract: false })?.number ?? typed)
  .regex(/^\+[1-9]\d{6,14}$/, { error: 'must be in the international form, such as +33123456789', abort: true })
  .refine((number) => parsePhoneNumberFromString(number)?.isValid() === true, 'is no number of that country')
/** Short on purpose at the top: argon2id reads it whole. */
export const newPassword = z.string().min(10).max(200)
export const uuid = z.uuid()
export const instant = z.iso.datetime()
export const day = z.iso.date().refine((value) => value >= '0001', 'must be a day of the years 1 to 9999')
export const currency = z.string().regex(/^[A-Z]{3}$/, 'must be an ISO 4217 code')
/** Integer minor units of the currency that stands beside it. */
export const amount = z.int().min(0).max(100_000_000_00)
export const rate = z.int().min(0).max(10_000).meta({ description: 'Basis points: 550 is 5.5 %.' })
export const quantity = z.int().min(1).max(1000)
/** As it is read aloud, written down and typed in again: in any case, with blanks, and with O, I and L for 0, 1 and 1. */
export const orderNumber = z.string().max(64).overwrite(readOrderNumber)
export const countryCode = z
  .string()
  .regex(/^[A-Z]{2}$/, { error: 'must be an ISO 3166-1 alpha-2 code', abort: true })
  .refine((code) => regions.of(code) !== undefined, 'is no country')

const regions = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' })

/** Names that would speak for the platform, or stand where a path has a word of its own. */
const reserved = new Set(
  'admin administrator api billing contact everyone help helpdesk info legal mail me moderator mortar nobody noreply null official owner payments payouts postmaster privacy root security shop staff superuser support system undefined webmaster'
    .split(' ')
    .map(skeleton),
)

/** What is left of a username when digits that look like letters are read as these, and nothing stands between. */
function skeleton(name: string): string {
  return name
    .toLowerCase()
    .replace(/[._-]/g, '')
    .replace(/[01358i]/g, (letter) => ({ 0: 'o', 1: 'l', 3: 'e', 5: 's', 8: 'b', i: 'l' })[letter] ?? letter)
}

/** Deleted accounts bear names of the platform's making, which nobody shall be mistaken for. */
const isOfTheDeleted = (name: string) => skeleton(name).startsWith(skeleton('deleted'))

export const isReserved = (name: string): boolean => reserved.has(skeleton(name)) || isOfTheDeleted(name)

function readOrderNumber(typed: string): string {
  const letters = typed.toUpperCase().replace(/[\s-]/g, '')
  const read = letters.replaceAll('O', '0').replace(/[IL]/g, '1')
  return read.startsWith('0RD') ? `ORD${read.slice(3)}` : read
}

/** From the right, the digits before the last weigh three and one in turn. */
function hasCheckDigit(digits: string): boolean {
  let total = 0
  for (let at = digits.length - 2, weight = 3; at >= 0; at--, weight = 4 - weight) total += Number(digits[at]) * weight
  return (10 - (total % 10)) % 10 === Number(digits.at(-1))
}

/**
 * Query values arrive as text. These read them strictly: no empty number, no hexadecimal, no "false" that means true.
 * The type they publish is the one they are read as.
 */
export const query = {
  int: (min: number, max: number) =>
    z.codec(z.string().regex(/^-?\d{1,12}$/, 'must be a whole number'), z.int().min(min).max(max), {
      decode: Number,
      encode: String,
    }),
  bool: () =>
    z.codec(z.enum(['true', 'false'], 'must be true or false'), z.boolean(), {
      decode: (value) => value === 'true',
      encode: (value) => (value ? ('true' as const) : ('false' as const)),
    }),
  page: () => query.int(1, 1_000_000).default(1),
  page_size: () => query.int(1, 100).default(20),
}

export const pages = { page: query.page(), page_size: query.page_size() }

/** A list's envelope. `next` and `previous` are relative addresses or null. */
export function list<T extends z.ZodType, X extends z.ZodRawShape = { [K in never]: z.ZodType }>(item: T, more?: X) {
  return z.strictObject({
    count: z.int(),
    count_capped: z.boolean().optional().meta({ description: 'The count stopped at 1,000; `next` goes on.' }),
    next: z.string().nullable(),
    previous: z.string().nullable(),
    results: z.array(item),
    ...((more ?? {}) as X),
  })
}

export const shopName = z.strictObject({ slug: z.string(), name: z.string() })
/** In minor units of the shop's currency. */
export const deliveryTerms = z
  .strictObject({
    fee: z.int().meta({ description: 'What the shop asks for bringing an order; 0: nothing.' }),
    free_from: z
      .int()
      .nullable()
      .meta({ description: 'The worth of goods from which on it asks nothing; null: none.' }),
    days: z.int().meta({ description: 'How many days a parcel takes once it is sent, as an estimate.' }),
  })
  .meta({ id: 'DeliveryTerms' })
export type DeliveryTerms = z.infer<typeof deliveryTerms>

export const shopCard = z.strictObject({ slug: z.string(), name: z.string(), is_verified: z.boolean() })
