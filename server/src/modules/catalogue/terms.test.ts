import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { searchQuery, searchText, strengthTokens, termsVersion, type Searchable } from './terms.ts'

const words = (name: string) => new Set(searchText({ name }).a.split(' '))

/** Says what PostgreSQL would: whether a document holds what the query asks. Queries here have one reading. */
function finds(q: string, name: string): boolean {
  const there = [...words(name)]
  return (searchQuery(q) ?? '').split(' & ').every((part) => {
    const [, word = '', prefix] = /^'(.+)'(:\*)?$/.exec(part) ?? []
    return there.some((each) => (prefix === undefined ? each === word : each.startsWith(word)))
  })
}

test.each([
  ['500 mg', '500mg', '0.5 g', '0,5 g', '500000 µg', '500 000 mcg', '0.0005 kg', '500 milligrammes', '50 cg'],
  ['1 g', '1000 mg', '1 000 mg', '1.000 g', '1,0 g', '1 gramme'],
  ['5 ml', '0.5 cl', '0,005 l', '5000 µl', '5 millilitres'],
  ['1000 IU', '1000 UI', '1 000 U.I.', '1000 Ul', '1000 unités internationales', '1000 units'],
  ['1.5 M UI', '1,5 MUI', '1.5 M.U.I.', '1500000 IU', '1 500 000 UI', "1.5 million d'unités internationales"],
  ['0.05 %', '0,05%', '0.050 %'],
])('%s is written in many ways, and is one', (first, ...others) => {
  const [token] = strengthTokens(first)
  for (const other of others) {
    expect(strengthTokens(other)).toEqual([token])
    expect(finds(other, `Remedy ${first}`)).toBe(true)
    expect(finds(first, `Remedy ${other}, 16 tablets`)).toBe(true)
  }
})

test('a strength of another size is another strength', () => {
  expect(finds('500 mg', 'Remedy 50 mg')).toBe(false)
  expect(finds('500 mg', 'Remedy 500 ml')).toBe(false)
  expect(finds('500 mg', 'Remedy 500 IU')).toBe(false)
  expect(finds('5 mg', 'Remedy 15 mg')).toBe(false)
})

test('a bare number finds the number, and a beginning finds the last word only', () => {
  expect(finds('remedy 500', 'Remedy 500 mg')).toBe(true)
  expect(finds('remedy 500 m', 'Remedy 500 mg')).toBe(true)
  expect(finds('parac', 'Paracétamol')).toBe(true)
  expect(finds('parac remedy', 'Paracétamol Remedy')).toBe(false)
  expect(finds('COMPRIMÉS', 'un comprime')).toBe(true)
})

test('two readings of grouped digits are both asked', () => {
  expect(searchQuery('aspirin 20 500 mg')).toBe("'aspirin' & (('mass20500000ug') | ('20' & 'mass500000ug'))")
  expect(searchQuery('1,000 mg')).toBe("(('mass1000000ug') | ('mass1000ug'))")
  expect(searchQuery('1 000 mg')).toBe("'mass1000000ug'")
})

test('numbers of whatever length that somebody writes are read to their end', () => {
  // The next one after the other: no two numbers of their length have a common measure that takes longer to find.
  let [one, other] = [1n, 2n]
  while (String(other).length < 1_900) [one, other] = [other, one + other]
  const { a } = searchText({ name: `Remedy ${other} mg/${one} ml` })
  expect(a).toContain(`p${one}ul`)
})

test('a text without words asks nothing', () => {
  expect(searchQuery(' – !?')).toBeNull()
  expect(searchText({ name: '–' }).a).toBe('')
})

test('a medicine is found by substance, strength, maker, form, code and what the pack says', () => {
  const medicine = {
    gtin: '3400949500123',
    name: 'ABILIFY 15 mg, comprimé',
    brand: 'Abilify',
    manufacturer: 'Otsuka Pharmaceutical',
    substances: [{ name: 'Aripiprazole', strength: '15 mg' }],
    form: 'Tablet',
    routes: ['Oral'],
    atc: 'N05AX12',
    pack_label: '28 plaquettes',
  }
  const { a, b, c } = searchText({ name: 'Abilify', description: 'Once a day', medicine })
  expect(a).toBe('abilify')
  expect(b.split(' ')).toEqual(
    expect.arrayContaining(['aripiprazole', 'mass15000ug', 'otsuka', 'tablet', 'comprime', '3400949500123', 'n05ax12']),
  )
  expect(c.split(' ')).toEqual(
    ['once', 'day', 'a', '28', 'plaquette', 'oral'].toSorted((x, y) => c.indexOf(x) - c.indexOf(y)),
  )
})

test('every text finds itself, in any case and any order of its words', () => {
  const word = fc.constantFrom(
    'Paracétamol',
    'Codéine',
    'tablets',
    '500 mg',
    '0,5 g',
    '30 mg/5 ml',
    'B12',
    '16',
    'l’Oréal',
    '1 000 UI',
  )
  fc.assert(
    fc.property(fc.array(word, { minLength: 1, maxLength: 6 }), fc.func(fc.nat()), (parts, order) => {
      const name = parts.join(', ')
      const shuffled = parts.toSorted((x, y) => order(x) - order(y))
      expect(finds(shuffled.join(', ').toUpperCase(), name)).toBe(true)
    }),
  )
})

test('whatever was typed becomes words of letters and digits, and nothing a query could trip over', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 120 }), (q) => {
      const query = searchQuery(q) ?? ''
      const operators = query.replace(/'[\p{L}\p{N}]+'(:\*)?/gu, '')
      expect(operators).toMatch(/^[()&| ]*$/)
      for (const text of Object.values(searchText({ name: q }))) expect(text).toMatch(/^[\p{L}\p{N} ]*$/u)
    }),
  )
})

test('a mass is exact whatever its unit and wherever its point', () => {
  const units = [
    ['ng', -3],
    ['µg', 0],
    ['mg', 3],
    ['g', 6],
    ['kg', 9],
  ] as const
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 999_999_999 }),
      fc.constantFrom(...units),
      fc.constantFrom(...units),
      (n, [one, a], [other, b]) => {
        const shifted = a >= b ? `${n}${'0'.repeat(a - b)}` : decimal(n, b - a)
        expect(strengthTokens(`${shifted} ${other}`)).toEqual(strengthTokens(`${n} ${one}`))
      },
    ),
  )
})

/** n / 10^places, written out. */
function decimal(n: number, places: number): string {
  const digits = String(n).padStart(places + 1, '0')
  return `${digits.slice(0, -places)}.${digits.slice(-places)}`
}

test('terms that are made otherwise have another version', () => {
  const fixture = new URL('../../../../fixtures/medicines_fixture.json', import.meta.url)
  const packs = JSON.parse(readFileSync(fixture, 'utf8')) as { fields: NonNullable<Searchable['medicine']> }[]
  const terms = packs.map(({ fields }) => searchText({ name: fields.name, medicine: fields }))
  const made = createHash('sha256').update(JSON.stringify(terms)).digest('hex').slice(0, 16)
  // Where this fails, raise termsVersion, and say here what was made by it: products of before are then made anew.
  expect([termsVersion, made]).toEqual([1, '2d3edfeab1d350c5'])
})
