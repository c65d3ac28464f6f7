import { expect, test } from 'vitest'
import { auditFilters, auditSearch } from './audit-query.ts'

test('filters come from an address and go back to it; what is empty or unknown stays out', () => {
  const filters = auditFilters(new URLSearchParams('actor=+ada+&action=&target=user:bob&page=3&x=1'))
  expect(filters).toEqual({ actor: 'ada', target: 'user:bob' })
  expect(auditFilters(new URLSearchParams(auditSearch(filters)))).toEqual(filters)
})

test('no filter is no query', () => {
  expect(auditSearch(auditFilters(new URLSearchParams('actor=&page=2')))).toBe('')
})
