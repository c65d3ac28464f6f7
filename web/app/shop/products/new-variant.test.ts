import { expect, test } from 'vitest'
import { newVariantOf } from './new-variant.ts'

function aForm(fields: Record<string, string>): FormData {
  const form = new FormData()
  for (const [name, value] of Object.entries(fields)) form.set(name, value)
  return form
}

test('a variant is read as its form says it, and what is empty is left out', () => {
  const size = { 'option.0.name': 'size', 'option.0.value': ' L ', 'option.1.name': 'colour', 'option.1.value': '' }
  expect(newVariantOf(aForm({ ...size, price: '12,90', stock: '', sku: '', gtin: '' }))).toEqual({
    variants: [{ options: { size: 'L' }, price: 1290, stock: 0 }],
  })
  const whole = { ...size, 'option.1.value': 'blue', price: '1', stock: '4', sku: 'A-1', expiry_date: '2099-01-31' }
  expect(newVariantOf(aForm(whole))).toEqual({
    variants: [{ options: { size: 'L', colour: 'blue' }, price: 100, stock: 4, sku: 'A-1' }],
    expiry_date: '2099-01-31',
  })
})

test('what is no number is left to the API to refuse', () => {
  const [variant] = newVariantOf(aForm({ price: 'x', stock: 'many' })).variants
  expect(variant).toMatchObject({ price: Number.NaN, stock: Number.NaN })
})
