import type { MedicineRow } from '../../modules/catalogue/index.ts'

/**
 * What a shop calls a pack, in English: brand, strength, form and pack, as in `Coversyl 10 mg, 30 film-coated tablets`.
 *
 * The strength is the one on the box, which the official name bears; the substances' own may differ (10 mg of perindopril
 * arginine hold 6.79 mg of perindopril). Packs that would share a name get their GTIN after it, all of them, so that a pack
 * has the same name in every shop and names are unique in each.
 */
export function productNames(medicines: readonly MedicineRow[]): Map<string, string> {
  const packs = Map.groupBy(medicines, (medicine) => productName(medicine).toLowerCase())
  return new Map(
    [...packs.values()].flatMap((same) =>
      same.map((medicine): [string, string] => {
        const name = productName(medicine)
        return [medicine.gtin, same.length === 1 ? name : `${name} (${medicine.gtin})`]
      }),
    ),
  )
}

type Pack = Pick<MedicineRow, 'name' | 'brand' | 'substances' | 'form' | 'pack_quantity' | 'pack_label'>

export function productName(pack: Pack): string {
  const form = pack.form.toLowerCase()
  const { pack_quantity: pieces } = pack
  const what =
    counted.test(form) && pieces !== null
      ? [`${pieces} ${plural(form, pieces)}`]
      : [form, contents(pack)].filter((part) => part !== '')
  return [`${pack.brand} ${strength(pack)}`.trim(), ...what].join(', ')
}

/** Forms that are sold by the piece. */
const counted = /(tablet|capsule)$/

function plural(word: string, count: number): string {
  return count === 1 ? word : `${word}s`
}

const number = String.raw`\d{1,3}(?: \d{3})+|\d+(?:,\d+)?`
const unit = 'mg|g|ml|microgrammes?|UI|%|POUR CENT'
const labelled = new RegExp(
  String.raw`(?:${number}) ?(?:${unit})(?:\s?/\s?(?:(?:${number}) ?)?(?:${unit}|dose))*(?: pour (?:${number}) ?(?:${unit}))?(?![\p{L}\p{N}])`,
  'giu',
)

/** `0,50 mg/2 mL` as the official name has it becomes `0.5 mg/2 ml`; without any there, that of the substances, if by the piece. */
function strength({ name, form, substances }: Pack): string {
  const found = [...new Set([...name.matchAll(labelled)].map(([text]) => english(text)))]
  if (found.length > 0) return found.join(' + ')
  return counted.test(form.toLowerCase()) ? substances.flatMap((each) => each.strength ?? []).join('/') : ''
}

function english(text: string): string {
  return decimals(text)
    .replace(/ ?(?:POUR CENT|%)/i, ' %')
    .replace(/mL/g, 'ml')
    .replace(/microgrammes?/i, 'micrograms')
    .replace(/\bUI\b/, 'IU')
    .replace(/ pour /, ' per ')
}

/** Decimal points, and no zeros after the last digit that counts. */
function decimals(text: string): string {
  return text.replace(/(\d+),(\d+)/g, (_, whole: string, fraction: string) => {
    const counts = fraction.replace(/0+$/, '')
    return counts === '' ? whole : `${whole}.${counts}`
  })
}

/** What the French label calls a container, the most telling first, and what we do. */
const containers: readonly [RegExp, string][] = [
  [/sachet/i, 'sachet'],
  [/unidose/i, 'single-dose container'],
  [/seringue\(?s?\)? préremplie/i, 'pre-filled syringe'],
  [/flacon.{0,12} pressurisé/i, 'pressurised bottle'],
  [/flacon.{0,12} pulvérisateur/i, 'spray bottle'],
  [/tube/i, 'tube'],
  [/flacon/i, 'bottle'],
  [/ampoule/i, 'ampoule'],
]

/** `200 ml bottle`, `20 sachets of 15 ml`: how many containers of what size the label speaks of. */
function contents({ form, pack_quantity, pack_label }: Pack): string {
  const found = containers.find(([pattern]) => pattern.test(pack_label))?.[1]
  const container = found === 'bottle' && form.includes('injection') ? 'vial' : found
  const [, size] = /\bde ((?:\d+(?:,\d+)?) ?(?:ml|g))\b/i.exec(pack_label) ?? []
  const content = size === undefined ? '' : english(size)
  const pieces = pack_quantity ?? 1
  if (container === undefined) return content
  if (pieces === 1) return [content, container].filter((part) => part !== '').join(' ')
  return `${pieces} ${plural(container, pieces)}${content === '' ? '' : ` of ${content}`}`
}
