import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { api } from './api.ts'
import type { Route } from './route.ts'
import { email, gtin, newUsername, oneLine, orderNumber, phone, username } from './shape.ts'

const takes = (schema: { safeParse: (value: unknown) => { success: boolean } }, value: unknown) =>
  schema.safeParse(value).success

test.each([
  'admin',
  'ADMIN',
  'adm1n',
  'a.d.m.i.n',
  'r00t',
  'supp0rt',
  'help-desk',
  'Mortar',
  'sta_ff',
  'null',
  'deleted-3f2a9c01b4d7',
  'De1eted.3f2a',
  'deleted',
])('nobody is called %s: it would speak for the platform, or for somebody who is no more', (name) => {
  const { error } = newUsername.safeParse(name)
  expect(error?.issues).toMatchObject([{ code: 'custom', params: { code: 'reserved' } }])
})

test.each([
  'administrative',
  'ada',
  'ada.lovelace',
  'rooter',
  'demo-admin',
  'i11',
  'x_1-2.3',
  'delete-me',
  'undeleted',
])('%s is a name like any other', (name) => {
  expect(takes(newUsername, name)).toBe(true)
})

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
  expect(takes(oneLine(120), name)).toBe(false)
})

/** Every text that a schema takes, with its dotted path. */
function textsIn(schema: z.core.$ZodType | undefined, path: string): [path: string, text: z.ZodType][] {
  if (schema instanceof z.ZodString || schema instanceof z.ZodStringFormat) return [[path, schema]]
  if (schema instanceof z.ZodObject)
    return Object.entries(schema.shape).flatMap(([name, inner]) => textsIn(inner as z.ZodType, `${path}.${name}`))
  if (schema instanceof z.ZodRecord)
    return [...textsIn(schema.keyType, `${path}.*`), ...textsIn(schema.valueType, `${path}.*`)]
  if (schema instanceof z.ZodArray) return textsIn(schema.element, path)
  if (schema instanceof z.ZodUnion) return schema.options.flatMap((option) => textsIn(option, path))
  if (schema instanceof z.ZodPipe) return textsIn(schema.in, path)
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable || schema instanceof z.ZodDefault)
    return textsIn(schema.unwrap(), path)
  return []
}

const texts = Object.entries(api as Record<string, Route>).flatMap(([operation, { body }]) => textsIn(body, operation))

/** Nobody reads these: they are compared with what was given before, and a number is judged by its country's plan. */
const unread = /\.(phone|password|new_password|token|refresh_token|device_token|login|code)$/

test.each([
  ['turns the reading direction', '\u202E'],
  ['isolates what follows', '\u2066'],
  ['cannot be seen', '\u200B'],
  ['hyphenates unseen', '\u00AD'],
  ['joins graphemes', '\u034F'],
  ['fills', '\u3164'],
  ['begins an escape', '\u001B'],
  ['is private', '\uE000'],
])('no body takes a letter that %s, where somebody else reads it', (_, letter) => {
  const taking = texts.filter(([, schema]) => takes(schema, `Sample${letter}name`)).map(([path]) => path)
  expect(taking.filter((path) => !unread.test(path))).toEqual([])
})

test('only what may be long has several lines', () => {
  const lines = texts.filter(([, schema]) => takes(schema, 'Sample\nname')).map(([path]) => path)
  const long = /\.(description|note|reason)$/
  expect(lines.filter((path) => !unread.test(path) && !long.test(path))).toEqual([])
  expect(lines.filter((path) => long.test(path)).length).toBeGreaterThan(5)
})

test.each(['\u200D', '\uFE0F', '\u2800', ' \u200C '])('a line of nothing that is seen is blank', (nothing) => {
  expect(takes(oneLine(120), nothing)).toBe(false)
})

test('what a phone adds around a line is left out', () => {
  expect(oneLine(120).parse(' Ada Lovelace \n')).toBe('Ada Lovelace')
})

test.each(['Ada Lovelace', 'Łukasz Żółć', '李小龙', 'علی‌رضا', 'श्री‍मती', "O'Brien-Núñez", 'Dr. Ada 👩‍⚕️'])(
  '%s is a name',
  (name) => {
    expect(takes(oneLine(120), name)).toBe(true)
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
  ['an e-mail address', email, ' name@example.test ', 'name@example.test'],
  ['a username', username, 'ada.lovelace ', 'ada.lovelace'],
  ['a GTIN with blanks', gtin, '3 400936 000001', '3400936000001'],
  ['a GTIN with hyphens', gtin, ' 34-00936-00000-1', '3400936000001'],
  ['an order number in small letters', orderNumber, 'ord20261126abcdefghjk', 'ORD20261126ABCDEFGHJK'],
  ['an order number with blanks', orderNumber, ' ORD 2026 1126 ABCDE-FGHJK ', 'ORD20261126ABCDEFGHJK'],
  ['an order number with O, I and L', orderNumber, 'ORDZO26II26OILoiGHJK', 'ORDZ026112601101GHJK'],
  [
    'an order number whose first letter was read as a digit',
    orderNumber,
    '0RD20261126ABCDEFGHJK',
    'ORD20261126ABCDEFGHJK',
  ],
  ['an international number', phone, '+33 6 12-34.56 78', '+33612345678'],
  ['one with two noughts', phone, '0033612345678', '+33612345678'],
  ['one with the nought that is left out', phone, '+33 (0)6 12 34 56 78', '+33612345678'],
])('%s is read as it is meant', (_, schema, typed, read) => {
  expect(schema.parse(typed)).toBe(read)
})

test('an e-mail address, a username and a GTIN are still such', () => {
  for (const wrong of ['name@', '@example.test', 'na me@example.test', '', ' ']) expect(takes(email, wrong)).toBe(false)
  for (const wrong of ['a b', 'ada..l', ' ']) expect(takes(username, wrong)).toBe(false)
  for (const wrong of ['3400936000002', '34009360', 'x3400936000001', '']) expect(takes(gtin, wrong)).toBe(false)
})
