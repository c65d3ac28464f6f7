import type { LegalClass } from '@mortar/contract'
import { sql, type Tx } from '../../kernel/database.ts'
import { keyOf } from '../../kernel/text.ts'
import { gtinForms } from './gtin.ts'
import { refreshProducts } from './refresh.ts'
import { upsertMedicines } from './store.ts'
import { strengthsOf } from './strengths.ts'
import { termsVersion } from './terms.ts'

/** A pack as its row says it, without the keys that are computed from it. */
export type MedicineRow = {
  gtin: string
  name: string
  brand: string
  manufacturer: string
  substances: { name: string; strength: string | null }[]
  form: string
  routes: string[]
  atc: string | null
  legal_class: LegalClass
  pack_quantity: number | null
  pack_label: string
  reimbursement: string | null
  max_treatment_days: number | null
  substitution_group: number | null
  substitution_role: string | null
  supply: string | null
  interaction_keys: string[]
}

const columns = sql`gtin, name, brand, manufacturer, substances, form, routes, atc, legal_class, pack_quantity, pack_label,
  reimbursement, max_treatment_days, substitution_group, substitution_role, supply, interaction_keys`

/** What is known of packs, in one statement; the keys are the GTINs as they were given, in whichever form. */
export async function findMedicines(tx: Tx, gtins: string[]): Promise<Map<string, MedicineRow>> {
  if (gtins.length === 0) return new Map()
  const forms = [...new Set(gtins.flatMap(gtinForms))]
  const { rows } = await sql<MedicineRow>`
    select ${columns} from catalogue.medicines where gtin = any(${forms}::text[])`.execute(tx)
  const byForm = new Map(rows.flatMap((row) => gtinForms(row.gtin).map((form) => [form, row])))
  return new Map(
    gtins.flatMap((gtin) => {
      const row = byForm.get(gtin)
      return row === undefined ? [] : [[gtin, row]]
    }),
  )
}

export async function findMedicine(tx: Tx, gtin: string): Promise<MedicineRow | undefined> {
  return (await findMedicines(tx, [gtin])).get(gtin)
}

/**
 * Brings the reference data to what is given, in one statement however many there are (some thousands at most), and then
 * the products of packs that changed. Strengths take from the name what they are counted per, and one spelling. Returns how many packs were new or different. Each GTIN may be given once.
 */
export async function loadMedicines(tx: Tx, medicines: MedicineRow[]): Promise<number> {
  const changed = await upsertMedicines(tx, medicines.map(withKeys))
  await refreshProducts(tx, changed)
  return changed.length
}

/** Reads anew, by the rules of today, a set of those that were read by rules of before; returns how many. None waits for another. */
export async function renewMedicines(tx: Tx, most: number): Promise<number> {
  const { rows } = await sql<MedicineRow>`
    select ${columns} from catalogue.medicines where terms_version < ${termsVersion}
    order by terms_version, gtin limit ${most} for no key update skip locked`.execute(tx)
  if (rows.length > 0) await upsertMedicines(tx, rows.map(withKeys))
  return rows.length
}

export type KeyedMedicine = MedicineRow & { substance_keys: string[]; manufacturer_key: string; form_key: string }

function withKeys(medicine: MedicineRow): KeyedMedicine {
  const strengths = strengthsOf(
    medicine.name,
    medicine.substances.map((each) => each.strength),
  )
  return {
    ...medicine,
    substances: medicine.substances.map((each, i) => ({ ...each, strength: strengths[i] ?? null })),
    substance_keys: [...new Set(medicine.substances.map((each) => keyOf(each.name)))],
    manufacturer_key: keyOf(medicine.manufacturer),
    form_key: keyOf(medicine.form),
  }
}
