import { fieldCodes, refusals } from '@mortar/contract'
import * as fc from 'fast-check'
import { IntlMessageFormat } from 'intl-messageformat'
import { expect, test } from 'vitest'
import { areaOf } from '../parts/i18n/areas.ts'
import { compile } from '../parts/i18n/compile.ts'
import { format, type Compiled } from '../parts/i18n/format.ts'
import { locales, type Locale } from '../parts/i18n/locales.ts'
import en from './en.json' with { type: 'json' }
import fr from './fr.json' with { type: 'json' }

const texts: Record<Locale, Record<string, string>> = { en, fr }
const keys = Object.keys(en)

test('every language has the same messages', () => {
  expect(Object.keys(fr).sort()).toEqual(keys.toSorted())
})

test('a message takes the same values in every language', () => {
  expect(taken('fr')).toEqual(taken('en'))
})

test('no message is blank or begins or ends with a space', () => {
  const odd = locales.flatMap((locale) => keys.filter((key) => !/^\S(.*\S)?$/.test(texts[locale][key] ?? '')))
  expect(odd).toEqual([])
})

test('what a browser evaluates says what intl-messageformat says', () => {
  fc.assert(
    fc.property(fc.constantFrom(...locales), fc.constantFrom(...keys), fc.nat(2_000_000), (locale, key, count) => {
      const text = texts[locale][key] ?? ''
      const values = Object.fromEntries(argumentsOf(compile(text, locale)).map((name) => [name, count]))
      expect(format(compile(text, locale), locale, values)).toBe(
        String(new IntlMessageFormat(text, locale).format(values)),
      )
    }),
    { numRuns: 1_000 },
  )
})

test('plurals, exact numbers and choices are evaluated as ICU defines them', () => {
  const text = '{n, plural, =0 {none} one {# thing} other {# things}} {who, select, her {hers} other {theirs}}'
  const said = (n: number, who: string) => format(compile(text, 'en'), 'en', { n, who })
  expect([said(0, 'her'), said(1, 'you'), said(1200, 'her')]).toEqual([
    'none hers',
    '1 thing theirs',
    '1,200 things hers',
  ])
})

test('what the browser does not evaluate is refused when the web is built', () => {
  expect(() => compile('{at, date}', 'en')).toThrow(/not used here/)
  expect(() => compile('{n, plural, offset:1 other {#}}', 'en')).toThrow(/not used here/)
})

const wordless = (names: string[], areas: string[]) =>
  locales.flatMap((locale) =>
    names.filter((name) => areas.every((area) => texts[locale][`${area}.${name}`] === undefined)),
  )

test('there are words for everything that can be refused, in every language', () => {
  expect(wordless(Object.keys(refusals), ['problem', 'refused'])).toEqual([])
  expect(wordless([...fieldCodes], ['field'])).toEqual([])
})

test('words of the consoles do not travel to the store', () => {
  expect(areaOf('console.orders')).toBe('console')
  expect(areaOf('checkout.title')).toBe('account')
  expect(areaOf('product.add')).toBe('storefront')
})

const taken = (locale: Locale) => keys.map((key) => [key, ...argumentsOf(compile(texts[locale][key] ?? '', locale))])

function argumentsOf(message: Compiled): string[] {
  const names = new Set<string>()
  const walk = (parts: Compiled) => {
    if (typeof parts === 'string') return
    for (const part of parts) {
      if (!Array.isArray(part)) continue
      names.add(part[1])
      for (const option of Object.values(part[2] ?? {})) walk(option)
    }
  }
  walk(message)
  return [...names].sort()
}
