import * as fc from 'fast-check'
import { includedTax, minor } from '@mortar/contract'
import { expect, test } from 'vitest'
import type { LineLeft } from './store.ts'
import { isAll, takeOff } from './take-off.ts'

const line = (over: Partial<LineLeft> = {}): LineLeft => ({
  position: 1,
  variant_id: 1,
  product_slug: 'soap',
  sku: 'SOAP',
  quantity: 3,
  tax_rate_bps: 2000,
  amount_minor: minor(1000),
  tax_minor: includedTax(minor(1000), 2000),
  ...over,
})
const refusal = (left: LineLeft[], items: Parameters<typeof takeOff>[1]) => {
  try {
    return takeOff(left, items)
  } catch (error) {
    return error
  }
}

test('however a line is taken off in parts, they add up to it, money and tax', () => {
  const parts = fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 6 })
  fc.assert(
    fc.property(parts, fc.nat(100_000), fc.constantFrom(0, 210, 550, 1000, 2000), (quantities, amount, rate) => {
      const whole = quantities.reduce((a, b) => a + b, 0)
      const tax_minor = includedTax(minor(amount), rate)
      let left = line({ quantity: whole, amount_minor: minor(amount), tax_rate_bps: rate, tax_minor })
      for (const quantity of quantities) {
        const [taken] = takeOff([left], [{ product: 'soap', quantity }])
        if (taken === undefined) throw new Error('nothing was taken')
        expect(taken.tax_minor).toBeLessThanOrEqual(taken.amount_minor)
        expect(taken.tax_minor).toBeGreaterThanOrEqual(0)
        left = {
          ...left,
          quantity: left.quantity - taken.quantity,
          amount_minor: minor(left.amount_minor - taken.amount_minor),
          tax_minor: minor(left.tax_minor - taken.tax_minor),
        }
        expect(left.tax_minor).toBe(includedTax(left.amount_minor, rate))
      }
      expect([left.quantity, left.amount_minor, left.tax_minor]).toEqual([0, 0, 0])
    }),
  )
})

test('a third of ten is a share of what is left', () => {
  const taken = takeOff([line()], [{ product: 'soap', quantity: 1 }])
  expect(taken).toMatchObject([{ position: 1, quantity: 1, amount_minor: 333, tax_minor: 56 }])
})

test('lines of one variant are taken in their order, and items of one line together', () => {
  const left = [
    line(),
    line({ position: 2, quantity: 2, amount_minor: minor(500), tax_minor: includedTax(minor(500), 2000) }),
  ]
  const taken = takeOff(left, [
    { product: 'soap', quantity: 2 },
    { product: 'soap', variant: 'SOAP', quantity: 2 },
  ])
  expect(taken.map(({ position, quantity }) => [position, quantity])).toEqual([
    [1, 3],
    [2, 1],
  ])
  expect(isAll(left, taken)).toBe(false)
  expect(isAll(left, takeOff(left, [{ product: 'soap', quantity: 5 }]))).toBe(true)
})

test('what the order has not, what must be said and what is too many are refused, each with its place', () => {
  const left = [
    line(),
    line({ position: 2, sku: 'SOAP-2' }),
    line({ position: 3, product_slug: 'gauze', sku: 'G', quantity: 0 }),
  ]
  expect(
    refusal(left, [
      { product: 'salve', quantity: 1 },
      { product: 'soap', quantity: 1 },
    ]),
  ).toMatchObject({
    code: 'invalid_input',
    details: {
      errors: [
        { field: 'items.0.product', code: 'unknown' },
        { field: 'items.1.variant', code: 'required' },
      ],
    },
  })
  expect(
    refusal(left, [
      { product: 'soap', variant: 'SOAP', quantity: 4 },
      { product: 'gauze', quantity: 1 },
    ]),
  ).toMatchObject({
    code: 'not_that_many',
    details: {
      errors: [
        { field: 'items.0.quantity', message: 'only 3 of it are left' },
        { field: 'items.1.quantity', message: 'none of it is left' },
      ],
    },
  })
})
