import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { slugOf } from './slug.ts'
import { fold, keyOf } from './text.ts'

test('takes case, accents and ligatures away', () => {
  expect(fold('Élixir Œdème Straße Łódź ﬁn Ångström')).toBe('elixir oedeme strasse lodz fin angstrom')
  expect(keyOf('  Acide\u00a0 Acétylsalicylique ')).toBe('acide acetylsalicylique')
})

test('folding twice is folding once, and case never counts', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      expect(fold(fold(text))).toBe(fold(text))
      expect(fold(text.normalize('NFD'))).toBe(fold(text.normalize('NFC')))
    }),
  )
  const latin = fc.string({ unit: fc.constantFrom(...'aàâäbcçeéèêëiîïoôöuùûüßœæåøñłđþz 0-9'.split('')) })
  fc.assert(
    fc.property(latin, (text) => {
      expect(fold(text.toUpperCase())).toBe(fold(text))
    }),
  )
})

test('a name becomes a slug that the contract accepts, cut between words', () => {
  expect(slugOf('Élixir n° 5 (100 ml)', 'product')).toBe('elixir-n-5-100-ml')
  expect(slugOf('薬局', 'shop')).toBe('shop')
  expect(slugOf('word '.repeat(30), 'product')).toBe('word-'.repeat(16).slice(0, -1))
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), (name) => {
      const slug = slugOf(name, 'product')
      expect(slug).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/)
      expect(slug.length).toBeLessThanOrEqual(80)
    }),
  )
})
