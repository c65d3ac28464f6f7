import type { Drawing } from '../ui/illustration.tsx'
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
export const substancesText = ({ substances }: Medicine): string =>
  substances.map(({ name, strength }) => (strength === null ? name : `${name} ${strength}`)).join(' + ')

/** "500 mg / 30 mg", for the line under a name that already says the substances. */
export const strengthText = ({ substances }: Medicine): string =>
  substances.flatMap(({ strength }) => strength ?? []).join(' / ')

/** Forms come in English; the ones we know have words in other languages. */
export const formText = (t: Translate, form: string): string =>
  t.maybe(`dosage.${form.toLowerCase().replaceAll(/[^a-z]+/g, '_')}`) ?? form
