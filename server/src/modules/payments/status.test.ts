import { expect, test } from 'vitest'
import * as fc from 'fast-check'
import { after, statusOf, type Kind, type Sums } from './status.ts'

const opened = (amount_minor: number): Sums => ({ amount_minor, captured_minor: 0, voided_minor: 0, refunded_minor: 0 })

test.each<[string, Partial<Sums>, string]>([
  ['nothing happened', {}, 'open'],
  ['a part was captured', { captured_minor: 40 }, 'open'],
  ['all was captured', { captured_minor: 100 }, 'paid'],
  ['a part captured, the rest let go', { captured_minor: 40, voided_minor: 60 }, 'paid'],
  ['a part given back', { captured_minor: 100, refunded_minor: 40 }, 'paid'],
  ['all given back', { captured_minor: 100, refunded_minor: 100 }, 'refunded'],
  ['what was kept given back', { captured_minor: 40, voided_minor: 60, refunded_minor: 40 }, 'refunded'],
  ['all let go', { voided_minor: 100 }, 'voided'],
])('%s: %o is %s', (_, sums, status) => {
  expect(statusOf({ ...opened(100), ...sums })).toBe(status)
})

test('a card that is refused has failed; nothing to pay is paid', () => {
  expect(statusOf({ ...opened(100), voided_minor: 100 }, 'failed')).toBe('failed')
  expect(statusOf(opened(0))).toBe('paid')
})

const amount = fc.integer({ min: 1, max: 100_000_000 })
const entry = fc.record({ kind: fc.constantFrom<Kind>('capture', 'void', 'refund'), amount })

function attempt(sums: Sums, kind: Kind, minor: number): Sums | null {
  try {
    return after(sums, kind, minor)
  } catch (error) {
    if (error instanceof RangeError) return null
    throw error
  }
}

test('whatever happens, never more than there is, and the status never contradicts the sums', () => {
  fc.assert(
    fc.property(amount, fc.array(entry, { maxLength: 12 }), (whole, entries) => {
      let sums = opened(whole)
      for (const each of entries) {
        const tooMuch =
          each.kind === 'refund'
            ? sums.refunded_minor + each.amount > sums.captured_minor
            : sums.captured_minor + sums.voided_minor + each.amount > whole
        const next = attempt(sums, each.kind, each.amount)
        expect(next === null).toBe(tooMuch)
        sums = next ?? sums
      }
      const isOpen = sums.captured_minor + sums.voided_minor < whole
      const isKept = sums.captured_minor > sums.refunded_minor
      expect([statusOf(sums) === 'open', statusOf(sums) === 'paid']).toEqual([isOpen, !isOpen && isKept])
    }),
  )
})
