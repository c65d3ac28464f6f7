import { expect, test } from 'vitest'
import { gtinForms } from './gtin.ts'

test('a GTIN is the same with and without leading zeros, and never loses a digit', () => {
  expect(gtinForms('3400949500123')).toEqual(['03400949500123', '3400949500123'])
  expect(gtinForms('03400949500123')).toEqual(gtinForms('3400949500123'))
  expect(gtinForms('96385074')).toEqual(['00000096385074', '0000096385074', '000096385074', '96385074'])
  expect(gtinForms('13400949500120')).toEqual(['13400949500120'])
})
