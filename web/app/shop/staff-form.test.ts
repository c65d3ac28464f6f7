import { expect, test } from 'vitest'
import { failureAt, workOf } from './staff-form.ts'

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

test('a refusal belongs to the form that was sent, and to the person it was about', () => {
  const problem = { type: 'about:blank', title: 'No', status: 400, code: 'invalid_input' }
  const refused = { problem, values: { deed: 'change', who: 'ada' } }
  expect(failureAt(refused, 'change', 'ada')).toBe(refused)
  expect([failureAt(refused, 'change', 'bob'), failureAt(refused, 'remove', 'ada')]).toEqual([{}, {}])
  expect(failureAt({ problem, values: { deed: 'invite' } }, 'invite', '').problem).toBe(problem)
  expect(failureAt({ done: 'change', who: 'ada' }, 'change', 'ada')).toEqual({})
})
