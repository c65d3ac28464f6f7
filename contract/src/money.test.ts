import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { includedTax, minor, split, sum, times, zero } from './money.ts'

const total = fc.integer({ min: -1_000_000_00, max: 1_000_000_00 }).map(minor)
const weights = fc.array(fc.integer({ min: 0, max: 1_000_000 }), { minLength: 1, maxLength: 20 })
const some = weights.filter((list) => list.some((weight) => weight > 0))

test('the parts of a split add up to the total', () => {
  fc.assert(
    fc.property(total, weights, (amount, list) => {
      const parts = split(amount, list)
      expect(parts).toHaveLength(list.length)
      expect(sum(parts)).toBe(amount)
    }),
  )
})

test('each part is within one unit of its exact share', () => {
  fc.assert(
    fc.property(total, some, (amount, list) => {
      const whole = list.reduce((a, b) => a + b, 0)
      split(amount, list).forEach((part, i) => {
        expect(Math.abs(part - (amount * (list[i] ?? 0)) / whole)).toBeLessThan(1)
      })
    }),
  )
})

test('what weighs nothing bears nothing, and no part has the other sign', () => {
  fc.assert(
    fc.property(total, some, (amount, list) => {
      const parts = split(amount, list)
      expect(parts.filter((_, i) => list[i] === 0)).toEqual(list.filter((weight) => weight === 0))
      expect(parts.every((part) => part * Math.sign(amount) >= 0)).toBe(true)
    }),
  )
})

test('a heavier part never gets less, and of equal parts an earlier one gets the odd cent', () => {
  const positive = total.map((amount) => minor(Math.abs(amount)))
  fc.assert(
    fc.property(positive, some, (amount, list) => {
      const parts = split(amount, list)
      const order = list.map((weight, i) => ({ weight, i, part: parts[i] ?? zero }))
      order.sort((a, b) => b.weight - a.weight || a.i - b.i)
      expect(order.map(({ part }) => part)).toEqual(parts.toSorted((a, b) => b - a))
      const spread = order.map(({ weight, part }, k) =>
        order[k - 1]?.weight === weight ? (order[k - 1]?.part ?? 0) - part : 0,
      )
      expect(Math.max(...spread)).toBeLessThanOrEqual(1)
    }),
  )
})

test('a split of one cent goes to the first of equals', () => {
  expect(split(minor(1), [1, 1, 1])).toEqual([1, 0, 0])
  expect(split(minor(2), [1, 1, 1])).toEqual([1, 1, 0])
  expect(split(minor(100), [1, 2])).toEqual([33, 67])
})

test('without weights the first part bears the whole, and without parts there is nothing to split over', () => {
  expect(split(minor(7), [0, 0])).toEqual([7, 0])
  expect(() => split(minor(7), [])).toThrow(RangeError)
})

test('amounts beyond a double are still exact', () => {
  const huge = minor(Number.MAX_SAFE_INTEGER)
  expect(sum(split(huge, [999_999, 1_000_000, 1_000_001]))).toBe(huge)
})

test('a tax contained in a price is what is left when the net price bears it', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 100_000_00 }).map(minor),
      fc.integer({ min: 0, max: 10_000 }),
      (gross, rate) => {
        const tax = includedTax(gross, rate)
        expect(Math.abs(tax - (gross * rate) / (10_000 + rate))).toBeLessThanOrEqual(0.5)
      },
    ),
  )
  expect(includedTax(minor(2_367), 210)).toBe(49)
  expect(includedTax(minor(1_200), 2_000)).toBe(200)
})

test('a fraction of a cent, an unsafe sum and an unsafe product are errors, never rounded', () => {
  expect(() => minor(0.5)).toThrow(RangeError)
  expect(() => minor(Number.NaN)).toThrow(RangeError)
  expect(() => sum([minor(Number.MAX_SAFE_INTEGER), minor(1)])).toThrow(RangeError)
  expect(() => times(minor(Number.MAX_SAFE_INTEGER), 2)).toThrow(RangeError)
  expect(() => times(minor(1), 0.1)).toThrow(RangeError)
})
