import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { JsonFault, canonical, parseJson, unstorable } from './json.ts'

const spaced = (text: string) => text.replaceAll(',', ' ,\n\t').replaceAll(':', ' :\r\n ')

test('reads what JSON.parse reads', () => {
  fc.assert(
    fc.property(fc.json({ maxDepth: 5 }), (text) => {
      fc.pre(!text.includes('"__proto__"'))
      expect(parseJson(text)).toEqual(JSON.parse(text))
      expect(parseJson(` ${text}\n`)).toEqual(JSON.parse(text))
    }),
  )
})

test('an empty body is an empty object', () => {
  for (const text of ['', ' ', '\r\n']) expect(parseJson(text)).toEqual({})
})

test.each([
  '{"a":1,"a":1}',
  '{"a":{"b":1},"a":2}',
  '[{"x":{"a":1,"b":[],"a":2}}]',
  '{"a":1,"\\u0061":2}',
  '{"say \\"a\\"":1,"say \\"a\\"":2}',
  spaced('{"a":1,"b":"a:b","a":2}'),
])('a key said twice in one object is refused: %s', (text) => {
  expect(() => parseJson(text)).toThrow(JsonFault)
})

test('the same key in two objects, or as a value, is no duplicate', () => {
  const value = { a: { a: 'a', b: ['a', { a: '{"a":1,"a":2}' }] }, b: 'a' }
  expect(parseJson(JSON.stringify(value))).toEqual(value)
  expect(parseJson(spaced('{"a":["a","a"],"b":"\\\\","c":"\\""}'))).toEqual({ a: ['a', 'a'], b: '\\', c: '"' })
})

test('a key said twice is found wherever it stands', () => {
  const key = fc.string({ minLength: 1, maxLength: 6 }).filter((each) => each !== '__proto__')
  fc.assert(
    fc.property(
      fc.uniqueArray(key, { minLength: 1, maxLength: 8 }),
      fc.nat(),
      fc.json({ maxDepth: 2 }),
      (keys, pick, value) => {
        fc.pre(!value.includes('__proto__') && parses(value))
        const again = keys[pick % keys.length] ?? ''
        const members = [...keys, again].map((each) => `${JSON.stringify(each)}: ${value}`)
        expect(() => parseJson(`{"outer": [{${members.join(', ')}}]}`)).toThrow(/same key twice/)
      },
    ),
  )
})

function parses(text: string): boolean {
  try {
    parseJson(text)
    return true
  } catch {
    return false
  }
}

const arrays = (depth: number) => '['.repeat(depth) + ']'.repeat(depth)
const objects = (depth: number) => '{"a":'.repeat(depth) + '1' + '}'.repeat(depth)

test('is read 32 levels deep and no deeper, objects or arrays', () => {
  for (const nested of [arrays, objects]) {
    expect(() => parseJson(nested(32))).not.toThrow()
    expect(() => parseJson(nested(33))).toThrow(/deeper than 32/)
    expect(() => parseJson(nested(200_000))).toThrow(JsonFault)
  }
})

test('what is not JSON is refused without echoing it', () => {
  for (const text of ['{', "{'a':1}", '{"a":1,}', 'undefined', '\u0000', '{"a":\u0001}', 'NaN', '01', '"\n"'])
    expect(() => parseJson(text)).toThrow(new JsonFault('The body is not JSON.'))
})

test('__proto__ is refused as a key, however it is written, and fine as a value', () => {
  expect(() => parseJson('{"__proto__":{"admin":true}}')).toThrow(JsonFault)
  expect(() => parseJson('{"a":{"\\u005f_proto__":1}}')).toThrow(JsonFault)
  expect(parseJson('{"a":"__proto__"}')).toEqual({ a: '__proto__' })
})

test('text that cannot be stored is found in every part, with its place', () => {
  const faults = unstorable({
    params: { slug: 'a\0b' },
    query: { q: ['ok', 'broken \uFFFD'] },
    body: { name: 'fine 💊', lines: [{ note: '\uD83D' }, { ['\uDC8A']: 1 }], ['nul\0']: 1 },
  })
  expect(faults.map((fault) => fault.field)).toEqual(['slug', 'q.1', 'lines.0.note', 'lines.1', 'body'])
  expect(new Set(faults.map((fault) => fault.code))).toEqual(new Set(['invalid_text']))
})

test('well-formed text is never refused', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      fc.pre(!text.includes('\0') && !text.includes('\uFFFD'))
      expect(unstorable({ body: { text, [text]: [text] } })).toEqual([])
    }),
  )
})

test('the canonical text of a value knows no order of keys, and keeps that of lists', () => {
  const shuffled = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(shuffled)
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(
      Object.entries(value)
        .toReversed()
        .map(([key, each]) => [key, shuffled(each)]),
    )
  }
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(canonical(shuffled(value))).toBe(canonical(value))
      expect(JSON.parse(canonical(value))).toEqual(JSON.parse(JSON.stringify(value)))
    }),
  )
  expect(canonical({ items: [1, 2] })).not.toBe(canonical({ items: [2, 1] }))
})
