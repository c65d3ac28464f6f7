import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { deriveKey, seal, unseal } from './secrets.ts'

const key = deriveKey('a secret that only tests know, and long enough', 'seals')

test('what is sealed is read back, whatever it holds', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1 }), (value) => {
      expect(unseal(key, seal(key, value))).toBe(value)
    }),
  )
})

test('a seal of another purpose, of another secret, or that was touched is none', () => {
  const sealed = seal(key, 'session-1.2')
  expect(unseal(deriveKey('a secret that only tests know, and long enough', 'other seals'), sealed)).toBeNull()
  expect(unseal(deriveKey('another secret that only tests know, and long enough', 'seals'), sealed)).toBeNull()
  fc.assert(
    fc.property(fc.nat(sealed.length - 1), fc.constantFrom('A', '.', '0', 'é', ''), (at, letter) => {
      const touched = sealed.slice(0, at) + letter + sealed.slice(at + 1)
      fc.pre(touched !== sealed)
      expect(unseal(key, touched)).toBeNull()
    }),
  )
})

test.each(['', '.', 'x', '.x', 'session-1.2'])('"%s" is not sealed at all', (text) => {
  expect(unseal(key, text)).toBeNull()
})

test.each(['', 'short', 'x'.repeat(31)])('no key is derived from "%s"', (secret) => {
  expect(() => deriveKey(secret, 'seals')).toThrow('too short')
})
