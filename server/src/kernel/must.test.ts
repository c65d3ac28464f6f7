import { expect, test } from 'vitest'
import { must } from './must.ts'

test.each([0, '', false, Number.NaN])('%o is there', (value) => {
  expect(must(value, 'a value')).toBe(value)
})

test.each([null, undefined])('%o is a fault that says what is missing', (value) => {
  expect(() => must(value, 'the cart of a person')).toThrow('the cart of a person is missing')
})
