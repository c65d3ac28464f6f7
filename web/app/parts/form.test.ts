import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { maybeText, maybeWhole, minorOf, ownPath, passwordOf, telling, textOf, wholeOf } from './form.ts'

const form = (value: string) => {
  const data = new FormData()
  data.set('field', value)
  return data
}

test('a price becomes minor units without a fraction on the way', () => {
  fc.assert(
    fc.property(fc.nat(999_999_999), fc.nat(99), fc.constantFrom('.', ','), (whole, cents, point) => {
      expect(minorOf(form(`${whole}${point}${String(cents).padStart(2, '0')}`), 'field')).toBe(whole * 100 + cents)
    }),
  )
  expect([minorOf(form('12'), 'field'), minorOf(form('12.5'), 'field')]).toEqual([1200, 1250])
})

test('what is no price, no number or no value is left to the API to refuse', () => {
  for (const text of ['', 'abc', '1.234', '-5', '1e3', '12.90 €']) expect(minorOf(form(text), 'field')).toBeNaN()
  for (const text of ['', '1.5', '0x10', 'two']) expect(wholeOf(form(text), 'field')).toBeNaN()
  expect(JSON.stringify({ quantity: wholeOf(form('two'), 'field') })).toBe('{"quantity":null}')
})

test('an empty field is a field left out', () => {
  expect([maybeText(form('  '), 'field'), maybeWhole(form(''), 'field'), maybeText(form('x'), 'other')]).toEqual([
    undefined,
    undefined,
    undefined,
  ])
})

test('a password keeps the blanks that other texts lose', () => {
  const data = new FormData()
  data.set('password_new', '  two  blanks  ')
  expect([passwordOf(data, 'password_new'), textOf(data, 'password_new'), passwordOf(data)]).toEqual([
    '  two  blanks  ',
    'two  blanks',
    '',
  ])
})

test('what was done is told in the address of the next page, whatever it says already', () => {
  expect(['/', '/orders?status=pending'].map((path) => telling(path, 'registered'))).toEqual([
    '/?registered',
    '/orders?status=pending&registered',
  ])
})

test('after signing in nobody is sent to another site', () => {
  const elsewhere = [
    '//evil.example',
    '/\\evil.example',
    'https://evil.example',
    'javascript:alert(1)',
    '/a\\b',
    '/ /evil.example',
    '',
    null,
  ]
  expect(elsewhere.filter((path) => ownPath(path) !== null)).toEqual([])
  for (const path of ['/', '/checkout', '/fr/orders?status=pending']) expect(ownPath(path)).toBe(path)
})

test('what goes on to a path of our own is spelled so that a header can carry it', () => {
  expect(ownPath('/。evil')).toBe('/%E3%80%82evil')
  expect(ownPath('/search?q=œil#é')).toBe('/search?q=%C5%93il#%C3%A9')
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const location = ownPath(`/${text}`) ?? '/'
      expect(new Headers({ location }).get('location')).toBe(location)
      expect(new URL(location, 'https://shop.example').host).toBe('shop.example')
    }),
    { numRuns: 2_000 },
  )
})
