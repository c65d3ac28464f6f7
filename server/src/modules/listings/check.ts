import type { FieldError } from '@mortar/contract'
import type { Tx } from '../../kernel/database.ts'
import { dayOf } from '../../kernel/instant.ts'
import { Refusal } from '../../kernel/refusal.ts'
import { findMedicines, isCategory, supplyOf, type MedicineRow } from '../catalogue/index.ts'
import type { Listing } from './create.ts'
import { packOf } from './packs.ts'

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
    ...repeats(
      variants.map((variant) => packOf(variant.gtin)),
      'gtin',
    ),
    ...variants.flatMap((variant, i) => otherMedicine(medicine, medicines.get(variant.gtin ?? ''), i)),
  ]
  if (errors.length > 0) throw new Refusal('invalid_input', { errors })
  return medicine
}

type More = { variants: Listing['variants'] & {}; expiry_date?: string | undefined }
type Sold = { options: Record<string, string>; gtin: string | null }

/**
 * The same of variants that join those a product is sold in: none may repeat one of these, or be another medicine. Returns how
 * many days a pack of it lasts.
 */
export async function checkVariants(
  tx: Tx,
  product: { gtin: string | null },
  sold: readonly Sold[],
  { variants, expiry_date }: More,
  at: Date,
): Promise<number> {
  const gtins = [product.gtin, ...variants.map((variant) => variant.gtin)].filter((each) => each != null)
  const medicines = await findMedicines(tx, gtins)
  const medicine = product.gtin === null ? undefined : medicines.get(product.gtin)
  const listing = { expiry_date, stock: 0, variants }
  const errors = [
    ...expiryFaults(listing, medicine, dayOf(at)),
    ...repeats(
      variants.map((variant) => variant.sku),
      'sku',
    ),
    ...repeats(
      [...sold, ...variants].map(({ options }) => optionsKey(options)),
      'options',
      sold.length,
    ),
    ...repeats(
      [...sold, ...variants].map((each) => packOf(each.gtin)),
      'gtin',
      sold.length,
    ),
    ...variants.flatMap((variant, i) => otherMedicine(medicine, medicines.get(variant.gtin ?? ''), i)),
  ]
  if (errors.length > 0) throw new Refusal('invalid_input', { errors })
  return supplyOf(medicine).usage_days
}

export const unknownCategory: FieldError = { field: 'category', code: 'unknown', message: 'is not a category there is' }
const unknownGtin: FieldError = { field: 'gtin', code: 'unknown', message: 'is not the GTIN of a known medicine' }

function expiryFaults(
  { expiry_date, stock, variants = [] }: Pick<Listing, 'expiry_date' | 'stock' | 'variants'>,
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

/** Two variants of one name could not be told apart. `from`: the first so many were there before. */
export function repeats(values: (string | undefined)[], part: string, from = 0): FieldError[] {
  return values.flatMap((value, i) =>
    value !== undefined && i >= from && values.indexOf(value) < i
      ? [{ field: `variants.${i - from}.${part}`, code: 'repeated', message: 'is that of another variant' }]
      : [],
  )
}

export function optionsKey(options: Record<string, string>): string {
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
