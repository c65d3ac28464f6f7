import * as fc from 'fast-check'
import type { Dice } from './dice.ts'

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json }

/** What has broken programs before: hidden letters, what other languages quote, sizes, numbers that are none. */
const known = [
  '', ' ', '\0', '\ud800', '\udfff', '\ufffd', '\u202e', '\u200b', '\r\n', '\n', '\t', '\\', '/', '//', '/\\', '.', '..', '../..', '%', '%00', '%zz',
  '%2f', '%ff', '%ED%A0%80', "'", '"', '`', "'--", '";', '$1', '${x}', '{{x}}', '<script>', '</script>', '<!--', '[]', '{}', 'null', 'undefined', 'NaN', 'true',
  '-1', '0', '-0', '1e309', '0x10', '99999999999999999999', '9007199254740993', '2147483648', '1.5', '٣', '__proto__', 'constructor', 'toString', 'then',
  'localhost', '127.0.0.1', '::1', 'http://x', 'javascript:alert(1)', 'data:,x', '。', '。。', 'é', 'e\u0301', 'œ', 'İ', 'ß', '😀', '👩‍⚕️', '\u{10ffff}',
  '2026-02-30', '0000-00-00', '9999-12-31', '+275760-09-13', '1969-12-31T23:59:60Z', '-infinity', 'epoch', 'a@b', 'a@b@c', '@', 'A'.repeat(300), 'x'.repeat(3000),
  '1 g', '1000 mg', '0 mg', '1e9 mg', '500mg/ml', '% %', ':*', '&', '|', '!', '(', 'a & b', "a' | 'b", '*', '?', '#', ';', '%%', '_',
] // prettier-ignore

/** All that a field may be given: what belongs there, what belongs elsewhere, and what belongs nowhere. */
export type Values = {
  /** A text for a field of this name: mostly one that exists somewhere. */
  text: (dice: Dice, name: string) => string
  hostile: (dice: Dice) => string
  json: (dice: Dice) => Json
}

export function valuesFrom(seed: number, pools: Record<string, string[]>): Values {
  const all = Object.values(pools).flat()
  const sampled = [
    ...fc.sample(fc.string({ unit: 'binary' }), { seed, numRuns: 100 }),
    ...fc.sample(fc.string({ unit: 'grapheme' }), { seed, numRuns: 50 }),
    ...fc.sample(fc.oneof(fc.emailAddress(), fc.webUrl(), fc.uuid(), fc.ipV6()), { seed, numRuns: 50 }),
  ]
  const values = fc.sample(fc.jsonValue({ maxDepth: 3 }), { seed, numRuns: 100 }) as Json[]
  const deep = ['['.repeat(40) + ']'.repeat(40), '{"a":'.repeat(20) + '1' + '}'.repeat(20)].map(
    (text) => JSON.parse(text) as Json,
  )
  const hostile = (dice: Dice) => dice.one(dice.chance(0.6) ? known : sampled)
  return {
    hostile,
    text: (dice, name) => {
      const own = pools[name] ?? []
      if (own.length > 0 && dice.chance(0.75)) return dice.one(own)
      return dice.chance(0.4) ? dice.one(all) : hostile(dice)
    },
    json: (dice) =>
      dice.chance(0.5) ? hostile(dice) : dice.one([...values, ...deep, [], {}, null, 0, -1, 1.5, 1e21, true]),
  }
}

/** The same value with something in it changed, left out, doubled or added. */
export function mutated(dice: Dice, value: Json, values: Values, name = ''): Json {
  if (Array.isArray(value) && value.length > 0 && dice.chance(0.8)) {
    const at = dice.below(value.length)
    if (dice.chance(0.1)) return Array.from({ length: dice.one([2, 51, 300]) }, () => value[at] as Json)
    return value.with(at, mutated(dice, value[at] as Json, values, name))
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value) && dice.chance(0.9))
    return mutatedObject(dice, value, values)
  return dice.chance(0.7) ? values.text(dice, name) : values.json(dice)
}

function mutatedObject(dice: Dice, value: { [key: string]: Json }, values: Values): Json {
  const keys = Object.keys(value)
  if (keys.length === 0 || dice.chance(0.05))
    return { ...value, [values.hostile(dice) || 'surprise']: values.json(dice) }
  const key = dice.one(keys)
  const { [key]: old, ...others } = value
  return dice.chance(0.15) ? others : { ...value, [key]: mutated(dice, old as Json, values, key) }
}
