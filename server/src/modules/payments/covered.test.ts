import { expect, test } from 'vitest'
import * as fc from 'fast-check'
import { coveredBy } from './covered.ts'

const shop = fc.constantFrom('a', 'b', 'c')
const part = fc.record({ shop, amount_minor: fc.integer({ min: 1, max: 1000 }) })
const balances = fc.dictionary(shop, fc.integer({ min: 0, max: 2000 }))

test('what an account has is taken and no more, and what it covers and what is owed are the part', () => {
  fc.assert(
    fc.property(fc.array(part, { maxLength: 8 }), balances, (parts, left) => {
      const overdrafts = Object.entries(left).map(([code, balance_minor]) => ({ code, currency: 'EUR', balance_minor }))
      const split = coveredBy(parts, (each) => each.shop, overdrafts)
      for (const [i, { part: of, covered_minor, owed_minor }] of split.entries()) {
        expect(of).toBe(parts[i])
        expect(covered_minor + owed_minor).toBe(of.amount_minor)
        expect(Math.min(covered_minor, owed_minor)).toBeGreaterThanOrEqual(0)
      }
      for (const code of ['a', 'b', 'c']) {
        const mine = split.filter((each) => each.part.shop === code)
        const asked = mine.reduce((sum, each) => sum + each.part.amount_minor, 0)
        const taken = mine.reduce((sum, each) => sum + each.covered_minor, 0)
        expect(taken).toBe(Math.min(asked, left[code] ?? asked))
      }
    }),
  )
})
