import { expect, test } from 'vitest'
import { workOf } from './staff-form.ts'

function aForm(fields: Record<string, string>): FormData {
  const form = new FormData()
  for (const [name, value] of Object.entries(fields)) form.set(name, value)
  return form
}

test('a registration number goes with a pharmacist only', () => {
  const number = { registration_number: ' 10001234567 ' }
  expect(workOf(aForm({ pharmacist: 'on', counter: 'on', ...number }))).toEqual({
    duties: ['pharmacist', 'counter'],
    registration_number: '10001234567',
  })
  expect(workOf(aForm({ dispenser: 'on', ...number }))).toEqual({ duties: ['dispenser'] })
  expect(workOf(aForm({ pharmacist: 'on', registration_number: ' ' }))).toEqual({ duties: ['pharmacist'] })
  expect(workOf(aForm(number))).toEqual({ duties: [] })
})
