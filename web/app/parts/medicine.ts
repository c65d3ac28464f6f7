import type { Drawing } from '../ui/illustration.tsx'
import type { Locale } from './i18n/locales.ts'
import type { Translate } from './i18n/use.ts'

type Medicine = { substances: { name: string; strength: string | null }[]; form: string }

const drawings: [RegExp, Drawing][] = [
  [/inhal/, 'inhaler'],
  [/infusion/, 'infusion'],
  [/injection/, 'injection'],
  [/eye|ear|nasal|drop/, 'drops'],
  [/shampoo|mouthwash|foam|topical solution/, 'wash'],
  [/cream|gel$|ointment|paste/, 'tube'],
  [/effervescent/, 'effervescent'],
  [/powder|granule|lyophilisate|sachet/, 'sachet'],
  [/soft capsule/, 'softgel'],
  [/capsule/, 'capsule'],
  [/film-coated|coated tablet|prolonged|gastro-resistant/, 'coated'],
  [/tablet/, 'tablet'],
  [/solution|syrup|suspension|liquid/, 'bottle'],
]

/** The picture of a dosage form; a box for all that is no medicine or has no picture of its own. */
export function drawingOf(form: string | undefined): Drawing {
  const name = form?.toLowerCase() ?? ''
  return drawings.find(([pattern]) => pattern.test(name))?.[1] ?? 'box'
}

/** "Paracetamol 500 mg + Codeine 30 mg" */
export const substancesText = ({ locale }: Translate, { substances }: Medicine): string =>
  substances
    .map(({ name, strength }) => (strength === null ? name : `${name} ${strengthIn(strength, locale)}`))
    .join(' + ')

/** "500 mg + 30 mg", for the line under a name that already says the substances. A slash is kept for what is counted per. */
export const strengthText = ({ locale }: Translate, { substances }: Medicine): string =>
  substances.flatMap(({ strength }) => (strength === null ? [] : strengthIn(strength, locale))).join(' + ')

const french = { micrograms: 'microgrammes', IU: 'UI', 'million IU': 'M\u00a0UI' }
const unit = String.raw`(?:g|mg|micrograms|ml|(?:million )?IU|%)`
const plain = new RegExp(String.raw`^(\d+(?:\.\d+)?) (${unit})(?:/(?:(\d+(?:\.\d+)?) )?(ml|l|g|dose|h))?$`)

/** Its number and its unit as the reader writes them, on one line; a strength that is a sentence stays as it is. */
function strengthIn(strength: string, locale: Locale): string {
  const [, amount, what = '', per, counted] = plain.exec(strength) ?? []
  if (amount === undefined) return strength
  const number = (text: string) => Number(text).toLocaleString(locale, { maximumFractionDigits: 6 })
  const word = locale === 'fr' ? (french[what as keyof typeof french] ?? what) : what
  const of = counted === undefined ? '' : `/${per === undefined ? '' : `${number(per)}\u00a0`}${counted}`
  return `${number(amount)}\u00a0${word}${of}`
}

/** Forms come in English; the ones we know have words in other languages. */
export const formText = (t: Translate, form: string): string =>
  t.maybe(`dosage.${form.toLowerCase().replaceAll(/[^a-z]+/g, '_')}`) ?? form
