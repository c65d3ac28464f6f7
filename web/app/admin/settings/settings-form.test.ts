import { expect, test } from 'vitest'
import { settingsChanged } from './settings-form.ts'

function aForm(wasOn: string[], isOn: string[]): FormData {
  const form = new FormData()
  for (const name of wasOn) form.append('was_on', name)
  for (const name of isOn) form.set(name, 'on')
  return form
}

test('only switches that were moved are sent', () => {
  const form = aForm(
    ['single_device.staff', 'single_device.admin'],
    ['single_device.admin', 'require_second_factor.admin'],
  )
  expect(settingsChanged(form)).toEqual({
    single_device: { staff: false },
    require_second_factor: { admin: true },
  })
})

test('a form saved as it was shown changes nothing', () => {
  expect(settingsChanged(aForm(['single_device.staff'], ['single_device.staff']))).toEqual({})
})
