import { parsePhoneNumberFromString, type CountryCode } from 'libphonenumber-js'
import validator from 'validator'
import { z } from 'zod'
import { addressParts } from './address-form.ts'
import { countryCode, oneLine, typedPhone } from './shape.ts'

/** Codes that most people there do not know, though the country has them: Eircode. */
const seldomKnown = ['IE']

/** A postcode is asked for where the country has them, and has to be there where we know what they look like. */
export function postcodeIn(country: string): 'required' | 'optional' | 'none' {
  if (!addressParts(country).includes('postcode')) return 'none'
  return localeOf(country) !== undefined && !seldomKnown.includes(country) ? 'required' : 'optional'
}

const localeOf = (country: string) => validator.isPostalCodeLocales.find((locale) => locale === country)

/**
 * The postcode in its country's form, however it was typed: case, blanks and hyphens never decide, nor the country's letters
 * before it (`sw1a1aa` is `SW1A 1AA`, `1234ab` is `1234 AB`, `F-69001` is `69001`). Null where the country has none like it;
 * of a country whose postcodes we do not know, what was typed.
 */
export function readPostcode(country: string, typed: string): string | null {
  const locale = localeOf(country)
  const text = typed.trim().toUpperCase().replace(/\s+/g, ' ')
  if (locale === undefined) return text
  const bare = text.replace(/[\s.-]/g, '')
  const isOne = (code: string) => validator.isPostalCode(code, locale)
  const spellings = [bare, bare.replace(/^[A-Z]{1,2}(?=\d)/, ''), country + bare].flatMap(spelled)
  return spellings.find(isOne) ?? null
}

/** With a blank or a hyphen wherever one may stand, and with none. */
function spelled(code: string): string[] {
  const places = Array.from({ length: Math.max(0, code.length - 1) }, (_, i) => i + 1)
  const broken = [' ', '-'].flatMap((sign) => places.map((at) => code.slice(0, at) + sign + code.slice(at)))
  return [...broken, code]
}

/** E.164, of a number in its country's own form as well; null where no plan has one like it. */
function readPhone(country: string | undefined, typed: string): string | null {
  const international = typed.replace(/^00/, '+')
  const number = parsePhoneNumberFromString(international, { defaultCountry: country as CountryCode, extract: false })
  return number?.isValid() === true ? number.number : null
}

/** Something with a telephone number, which is read with the country that it names, if it names one. */
export function readingPhone<T extends z.ZodType<{ phone?: string | undefined }>>(
  schema: T,
  countryOf: (value: z.output<T>) => string | undefined,
): T {
  const read = (value: z.output<T>) => readPhone(countryOf(value), value.phone ?? '')
  return schema
    .overwrite((value) => (value.phone === undefined ? value : { ...value, phone: read(value) ?? value.phone }))
    .check(({ value, issues }) => {
      if (value.phone !== undefined && read(value) === null)
        issues.push({
          code: 'custom',
          continue: true,
          input: value,
          path: ['phone'],
          message: 'is no number of that country',
        })
    })
}

type Typed = { postcode?: string | undefined; city?: string | undefined; country: string }

function withPostcode<T extends Typed>(typed: T): T {
  const { country, postcode } = typed
  return postcode === undefined ? typed : { ...typed, postcode: readPostcode(country, postcode) ?? postcode }
}

type Fault = { path: [keyof Typed]; message: string; code?: string }

function* faultsOf({ country, postcode, city }: Typed): Generator<Fault> {
  if (!countryCode.safeParse(country).success) return
  if (city === undefined && addressParts(country).includes('city'))
    yield { path: ['city'], message: 'is required', code: 'required' }
  const asked = postcodeIn(country)
  if (postcode === undefined) {
    if (asked === 'required') yield { path: ['postcode'], message: 'is required', code: 'required' }
  } else if (asked === 'none')
    yield { path: ['postcode'], message: 'is to be left out: that country has none', code: 'not_there' }
  else if (readPostcode(country, postcode) === null)
    yield { path: ['postcode'], message: 'is no postcode of that country' }
}

export const addressInput = readingPhone(
  z
    .strictObject({
      name: oneLine(120),
      phone: typedPhone.optional().meta({ description: 'Also in the form of the country; answered as E.164.' }),
      line1: oneLine(160),
      line2: oneLine(160).optional(),
      city: oneLine(120).optional().meta({ description: 'Required where addresses of the country have one.' }),
      region: oneLine(120).optional(),
      postcode: oneLine(16).optional().meta({
        description: 'Required where the country has them and people know theirs; answered in the form of the country.',
      }),
      country: countryCode,
    })
    .overwrite(withPostcode)
    .check(({ value, issues }) => {
      for (const { path, message, code } of faultsOf(value))
        issues.push({
          code: 'custom',
          continue: true,
          input: value,
          path,
          message,
          params: { code: code ?? 'invalid' },
        })
    }),
  ({ country }) => country,
).meta({ id: 'AddressInput' })
export type AddressInput = z.infer<typeof addressInput>

/** An address as it was written down. */
export const address = z
  .strictObject({
    name: z.string(),
    phone: z.string().optional(),
    line1: z.string(),
    line2: z.string().optional(),
    city: z.string().optional(),
    region: z.string().optional(),
    postcode: z.string().optional(),
    country: z.string(),
  })
  .meta({ id: 'Address' })
export type Address = z.infer<typeof address>
