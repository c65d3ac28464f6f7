import type { Duty } from '@mortar/contract'
import { maybeText } from '../../parts/form.ts'

const known: Record<Duty, true> = { pharmacist: true, dispenser: true, counter: true }
export const duties = Object.keys(known) as Duty[]

/** Each duty is a field of its own, so that a refused form gives all of them back. The number goes with the pharmacist. */
export function workOf(form: FormData): { duties: Duty[]; registration_number?: string } {
  const chosen = duties.filter((duty) => form.has(duty))
  const number = maybeText(form, 'registration_number')
  if (!chosen.includes('pharmacist') || number === undefined) return { duties: chosen }
  return { duties: chosen, registration_number: number }
}
