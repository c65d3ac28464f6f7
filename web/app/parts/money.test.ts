import { expect, test } from 'vitest'
import { dayText } from './dates.tsx'
import { money } from './money.ts'

test('minor units are shown in the reader’s notation', () => {
  expect(money(236705, 'EUR', 'en')).toBe('€2,367.05')
  expect(money(236705, 'EUR', 'fr')).toBe('2\u00A0367,05\u00A0€')
})

test('a currency without cents is not divided', () => {
  expect(money(500, 'JPY', 'en')).toContain('500')
})

test('a day stays the same day wherever it is read', () => {
  expect(dayText('2027-01-31', 'en')).toBe('31 Jan 2027')
  expect(dayText('2027-01-31', 'fr')).toBe('31 janv. 2027')
})
