import type { MedicineRow } from '../../modules/catalogue/index.ts'

/** WHO's Anatomical Therapeutic Chemical classification, by the beginnings of its codes: the longest that fits. */
const byAtc: Record<string, string> = {
  A: 'digestion',
  // Diabetes.
  A10: 'hormones',
  // Vitamins and minerals.
  A11: 'other-medicines',
  A12: 'other-medicines',
  B: 'heart-and-blood',
  C: 'heart-and-blood',
  D: 'skin',
  G: 'urinary-and-intimate',
  H: 'hormones',
  J: 'infections',
  L: 'cancer-and-immunity',
  M: 'muscles-and-joints',
  N: 'nervous-system',
  N02: 'pain-and-fever',
  P: 'infections',
  R: 'breathing-and-allergy',
  S: 'eyes-and-ears',
  V: 'other-medicines',
}

/** For packs whose code is not known, nor that of another with the same substances. */
const byForm: Record<string, string> = {
  'Eye drops': 'eyes-and-ears',
  'Ear drops': 'eyes-and-ears',
  Mouthwash: 'other-medicines',
}
const bySubstance: readonly [RegExp, string][] = [
  [/ciclopirox|permethrin|miconazole|chlorhexidine/i, 'skin'],
  [/diclofenac|celecoxib/i, 'muscles-and-joints'],
  [/alprostadil|alfuzosin|dutasteride|finasteride|solifenacin|tamsulosin/i, 'urinary-and-intimate'],
  [/lactulose|macrogol|alginate/i, 'digestion'],
  [/iron|folic|hydroxocobalamin/i, 'heart-and-blood'],
  [/zolmitriptan/i, 'pain-and-fever'],
]

type Pack = Pick<MedicineRow, 'gtin' | 'atc' | 'form' | 'substances'>

/** The shelf each pack stands on, by GTIN. */
export function categoriesOf(medicines: readonly Pack[]): Map<string, string> {
  const codes = new Map(
    medicines.flatMap((each) => (each.atc === null ? [] : [[substancesOf(each), each.atc] as const])),
  )
  return new Map(medicines.map((each) => [each.gtin, categoryOf(each, each.atc ?? codes.get(substancesOf(each)))]))
}

function categoryOf(pack: Pack, atc: string | undefined): string {
  const substances = substancesOf(pack)
  return (
    (atc && (byAtc[atc.slice(0, 3)] ?? byAtc[atc.slice(0, 1)])) ||
    (byForm[pack.form] ?? bySubstance.find(([pattern]) => pattern.test(substances))?.[1] ?? 'other-medicines')
  )
}

function substancesOf({ substances }: Pack): string {
  return substances
    .map((each) => each.name)
    .toSorted()
    .join('/')
}
