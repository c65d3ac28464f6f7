import { must } from '../../kernel/must.ts'
import { fold } from '../../kernel/text.ts'
import { strengthsOf } from './strengths.ts'
import { measurePattern, perPattern, perTokens, plain, readingsOf, shareTokens, type Reading } from './measures.ts'

/**
 * The words products are found by. Documents and questions pass through the same tokens: folded, in the singular, with
 * strengths in one spelling, so that `paracétamol 1000 mg` finds what is written `Paracetamol 1 g`.
 */
export type Searchable = {
  name: string
  description?: string | null
  medicine?: {
    gtin: string
    name: string
    brand: string
    manufacturer: string
    substances: readonly { name: string; strength: string | null }[]
    form: string
    routes: readonly string[]
    atc: string | null
    pack_label: string
  } | null
}

/**
 * Which words are made of what is written, here, in `measures.ts` and in `strengths.ts`. Raised whenever they change: what was made
 * by an earlier version is made anew (`renew.ts`).
 */
export const termsVersion = 1

/** The texts of the three weights, ready for `to_tsvector('simple', …)`. */
export function searchText({ name, description, medicine }: Searchable): { a: string; b: string; c: string } {
  // A medicine that was loaded by a program of before is read as it would be today.
  const strengths = strengthsOf(medicine?.name ?? '', medicine?.substances.map((each) => each.strength) ?? [])
  const substances = medicine?.substances.flatMap((each, i) => [each.name, strengths[i]]) ?? []
  const known = [medicine?.brand, medicine?.form, medicine?.manufacturer, medicine?.name, medicine?.gtin, medicine?.atc]
  return {
    a: documentText([name]),
    b: documentText([...substances, ...known]),
    c: documentText([description, medicine?.pack_label, ...(medicine?.routes ?? [])]),
  }
}

/**
 * The text for `to_tsquery('simple', …)`: every word counts, the last one also when only its beginning was typed. Null
 * when there is no word in it.
 */
export function searchQuery(q: string): string | null {
  const tokens = tokensOf(q)
  if (tokens.length === 0) return null
  const last = tokens.length - 1
  return tokens.map((token, i) => (token.kind === 'measure' ? asked(token) : exact(token.text, i === last))).join(' & ')
}

/**
 * The strengths named in a text, each as the token that stands in the terms of products of that strength and no other: `20 mg` is
 * not `20 mg/ml`, though whoever searches for 20 mg finds both. The likeliest reading of each.
 */
export function strengthTokens(text: string): string[] {
  return tokensOf(text).flatMap((token) => (token.kind === 'measure' ? [token.strength] : []))
}

/** `strength`: what it is as a strength, and nothing else is. */
type Measure = { kind: 'measure'; readings: Reading[]; parts: string[]; strength: string }
type Token = { kind: 'word'; text: string } | Measure

const pattern = new RegExp(
  String.raw`${measurePattern}(?: ?\)? ?(?:/|(?:per|par|pour) ) ?${perPattern})?|\d+(?:[.,]\d+)?|\p{L}[\p{L}\p{N}]*|\p{N}+`,
  'gu',
)
/** Longer words tell nothing more, and PostgreSQL refuses to index words of 2 KB. */
const maxWord = 60

function tokensOf(text: string): Token[] {
  return [...fold(text).replace(/\s+/g, ' ').matchAll(pattern)].map(({ 0: whole, groups }) => {
    const { number, unit, per_number, per } = groups ?? {}
    if (number === undefined || unit === undefined) return { kind: 'word', text: wordOf(whole) }
    const readings = readingsOf(number, unit)
    const parts = [...numberParts(number), ...wordsIn(unit)]
    const amount = must(readings[0], 'a reading').token
    if (per !== undefined) return counted({ readings, amount, parts }, per_number?.replace(',', '.'), per)
    const shares = amount.startsWith('pct') ? shareTokens(amount.slice(3)) : []
    const strength = amount.startsWith('pct') ? amount : `is${amount}`
    return { kind: 'measure', readings, parts: [...parts, ...shares, strength], strength }
  })
}

/** `20 mg/5 ml` is found by what it comes to, by 20 mg and by 5 ml. */
function counted(
  { readings, amount, parts }: { readings: Reading[]; amount: string; parts: string[] },
  number: string | undefined,
  unit: string,
): Measure {
  const [strength = '', ...same] = perTokens(amount, number, unit)
  const volume = number === undefined ? [] : numberParts(number)
  const measured = number !== undefined && !/^[dh]/.test(unit) ? readingsOf(number, unit).map((each) => each.token) : []
  return {
    kind: 'measure',
    readings,
    parts: [...parts, ...volume, ...measured, ...wordsIn(unit), strength, ...same],
    strength,
  }
}

/** What else a strength is found by while it is being typed, or without its unit. */
function numberParts(number: string): string[] {
  const groups = number.split(' ')
  return [plain(groups.join('')), ...groups.map(plain)]
}

function wordsIn(text: string): string[] {
  return (text.match(/\p{L}[\p{L}\p{N}]*/gu) ?? []).map(wordOf)
}

function wordOf(text: string): string {
  if (/^\d/.test(text)) return plain(text).slice(0, maxWord)
  return singular(text.slice(0, maxWord))
}

/** The s of an English or French plural, off both sides: `tablets` finds `tablet`. */
function singular(word: string): string {
  return word.length > 3 && word.endsWith('s') && !word.endsWith('ss') ? word.slice(0, -1) : word
}

function documentText(texts: readonly (string | null | undefined)[]): string {
  const words = new Set<string>()
  for (const text of texts)
    for (const token of tokensOf(text ?? ''))
      for (const word of token.kind === 'word'
        ? [token.text]
        : [...token.readings.map((each) => each.token), ...token.parts])
        words.add(word)
  return [...words].join(' ')
}

/** An amount is found in whatever is counted per something, too; what says per what is found as that alone. */
function asked({ readings, strength }: Measure): string {
  return strength.startsWith('is') || strength.startsWith('pct') ? anyReading(readings) : exact(strength)
}

function exact(word: string, orPrefix = false): string {
  return orPrefix ? `'${word}':*` : `'${word}'`
}

function anyReading(readings: Reading[]): string {
  const [first = '', ...others] = readings.map(({ before, token }) =>
    [...before, token].map((each) => exact(each)).join(' & '),
  )
  return others.length === 0 ? first : `(${[first, ...others].map((each) => `(${each})`).join(' | ')})`
}
