import { expect, test } from 'vitest'
import { fieldOf, pricesIn } from './prices-in.ts'

const typed =
  (...prices: [sku: string, was: string, price: string][]) =>
  (name: string) => {
    const [field, i] = name.split('.')
    const row = prices[Number(i)]
    return row?.[['sku', 'was', 'price'].indexOf(field ?? '')] ?? ''
  }

test('only a price that was typed anew is sent: what another changed meanwhile stays', () => {
  expect(pricesIn(typed(['A', '1.00', '1.00'], ['B', '2.00', '2,50'], ['C', '3.00', '3.00']))).toEqual([
    { sku: 'B', price: 250 },
  ])
  expect(pricesIn(typed(['A', '1.00', '1.00']))).toEqual([])
})

test('what is no price is sent to be refused, and found again by where it stood', () => {
  const read = typed(['A', '1.00', '1.00'], ['B', '2.00', '2.50'], ['C', '3.00', 'x'])
  expect(pricesIn(read)).toEqual([
    { sku: 'B', price: 250 },
    { sku: 'C', price: Number.NaN },
  ])
  expect([fieldOf(read, 'C'), fieldOf(read, 'B')]).toEqual(['variants.1.price', 'variants.0.price'])
  expect(fieldOf(read, 'A')).toBe('variants.-1.price')
})
