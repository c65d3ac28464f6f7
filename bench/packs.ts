import type { MedicineRow } from '../server/src/modules/catalogue/index.ts'

/**
 * Packs with names like those of medicines, the same ones each time. Words are as unevenly spread as on real shelves: a
 * few substances and makers stand on many packs, most on few.
 */
export type Pack = { medicine: MedicineRow; category: string; price_minor: number }

const heads = [
  'Ami',
  'Beta',
  'Cefo',
  'Dolo',
  'Epi',
  'Fluo',
  'Gaba',
  'Hydro',
  'Ibu',
  'Keto',
  'Lora',
  'Meto',
  'Nifo',
  'Oxa',
  'Para',
  'Rani',
]
const middles = ['', 'ba', 'ce', 'di', 'fe', 'li', 'mo', 'pra', 'si', 'ta', 've', 'zo']
const tails = [
  'cetamol',
  'cillin',
  'dipine',
  'fenac',
  'lol',
  'mab',
  'micin',
  'nazole',
  'oxacin',
  'prazole',
  'pril',
  'profen',
  'sartan',
  'statin',
  'zepam',
]
const forms = [
  'Tablet',
  'Film-coated tablet',
  'Capsule',
  'Oral solution',
  'Cream',
  'Eye drops',
  'Solution for injection',
  'Suppository',
]
const strengths = [
  '1 mg',
  '2.5 mg',
  '5 mg',
  '10 mg',
  '20 mg',
  '50 mg',
  '100 mg',
  '200 mg',
  '500 mg',
  '1 g',
  '5 %',
  '40 mg/ml',
]
const counts = [7, 14, 16, 20, 28, 30, 60, 90]
const categories = [
  'pain-and-fever',
  'digestion',
  'heart-and-blood',
  'infections',
  'breathing-and-allergy',
  'hormones',
  'nervous-system',
  'skin',
  'muscles-and-joints',
  'eyes-and-ears',
]
const classes = [
  'otc',
  'otc',
  'otc',
  'prescription_list_1',
  'prescription_list_1',
  'prescription_list_2',
  'narcotic',
] as const

const substances = heads.flatMap((head) => middles.flatMap((middle) => tails.map((tail) => head + middle + tail)))

export function packs(count: number): Pack[] {
  const draw = drawing()
  const drawn = new Map<string, Pack>()
  while (drawn.size < count) {
    const pack = draw(drawn.size)
    drawn.set(pack.medicine.name, drawn.get(pack.medicine.name) ?? pack)
  }
  return [...drawn.values()]
}

function drawing(): (n: number) => Pack {
  const random = sequence(20260101)
  const one = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)] as T
  /** Favours the first: half of all draws fall on the first eighth. */
  const uneven = <T>(items: readonly T[]): T => items[Math.floor(random() ** 3 * items.length)] as T
  return (n) => {
    const at = Math.floor(random() ** 3 * substances.length)
    const substance = substances[at] ?? ''
    const [maker, form, strength, pieces] = [
      `${uneven(heads)}${one(tails)} Laboratories`,
      uneven(forms),
      one(strengths),
      one(counts),
    ]
    const brand = n % 3 === 0 ? `${substance} ${maker.split(' ')[0]}` : `${uneven(heads)}${one(middles)}x ${n}`
    const medicine: MedicineRow = {
      gtin: gtinOf(n),
      name: `${brand} ${strength}, ${form.toLowerCase()}, ${pieces}`,
      brand,
      manufacturer: maker,
      substances: [{ name: substance, strength }],
      form,
      routes: ['Oral'],
      atc: `N${String(at % 100).padStart(2, '0')}BE${String(n % 100).padStart(2, '0')}`,
      legal_class: one(classes),
      pack_quantity: pieces,
      pack_label: `${pieces} ${form.toLowerCase()}`,
      reimbursement: n % 2 === 0 ? '65%' : null,
      max_treatment_days: 30,
      substitution_group: at,
      substitution_role: n % 3 === 0 ? 'generic' : 'reference',
      supply: null,
      interaction_keys: [],
    }
    const price_minor = 150 + Math.floor(random() ** 4 * 30_000)
    return { medicine, category: categories[at % categories.length] ?? 'other-medicines', price_minor }
  }
}

/** GTIN-13 with its check digit (GS1 General Specifications, 7.9). */
function gtinOf(n: number): string {
  const digits = `29${String(n).padStart(10, '0')}`
  const sum = Array.from(digits).reduce((total, digit, i) => total + Number(digit) * (i % 2 === 0 ? 1 : 3), 0)
  return `${digits}${(10 - (sum % 10)) % 10}`
}

/** Numbers from 0 to 1, the same ones each time (mulberry32). */
function sequence(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
