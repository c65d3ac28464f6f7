import * as fc from 'fast-check'
import validator from 'validator'
import { expect, test } from 'vitest'
import { addressLines, addressParts } from './address-form.ts'
import { addressInput, postcodeIn, readPostcode } from './address.ts'

const base = { name: 'Ada', line1: '1 rue de la Paix', city: 'Lyon' }
const errorsOf = (value: object) =>
  addressInput.safeParse({ ...base, ...value }).error?.issues.map(({ path, message }) => [path.join('.'), message])

test.each([
  ['FR', ' 69001 ', '69001'],
  ['FR', 'F-69001', '69001'],
  ['FR', '69 001', '69001'],
  ['GB', 'sw1a1aa', 'SW1A 1AA'],
  ['GB', 'SW1A 1AA', 'SW1A 1AA'],
  ['GB', 'm11ae', 'M1 1AE'],
  ['GB', 'EC1A-1BB', 'EC1A 1BB'],
  ['NL', '1234ab', '1234 AB'],
  ['IE', 'd02x285', 'D02 X285'],
  ['CA', 'k1a0b1', 'K1A 0B1'],
  ['SE', '11455', '114 55'],
  ['CZ', '110 00', '110 00'],
  ['PL', '00950', '00-950'],
  ['PT', '1000001', '1000-001'],
  ['JP', '1000001', '100-0001'],
  ['US', '902101234', '90210-1234'],
  ['US', '90210', '90210'],
  ['CH', 'CH-8001', '8001'],
  ['LU', 'L-1234', '1234'],
  ['LT', '01100', 'LT-01100'],
  ['LV', 'lv1073', 'LV-1073'],
  ['MT', 'vlt1117', 'VLT 1117'],
  ['GI', 'gx11 1aa', 'GX11 1AA'],
])('in %s, %j is the postcode %s', (country, typed, read) => {
  expect(readPostcode(country, typed)).toBe(read)
  const { postcode } = addressInput.parse({ ...base, country, postcode: typed })
  expect(postcode).toBe(read)
})

test.each([
  ['FR', '6900'],
  ['FR', '00100'],
  ['BE', '69001'],
  ['NL', 'AB1234'],
  ['GB', '69001'],
  ['GB', 'SW1A 1AAA'],
])('in %s, %j is no postcode', (country, postcode) => {
  expect(errorsOf({ country, postcode })).toEqual([['postcode', 'is no postcode of that country']])
})

test('case, blanks and hyphens never decide, and what was read is read again as it is', () => {
  const known: [string, string][] = [
    ['GB', 'SW1A 1AA'],
    ['NL', '1234 AB'],
    ['PL', '00-950'],
    ['IE', 'D02 X285'],
    ['LT', 'LT-01100'],
  ]
  const typing = fc.constantFrom(...known).chain(([country, code]) => {
    const letters = code.replace(/[ -]/g, '').split('')
    const between = fc.array(fc.constantFrom('', ' ', '-', '  '), {
      minLength: letters.length,
      maxLength: letters.length,
    })
    const cases = fc.array(fc.boolean(), { minLength: letters.length, maxLength: letters.length })
    return fc.tuple(fc.constant(country), fc.constant(code), between, cases).map(([, , blanks, small]) => {
      const typed = letters.map((letter, i) => (small[i] === true ? letter.toLowerCase() : letter) + blanks[i]).join('')
      return { country, code, typed }
    })
  })
  fc.assert(
    fc.property(typing, ({ country, code, typed }) => {
      expect(readPostcode(country, typed)).toBe(code)
      expect(readPostcode(country, code)).toBe(code)
    }),
  )
})

test.each([
  ['FR', 'required'],
  ['GB', 'required'],
  ['IE', 'optional'],
  ['HK', 'none'],
  ['AE', 'none'],
  ['GI', 'optional'],
])('the postcode of an address in %s is %s', (country, postcode) => {
  expect(postcodeIn(country)).toBe(postcode)
  const without = errorsOf({ country, region: 'Somewhere' })
  expect(without).toEqual(postcode === 'required' ? [['postcode', 'is required']] : undefined)
})

test.each(['HK', 'AE'])('a postcode is to be left out in %s', (country) => {
  expect(errorsOf({ country, postcode: '999077' })).toEqual([['postcode', 'is to be left out: that country has none']])
})

test('wherever we know what postcodes look like, the form asks for one', () => {
  const forgotten = validator.isPostalCodeLocales.filter((country) => postcodeIn(country) === 'none')
  expect(forgotten).toEqual([])
})

test.each([
  ['FR', ['lines', 'postcode', 'city']],
  ['GB', ['lines', 'city', 'postcode']],
  ['HU', ['city', 'lines', 'postcode']],
  ['IT', ['lines', 'postcode', 'city', 'region']],
  ['HK', ['lines', 'city', 'region']],
])('an address in %s is written in the order of that country', (country, parts) => {
  expect(addressParts(country)).toEqual(parts)
})

test('a place without cities needs none, and others do', () => {
  const { city: _, ...without } = base
  expect(addressInput.safeParse({ ...without, country: 'SG', postcode: '018956' }).success).toBe(true)
  const { error } = addressInput.safeParse({ ...without, country: 'FR', postcode: '69001' })
  expect(error?.issues).toMatchObject([{ path: ['city'], params: { code: 'required' } }])
})

test.each([
  ['FR', '06 12 34 56 78', '+33612345678'],
  ['FR', '0033612345678', '+33612345678'],
  ['FR', '+33 (0)6 12 34 56 78', '+33612345678'],
  ['FR', '06.12.34.56.78', '+33612345678'],
  ['GB', '020 7946 0018', '+442079460018'],
  ['FR', '+44 20 7946 0018', '+442079460018'],
])('with an address in %s, the number %j is %s', (country, phone, read) => {
  const postcode = country === 'FR' ? '69001' : 'SW1A 1AA'
  expect(addressInput.parse({ ...base, country, postcode, phone }).phone).toBe(read)
})

test.each(['06 12 34 56', 'call me', '+33 1', '++33612345678'])('%j is no number', (phone) => {
  expect(errorsOf({ country: 'FR', postcode: '69001', phone })?.map(([path]) => path)).toEqual(['phone'])
})

test('all that is wrong with an address is said at once', () => {
  expect(
    errorsOf({ country: 'FR', postcode: 'x', phone: '06' })
      ?.map(([path]) => path)
      .toSorted(),
  ).toEqual(['phone', 'postcode'])
  expect(errorsOf({ country: 'XX', postcode: 'x' })?.map(([path]) => path)).toEqual(['country'])
})

test.each([
  [{ country: 'FR', postcode: '69001', city: 'Lyon' }, ['69001 Lyon']],
  [{ country: 'GB', postcode: 'SW1A 1AA', city: 'London' }, ['London', 'SW1A 1AA']],
  [{ country: 'LT', postcode: 'LT-01100', city: 'Vilnius' }, ['LT-01100 Vilnius']],
  [{ country: 'CH', postcode: '8001', city: 'Zürich' }, ['CH-8001 Zürich']],
  [{ country: 'IE', city: 'Dublin' }, ['Dublin']],
])('an address is written as its country does', (place, lines) => {
  expect(addressLines({ line1: '1 High Street', line2: 'Flat 2', ...place })).toEqual([
    '1 High Street',
    'Flat 2',
    ...lines,
  ])
})
