import { expect, test } from 'vitest'
import type { Caller } from './module.ts'
import { cappedList, countBound, listed, offsetOf } from './page.ts'

const call = (url: string, page: number, page_size = 20): Caller & { query: { page: number; page_size: number } } => ({
  at: new Date(),
  ip: '192.0.2.1',
  user_agent: null,
  cart_token: null,
  url,
  query: { page, page_size },
})
const full = Array.from({ length: 20 }, (_, i) => i)

test('links are relative, keep what was asked, and end where the list ends', () => {
  expect(listed(call('/api/shops', 1), { count: 41, results: full })).toMatchObject({
    count: 41,
    next: '/api/shops?page=2',
    previous: null,
  })
  expect(listed(call('/api/shops?category=pharmacy&page=2', 2), { count: 41, results: full })).toMatchObject({
    next: '/api/shops?category=pharmacy&page=3',
    previous: '/api/shops?category=pharmacy&page=1',
  })
  expect(listed(call('/api/shops?page=3', 3), { count: 41, results: [1] })).toMatchObject({
    next: null,
    previous: '/api/shops?page=2',
  })
  expect(listed(call('/api/shops', 1), { count: 20, results: full }).next).toBeNull()
  expect(listed(call('/api/shops', 1), { count: 0, results: [] })).toEqual({
    count: 0,
    next: null,
    previous: null,
    results: [],
  })
  expect(listed(call('/api/shops?q=a%20b%26c', 1), { count: 41, results: full }).next).toBe(
    '/api/shops?q=a+b%26c&page=2',
  )
})

test('a search says when it stopped counting, and goes on as long as full pages come', () => {
  const capped = cappedList(call('/api/products/search?q=a', 1), { count: countBound, results: full })
  expect(capped).toMatchObject({ count: 1000, count_capped: true, next: '/api/products/search?q=a&page=2' })
  expect(cappedList(call('/api/products/search?page=90', 90), { count: countBound, results: full }).next).toBe(
    '/api/products/search?page=91',
  )
  expect(cappedList(call('/api/products/search?page=91', 91), { count: countBound, results: [1] }).next).toBeNull()
  const oneGone = { count: countBound, results: full.slice(1), found: full.length }
  expect(cappedList(call('/api/products/search', 1), oneGone).next).toBe('/api/products/search?page=2')
  expect(cappedList(call('/api/products/search', 1), { count: 999, results: full })).not.toHaveProperty('count_capped')
})

test('the first page begins at nothing', () => {
  expect([offsetOf({ page: 1, page_size: 20 }), offsetOf({ page: 4, page_size: 25 })]).toEqual([0, 75])
})
