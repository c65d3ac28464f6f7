import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { pricesOf } from './prices.ts'

const pack = { gtin: '3400921680058', dispensing_fee: 102 }

test('a price holds from its date to the next, fee included, and the last has no end', () => {
  const prices = [
    ['2016-07-18', 198],
    ['2019-09-24', 298],
  ] as const
  expect(pricesOf({ ...pack, prices }, 1010, '2026-01-01')).toEqual([
    { price_minor: 303, starts_at: '2016-07-18T00:00:00Z', ends_at: '2019-09-24T00:00:00Z' },
    { price_minor: 404, starts_at: '2019-09-24T00:00:00Z', ends_at: null },
  ])
})

test('dates to come are not known yet; a first price to come is asked from today on', () => {
  const prices = [
    ['2030-01-01', 100],
    ['2031-01-01', 200],
  ] as const
  const first = { price_minor: 202, starts_at: '2030-01-01T00:00:00Z', ends_at: null }
  expect(pricesOf({ ...pack, prices }, 1000, '2030-06-01')).toEqual([first])
  expect(pricesOf({ ...pack, prices }, 1000, '2029-06-01')).toEqual([{ ...first, starts_at: '2029-06-01T00:00:00Z' }])
})

test('a history has no gap, no overlap and no step that changes nothing', () => {
  const day = fc
    .date({ min: new Date('2016-01-01'), max: new Date('2026-01-01'), noInvalidDate: true })
    .map((at) => at.toISOString().slice(0, 10))
  const dated = fc.uniqueArray(fc.tuple(day, fc.integer({ min: 1, max: 500 })), {
    minLength: 1,
    maxLength: 8,
    selector: ([on]) => on,
  })
  fc.assert(
    fc.property(dated, fc.integer({ min: 900, max: 1100 }), (points, factor) => {
      const prices = points.toSorted(([a], [b]) => (a < b ? -1 : 1))
      const history = pricesOf({ ...pack, prices }, factor, '2026-06-01')
      expect(history[0]?.starts_at.slice(0, 10)).toBe(prices[0]?.[0])
      history.forEach((price, i) => {
        expect(price.ends_at).toBe(history[i + 1]?.starts_at ?? null)
        expect(price.price_minor).not.toBe(history[i + 1]?.price_minor)
      })
    }),
  )
})
