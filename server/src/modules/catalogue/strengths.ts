import { fold } from '../../kernel/text.ts'
import { amountOf, measurePattern, perPattern, type Amount } from './measures.ts'

/**
 * The French register says what a pack holds of each substance without what it is counted per: a gel of 1 % has `1 g`, an oral
 * suspension of 20 mg/ml has `20 mg`. The official name has it, and where it names the same amount, or nearly (a salt in one, its
 * base in the other), the strength takes it from there: `1 %`, `20 mg/ml`. Where the two do not agree for every substance, what a
 * strength is counted per is not known, and it stays an amount. What a strength already says of it stands.
 */
export function strengthsOf(name: string, strengths: readonly (string | null)[]): (string | null)[] {
  const amounts = strengths.map((strength) => (strength === null ? null : amountIn(strength)))
  const plain = strengths.map((strength, i) => (amounts[i] ? written(amounts[i]) : strength))
  const given = amounts.filter((amount) => amount !== null)
  if (given.length === 0 || given.length < strengths.filter((strength) => strength !== null).length) return plain
  const named = readName(name)
  const counted = amounts.map((amount) => amount && (perOf(amount, named) ?? shareOf(amount, named, given)))
  return counted.includes(undefined) ? plain : counted.map((strength) => strength ?? null)
}

/** What an official name says of amounts. */
type Named = { amounts: Amount[]; per: string | undefined; percent: number | undefined }

const measure = new RegExp(measurePattern, 'gu')
const counted = new RegExp(`(?:${measurePattern}) ?\\)? ?(?:/|par|pour) ?${perPattern}`, 'gu')
const shared = /(?<![\d,.])(\d+(?:,\d+)?)\/(\d+(?:,\d+)?) (microgrammes|mg)/g
const percentage = /(?<![\d,.])(\d+(?:,\d+)?) ?(?:%|pour cent)/gu

function readName(name: string): Named {
  // `100/6 microgrammes/dose`: the unit counts for both.
  const text = fold(name).replace(/\s+/g, ' ').replace(shared, '$1 $3/$2 $3')
  const pers = new Set(
    [...text.matchAll(counted)].map(({ groups }) => perText(groups?.['per_number'], groups?.['per'])),
  )
  const percents = [...text.matchAll(percentage)].map(([, number = '']) => Number(number.replace(',', '.')))
  const [per] = pers
  return {
    amounts: [...text.matchAll(measure)].flatMap(({ groups }) => amountOf(groups?.['number'], groups?.['unit']) ?? []),
    per: pers.size === 1 ? per : undefined,
    percent: percents.length === 1 ? percents[0] : undefined,
  }
}

function perText(number: string | undefined, unit = ''): string {
  const count = number === undefined || number === '1' ? '' : `${number.replace(',', '.')} `
  return `/${count}${pers.find(([pattern]) => pattern.test(unit))?.[1] ?? unit}`
}

const pers: readonly [RegExp, string][] = [
  [/^m(?:illi)?l/, 'ml'],
  [/^l/, 'l'],
  [/^g/, 'g'],
  [/^dose/, 'dose'],
  [/^h/, 'h'],
]

/** The whole strength is one amount; what bears more than that is left to be read. */
const whole = new RegExp(`^(?:${measurePattern})$`, 'u')

function amountIn(strength: string): Amount | null {
  const { groups } = whole.exec(fold(strength).replace(/\s+/g, ' ').trim()) ?? {}
  return amountOf(groups?.['number'], groups?.['unit'])
}

function perOf(amount: Amount, { amounts, per }: Named): string | undefined {
  if (per === undefined) return undefined
  const alike = amounts.filter((each) => each.kind === amount.kind)
  if (alike.some((each) => isNear(each.value, amount.value, exactly))) return `${written(amount)}${per}`
  // 800 mg/10 ml is registered as 8 g, of 100 ml: the name's own way of saying it is the one on the box.
  const [, number = '1', unit] = /^\/(?:(\S+) )?(ml|g)$/.exec(per) ?? []
  const reference = (each: Amount) => (Number(number) * amount.value) / each.value
  const other = alike.find((each) => unit !== undefined && [1, 100].some((of) => isNear(reference(each), of, rounded)))
  if (other !== undefined) return `${written(other)}${per}`
  return alike.some((each) => isNear(each.value, amount.value, asSalt)) ? `${written(amount)}${per}` : undefined
}

/** A percentage is grams of 100 g or of 100 ml, and registered so, or as milligrams of one. Several substances share it. */
function shareOf(amount: Amount, { percent, per }: Named, all: readonly Amount[]): string | undefined {
  if (percent === undefined || per !== undefined || all.some(({ kind }) => kind !== 'mass')) return undefined
  const sum = all.reduce((total, each) => total + each.value, 0)
  const within = all.length === 1 ? asSalt : exactly
  const part = [1_000_000, 10_000].find((each) => isNear(sum / each, percent, within))
  return part === undefined ? undefined : `${plainNumber(amount.value / part)} %`
}

const exactly = 1e-9
/** 10 mg/1.5 ml is registered as 6.7 mg. */
const rounded = 0.015
const asSalt = 0.25
const isNear = (one: number, other: number, within: number) =>
  one <= other * (1 + within) && other <= one * (1 + within)

/**
 * One amount, one spelling: grams from a gram on, micrograms below a milligram, as clinicians are advised to write them; a point,
 * and no zeros after the last digit that counts.
 */
function written({ kind, value }: Amount): string {
  if (kind === 'iu')
    return value >= 1_000_000 ? `${plainNumber(value / 1_000_000)} million IU` : `${plainNumber(value)} IU`
  if (kind === 'percent') return `${plainNumber(value)} %`
  if (kind === 'volume') return `${plainNumber(value / 1_000)} ml`
  if (value >= 1_000_000) return `${plainNumber(value / 1_000_000)} g`
  return value >= 1_000 ? `${plainNumber(value / 1_000)} mg` : `${plainNumber(value)} micrograms`
}

const plainNumber = (value: number) => String(Number(value.toPrecision(12)))
