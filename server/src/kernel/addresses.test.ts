import * as fc from 'fast-check'
import { isIP } from 'node:net'
import { expect, test } from 'vitest'
import { believable, plainAddress } from './addresses.ts'

test.each([
  ['203.0.113.9', '203.0.113.9'],
  ['203.0.113.9:51234', '203.0.113.9'],
  ['2001:db8::1', '2001:db8::1'],
  ['2001:DB8:0::1', '2001:db8::1'],
  ['[2001:db8::1]', '2001:db8::1'],
  ['[2001:db8::1]:443', '2001:db8::1'],
  ['::ffff:203.0.113.9', '203.0.113.9'],
  ['[::ffff:203.0.113.9]:80', '203.0.113.9'],
  ['fe80::1%eth0', 'fe80::1'],
])('%s is %s', (text, address) => {
  expect(plainAddress(text)).toBe(address)
})

const strange = [
  '',
  'unknown',
  '_hidden',
  '1',
  '0x7f.1',
  '127.1',
  '203.0.113.9:',
  '203.0.113.9:abc',
  '[203.0.113.9]',
  '[::1',
  '::1]',
  '2130706433',
  '203.0.113.09',
  '203.0.113.9/24',
  'for=203.0.113.9',
  '203.0.113.9 203.0.113.10',
]

test.each(strange)('"%s" is no address', (text) => {
  expect(plainAddress(text)).toBeNull()
})

test.each([
  ['203.0.113.9', '203.0.113.9'],
  [' 203.0.113.9:1 ,\t[2001:db8::1]:443 ', '203.0.113.9, 2001:db8::1'],
  ['198.51.100.7, unknown, 203.0.113.9', '203.0.113.9'],
  ['198.51.100.7,, 203.0.113.9', '203.0.113.9'],
  ['203.0.113.9, _hidden', ''],
  ['', ''],
])('of "%s" what can be believed is "%s"', (forwarded, believed) => {
  expect(believable(forwarded)).toBe(believed)
})

test('whatever is forwarded, what is believed are addresses', () => {
  const part = fc.oneof(fc.string(), fc.ipV4(), fc.ipV6(), fc.constantFrom(...strange))
  expect.hasAssertions()
  fc.assert(
    fc.property(fc.array(part), (parts) => {
      const believed = believable(parts.join(',')).split(', ')
      expect(believed.filter((each) => each !== '' && isIP(each) === 0)).toEqual([])
    }),
    { numRuns: 2_000 },
  )
})
