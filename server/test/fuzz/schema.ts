import { z } from 'zod'
import type { Dice } from './dice.ts'
import type { Json, Values } from './values.ts'

type Schema = {
  type?: string
  enum?: Json[]
  const?: Json
  format?: string
  properties?: Record<string, Schema>
  required?: string[]
  items?: Schema
  minItems?: number
  maxItems?: number
  minimum?: number
  maximum?: number
  anyOf?: Schema[]
  oneOf?: Schema[]
  allOf?: Schema[]
  $ref?: string
  $defs?: Record<string, Schema>
  additionalProperties?: boolean | Schema
}

/** A value that a part of the contract might take: of its shape, with texts that exist or do not. */
export function valueFor(part: z.ZodType, io: 'input' | 'output'): (dice: Dice, values: Values) => Json {
  const root = z.toJSONSchema(part, { io, unrepresentable: 'any' }) as Schema
  return (dice, values) => make(root, '', { root, dice, values })
}

type Making = { root: Schema; dice: Dice; values: Values }

function make(given: Schema, name: string, making: Making): Json {
  const { root, dice, values } = making
  const schema = given.$ref === undefined ? given : (root.$defs?.[given.$ref.split('/').at(-1) ?? ''] ?? {})
  const choices = schema.anyOf ?? schema.oneOf ?? (schema.allOf === undefined ? undefined : [schema.allOf[0] ?? {}])
  if (choices !== undefined) return make(dice.one(choices), name, making)
  if (schema.const !== undefined) return schema.const
  if (schema.enum !== undefined) return dice.one(schema.enum)
  if (schema.type === 'object') return objectFor(schema, making)
  if (schema.type === 'array') {
    const length = dice.one([schema.minItems ?? 0, 1, 1, 2, schema.maxItems ?? 3])
    return Array.from({ length: Math.min(length, 60) }, () => make(schema.items ?? {}, name, making))
  }
  if (schema.type === 'integer' || schema.type === 'number') return numberFor(schema, dice)
  if (schema.type === 'boolean') return dice.chance(0.5)
  if (schema.type === 'null') return null
  return schema.format === 'date' && dice.chance(0.7)
    ? dice.one(['2026-01-01', '2030-06-30', '1999-12-31', '2098-02-28'])
    : values.text(dice, name)
}

function objectFor({ properties = {}, required = [], additionalProperties }: Schema, making: Making): Json {
  const { dice, values } = making
  const kept = Object.entries(properties).filter(([key]) => required.includes(key) || dice.chance(0.5))
  const made = kept.map(([key, schema]): [string, Json] => [key, make(schema, key, making)])
  if (typeof additionalProperties === 'object')
    made.push([values.text(dice, 'option') || 'x', make(additionalProperties, 'option', making)])
  return Object.fromEntries(made)
}

function numberFor({ minimum = -2, maximum = 1_000_000 }: Schema, dice: Dice): number {
  return dice.one([
    minimum,
    maximum,
    Math.max(minimum, 0),
    Math.max(minimum, 1),
    minimum + dice.below(Math.min(maximum - minimum, 2 ** 31)),
    minimum - 1,
    maximum + 1,
  ])
}
