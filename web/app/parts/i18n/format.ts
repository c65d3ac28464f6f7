/**
 * What is left of an ICU message after `compile`: plain text, or parts in order. A browser evaluates these few lines
 * instead of loading a message parser; a test holds them against intl-messageformat.
 */
export type Compiled = string | Part[]
export type Part =
  | string
  /** `#` inside a plural. */
  | 0
  /** `{name}` and `{name, number}`. */
  | ['a' | 'n', string, options?: undefined]
  /** `{name, plural | selectordinal | select, …}` */
  | ['p' | 'o' | 's', string, options: Record<string, Part[]>]

export type Values = Record<string, string | number>

export function format(message: Compiled, locale: string, values: Values = {}): string {
  return typeof message === 'string' ? message : join(message, locale, values, 0)
}

function join(parts: Part[], locale: string, values: Values, count: number): string {
  return parts.map((part) => one(part, locale, values, count)).join('')
}

function one(part: Part, locale: string, values: Values, count: number): string {
  if (typeof part === 'string') return part
  if (part === 0) return count.toLocaleString(locale)
  const [kind, name, options = {}] = part
  const value = values[name] ?? ''
  if (kind === 'a') return String(value)
  if (kind === 'n') return Number(value).toLocaleString(locale)
  if (kind === 's') return join(options[value] ?? options['other'] ?? [], locale, values, count)
  const number = Number(value)
  const chosen = options[`=${number}`] ?? options[rules(locale, kind).select(number)] ?? options['other']
  return join(chosen ?? [], locale, values, number)
}

const kept: Record<string, Intl.PluralRules> = {}
const rules = (locale: string, kind: 'p' | 'o') =>
  (kept[locale + kind] ??= new Intl.PluralRules(locale, { type: kind === 'o' ? 'ordinal' : 'cardinal' }))
