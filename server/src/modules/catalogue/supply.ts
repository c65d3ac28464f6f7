import type { MedicineRow } from './medicines.ts'

export type TaxClass = 'medicine_reimbursed' | 'medicine' | 'reduced' | 'standard'

/** When a medicine's course has no limit by law, a buyer is taken to need a month. */
const ordinaryTreatmentDays = 30

/** What follows for a product from the medicine it is, or from its being none. */
export function supplyOf(medicine: Pick<MedicineRow, 'reimbursement' | 'max_treatment_days'> | null | undefined): {
  tax_class: TaxClass
  usage_days: number
} {
  if (medicine === null || medicine === undefined) return { tax_class: 'standard', usage_days: 0 }
  return {
    tax_class: medicine.reimbursement === null ? 'medicine' : 'medicine_reimbursed',
    usage_days: medicine.max_treatment_days ?? ordinaryTreatmentDays,
  }
}
