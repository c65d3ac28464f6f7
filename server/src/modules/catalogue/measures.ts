import { must } from '../../kernel/must.ts'

/**
 * Numbers with a unit, as people and the national databases write them, brought to one spelling: `500 mg`, `500mg`,
 * `0.5 g` and `0,5 g` are all `mass500000ug`. Works on folded text (see kernel/text.ts).
 */

/** Unit spellings, and the power of ten that leads to the base unit. */
const units: readonly [pattern: string, base: (value: string) => string, power: (unit: string) => number][] = [
  ['ng|nanogram(?:me)?s?', mass, () => -3],
  ['[μu]g|mcg|micro-?gram(?:me)?s?', mass, () => 0],
  ['mg|milligram(?:me)?s?', mass, () => 3],
  ['cg|centigram(?:me)?s?', mass, () => 4],
  ['gr?|gram(?:me)?s?', mass, () => 6],
  ['kg|kilo(?:gram(?:me)?)?s?', mass, () => 9],
  ['μl|microlit(?:re|er)s?', volume, () => 0],
  ['ml|millilit(?:re|er)s?', volume, () => 3],
  ['cl|centilit(?:re|er)s?', volume, () => 4],
  ['dl|decilit(?:re|er)s?', volume, () => 5],
  ['l|lit(?:re|er)s?', volume, () => 6],
  ['%', (value) => `pct${value}`, () => 0],
  // International units, also as `UI`, `U.I.`, `U`, `M UI`, `MUI`; the BDPM often writes `Ul`, so `ul` is not a volume here.
  [
    String.raw`(?:(?:m|mega|millions?)\.? ?)?(?:d['’] ?)?(?:u\.? ?[il]\b\.?|i\.? ?u\b\.?|(?:unites?|units?)(?: internation(?:ales?|al))?|u)`,
    (value) => `iu${value}`,
    (unit) => (unit.startsWith('m') ? 6 : 0),
  ],
]

function mass(value: string): string {
  return `mass${value}ug`
}

function volume(value: string): string {
  return `vol${value}ul`
}

const number = String.raw`\d{1,3}(?: \d{3})+(?:[.,]\d+)?|\d+(?:[.,]\d+)?`
const start = String.raw`(?<![\p{L}\p{N}]|\p{N}[.,])`
const end = String.raw`(?![\p{L}\p{N}])`
const anyUnit = units.map(([pattern]) => `(${pattern})`).join('|')

/** A number and its unit, wherever they stand. */
export const measurePattern = `${start}(?<number>${number}) {0,3}(?<unit>${anyUnit})${end}`

/** What an amount is counted per, after the slash or the `per` that follows it. */
export const perPattern = String.raw`(?<per_number>\d+(?:[.,]\d+)?)? ?(?<per>ml|millilit(?:re|er)s?|g|gram(?:me)?s?|l|lit(?:re|er)s?|doses?|h|heures?|hours?)${end}`

/**
 * What a text with this concentration is found by, whichever way it is written: `0.5 mg/2 ml` and `250 micrograms/ml` are one,
 * and so are `1 %`, `10 mg/g` and `10 mg/ml`. The first stands for itself.
 */
export function perTokens(amount: string, count = '1', unit = ''): string[] {
  const [, kind = '', value = ''] = /^([a-z]+)([\dd]+)/.exec(amount) ?? []
  const [, base, power] = pers.find(([pattern]) => pattern.test(unit)) ?? [unit, '', 0]
  const share = divided(exact(value), exact(shift(count, power)))
  const token = `${kind}${share.join('p')}${base}`
  const percent = kind === 'mass' ? decimalOf(share, base === 'ug' ? 2 : -1) : undefined
  return percent === undefined || !['ug', 'ul'].includes(base) ? [token] : [token, `pct${percent}`]
}

/** A percentage is as many grams in 100 g or in 100 ml. */
export function shareTokens(percent: string): string[] {
  const [whole, hundred] = [exact(percent), exact('100')]
  return [`mass${divided(whole, hundred).join('p')}ug`, `mass${divided(whole, exact('0d1')).join('p')}ul`]
}

const pers: readonly [pattern: RegExp, base: string, power: number][] = [
  [/^m(?:illi)?l/, 'ul', 3],
  [/^l/, 'ul', 6],
  [/^g/, 'ug', 6],
  [/^dose/, 'dose', 0],
  [/^h/, 'h', 0],
]

type Fraction = [numerator: bigint, denominator: bigint]

/** Of a number as tokens write it: `0d5` is a half. */
function exact(text: string): Fraction {
  const [whole = '0', fraction = ''] = text.split('d')
  return [BigInt(whole + fraction), 10n ** BigInt(fraction.length)]
}

function divided([a, b]: Fraction, [c, d]: Fraction): Fraction {
  const [over, under] = [a * d, b * c]
  const common = gcd(over, under)
  return common === 0n ? [0n, 1n] : [over / common, under / common]
}

/** A loop: two numbers of a thousand digits take thousands of steps, which calls within calls have no room for. */
function gcd(one: bigint, other: bigint): bigint {
  let [a, b] = [one, other]
  while (b !== 0n) [a, b] = [b, a % b]
  return a
}

/** Times a power of ten, written as tokens are; undefined where the digits would not end, and of nothing. */
function decimalOf([over, under]: Fraction, power: number): string | undefined {
  if (under === 0n) return undefined
  const places = 20n
  const scaled = over * 10n ** places
  return scaled % under === 0n ? shift(String(scaled / under), power - Number(places)) : undefined
}

/** In micrograms, microlitres, hundredths or international units. */
export type Amount = { kind: 'mass' | 'volume' | 'percent' | 'iu'; value: number }

const kinds: Record<string, Amount['kind']> = { mass: 'mass', vol: 'volume', pct: 'percent', iu: 'iu' }

/** The likeliest reading of a number and its unit; null where there is none. */
export function amountOf(count: string | undefined, unit: string | undefined): Amount | null {
  if (count === undefined || unit === undefined) return null
  const [, kind = '', whole = '', fraction = '0'] =
    /^([a-z]+)(\d+)(?:d(\d+))?/.exec(readingsOf(count, unit)[0]?.token ?? '') ?? []
  return { kind: must(kinds[kind], 'the kind of a measure'), value: Number(`${whole}.${fraction}`) }
}

/** What a number may mean, likeliest first: `before` are numbers that stand alone when its groups do not belong together. */
export type Reading = { before: string[]; token: string }

const unitPatterns = units.map(([pattern, base, power]) => ({
  pattern: new RegExp(`^(?:${pattern})$`, 'u'),
  base,
  power,
}))

export function readingsOf(numberText: string, unitText: string): Reading[] {
  const unit = unitPatterns.find(({ pattern }) => pattern.test(unitText))
  if (unit === undefined) throw new Error(`catalogue: unknown unit ${unitText}`)
  return numbersOf(numberText).map(({ before, value }) => ({
    before,
    token: unit.base(shift(value, unit.power(unitText))),
  }))
}

/**
 * `1 000` may be a thousand or a one before `000`; `12 500 mg` twelve thousand or twelve of 500 mg: only groups that
 * begin with 0 are certain. `1,000 mg` is a thousand to some and one to others; a point is always a decimal point.
 */
function numbersOf(text: string): { before: string[]; value: string }[] {
  const groups = text.split(' ')
  const last = groups.at(-1) ?? ''
  if (groups.length > 1) {
    const whole = { before: [], value: groups.join('') }
    return last.startsWith('0') ? [whole] : [whole, { before: groups.slice(0, -1).map(plain), value: last }]
  }
  const decimal = { before: [], value: text }
  return /^[1-9]\d{0,2},\d{3}$/.test(text) ? [{ before: [], value: text.replace(',', '') }, decimal] : [decimal]
}

/** The raw token of a number that stands alone: `007` → `7`, `0,50` → `0d5`. */
export function plain(text: string): string {
  return shift(text, 0)
}

/** Moves the decimal point, exactly, and writes it as a `d` so that the token is one word to PostgreSQL. */
function shift(text: string, power: number): string {
  const [whole = '', fraction = ''] = text.replace(',', '.').split('.')
  const digits = whole + fraction
  const point = whole.length + power
  const padded = point < 0 ? '0'.repeat(-point) + digits : digits.padEnd(point, '0')
  const at = Math.max(point, 0)
  const left = padded.slice(0, at).replace(/^0+/, '')
  const right = padded.slice(at).replace(/0+$/, '')
  return `${left === '' ? '0' : left}${right === '' ? '' : `d${right}`}`
}
