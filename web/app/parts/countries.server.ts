import { postcodeIn } from '@mortar/contract'
import type { Locale } from './i18n/locales.ts'

const codes =
  'AT BE BG CH CY CZ DE DK EE ES FI FR GB GR HR HU IE IS IT LI LT LU LV MC MT NL NO PL PT RO SE SI SK'.split(' ')

export type Country = { code: string; name: string; postcode: 'required' | 'optional' | 'none' }

/** Named and sorted here, once, so that every browser shows the same list. */
export function countries(locale: Locale): Country[] {
  const names = new Intl.DisplayNames(locale, { type: 'region' })
  const list = codes.map((code) => ({ code, name: names.of(code) ?? code, postcode: postcodeIn(code) }))
  return list.sort((a, b) => a.name.localeCompare(b.name, locale))
}
