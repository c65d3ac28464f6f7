import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { addressInput, displayName, newUsername, phone } from './shape.ts'

const takes = (schema: { safeParse: (value: unknown) => { success: boolean } }, value: unknown) =>
  schema.safeParse(value).success

test.each(['admin', 'ADMIN', 'adm1n', 'a.d.m.i.n', 'r00t', 'supp0rt', 'help-desk', 'Mortar', 'sta_ff', 'null'])(
  'nobody is called %s: it would speak for the platform',
  (name) => {
    const { error } = newUsername.safeParse(name)
    expect(error?.issues).toMatchObject([{ code: 'custom', params: { code: 'reserved' } }])
  },
)

test.each(['administrative', 'ada', 'ada.lovelace', 'rooter', 'demo-admin', 'i11', 'x_1-2.3'])(
  '%s is a name like any other',
  (name) => {
    expect(takes(newUsername, name)).toBe(true)
  },
)

test('a username has no letter that another alphabet could lend', () => {
  const others = fc
    .string({ unit: 'grapheme', minLength: 1, maxLength: 1 })
    .filter((letter) => !/^[\w.-]$/.test(letter))
  fc.assert(
    fc.property(others, (letter) => {
      expect(takes(newUsername, `ad${letter}min`)).toBe(false)
    }),
  )
})

test.each([
  ['turns the reading direction', 'Ada\u202Egpj'],
  ['cannot be seen', 'Ada\u200BLovelace'],
  ['breaks the line', 'Ada\nLovelace'],
  ['separates lines', 'Ada\u2028Lovelace'],
  ['is nobody’s', 'Ada\uE000'],
  ['is a blank', '   '],
])('a name that others see has no letter that %s', (_, name) => {
  expect(takes(displayName(120), name)).toBe(false)
})

test.each(['Ada Lovelace', 'Łukasz Żółć', '李小龙', 'علی‌رضا', 'श्री‍मती', "O'Brien-Núñez", 'Dr. Ada 👩‍⚕️'])(
  '%s is a name',
  (name) => {
    expect(takes(displayName(120), name)).toBe(true)
  },
)

test.each([
  ['+33612345678', true],
  ['+33012345678', false],
  ['+3361234567', false],
  ['0612345678', false],
  ['+999123456789', false],
])('the phone number %s: %s', (number, isOne) => {
  expect(takes(phone, number)).toBe(isOne)
})

test.each([
  ['FR', '69001', true],
  ['FR', '6900', false],
  ['BE', '1000', true],
  ['BE', '69001', false],
  ['GB', 'SW1A 1AA', true],
  ['AE', 'anything', true],
  ['XX', '69001', false],
])('an address in %s with the postcode %s: %s', (country, postcode, isOne) => {
  const address = { name: 'Ada', line1: '1 rue de la Paix', city: 'Lyon', postcode, country }
  expect(takes(addressInput, address)).toBe(isOne)
})
