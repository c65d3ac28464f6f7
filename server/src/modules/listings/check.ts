import type { FieldError } from '@mortar/contract'
import type { Tx } from '../../kernel/database.ts'
import { dayOf } from '../../kernel/instant.ts'
import { Refusal } from '../../kernel/refusal.ts'
import { findMedicines, isCategory, supplyOf, type MedicineRow } from '../catalogue/index.ts'
import type { Listing } from './create.ts'

/**
 * What of a listing the contract's shapes cannot judge, every fault at once (`invalid_input`). Returns the medicine that
 * the product is, if it is one.
 */
export async function checkListing(tx: Tx, listing: Listing, at: Date): Promise<MedicineRow | undefined> {
  const { category, gtin, variants = [] } = listing
  const gtins = [gtin, ...variants.map((variant) => variant.gtin)].filter((each) => each !== undefined)
  const medicines = await findMedicines(tx, gtins)
  const medicine = gtin === undefined ? undefined : medicines.get(gtin)
  const errors = [
    ...((await isCategory(tx, category)) ? [] : [unknownCategory]),
    ...(gtin === undefined || medicine !== undefined ? [] : [unknownGtin]),
    ...expiryFaults(listing, medicine, dayOf(at)),
    ...repeats(
      variants.map((variant) => variant.sku),
      'sku',
    ),
    ...repeats(
      variants.map((variant) => optionsKey(variant.options)),
      'options',
    ),
    ...variants.flatMap((variant, i) => otherMedicine(medicine, medicines.get(variant.gtin ?? ''), i)),
  ]
  if (errors.length > 0) throw new Refusal('invalid_input', { errors })
  return medicine
}

export const unknownCategory: FieldError = { field: 'category', code: 'unknown', message: 'is not a category there is' }
const unknownGtin: FieldError = { field: 'gtin', code: 'unknown', message: 'is not the GTIN of a known medicine' }

function expiryFaults(
  { expiry_date, stock, variants = [] }: Listing,
  medicine: MedicineRow | undefined,
  today: string,
): FieldError[] {
  const field = 'expiry_date'
  const hasStock = stock > 0 || variants.some((variant) => variant.stock > 0)
  if (expiry_date === undefined)
    return medicine !== undefined && hasStock
      ? [{ field, code: 'required', message: 'is needed with stock of a medicine' }]
      : []
  return expiry_date < today ? [{ field, code: 'expired', message: 'is in the past' }] : []
}

/** Two variants of one name could not be told apart. */
export function repeats(values: (string | undefined)[], part: string): FieldError[] {
  return values.flatMap((value, i) =>
    value !== undefined && values.indexOf(value) < i
      ? [{ field: `variants.${i}.${part}`, code: 'repeated', message: 'is that of another variant' }]
      : [],
  )
}

function optionsKey(options: Record<string, string>): string {
  return JSON.stringify(Object.entries(options).toSorted(([a], [b]) => (a < b ? -1 : 1)))
}

/**
 * A variant may be another pack of the product's medicine, never another medicine: what the law and the tax ask is read
 * from the product's.
 */
function otherMedicine(medicine: MedicineRow | undefined, ofVariant: MedicineRow | undefined, i: number): FieldError[] {
  if (ofVariant === undefined || (medicine !== undefined && underOneLaw(medicine, ofVariant))) return []
  return [
    {
      field: `variants.${i}.gtin`,
      code: 'other_medicine',
      message: 'is a medicine to be listed as a product of its own',
    },
  ]
}

function underOneLaw(one: MedicineRow, other: MedicineRow): boolean {
  return lawOf(one) === lawOf(other)
}

function lawOf(medicine: MedicineRow): string {
  const substances = medicine.substances.map((each) => each.name).toSorted()
  return JSON.stringify([medicine.legal_class, supplyOf(medicine), substances])
}
