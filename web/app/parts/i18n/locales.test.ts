import { expect, test } from 'vitest'
import { bare, localeOf, localized } from './locales.ts'

test('French lives under /fr, English has no prefix', () => {
  expect(['/', '/fr', '/fr/cart', '/france', '/products/fr'].map(localeOf)).toEqual(['en', 'fr', 'fr', 'en', 'en'])
})

test('an address goes to another language and back', () => {
  for (const path of ['/', '/cart', '/search?q=a&page=2', '/products/fr']) {
    expect(bare(localized(path, 'fr'))).toBe(path)
    expect(localized(path, 'en')).toBe(path)
  }
})
