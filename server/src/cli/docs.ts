import { facts, topicsOf, type FactType } from '@mortar/contract/facts'
import { openApi } from '@mortar/contract/openapi'
import { mkdirSync, writeFileSync } from 'node:fs'
import { z } from 'zod'

const folder = new URL('../../../docs/generated/', import.meta.url)

/** The generated documents, by file name: the API with its demo operations, and the facts. A test holds them to the code. */
export function documents(): Record<string, string> {
  return {
    'openapi.json': `${JSON.stringify(openApi({ demo: true }), null, 2)}\n`,
    'events.md': eventsOf(),
  }
}

type Shape = {
  type?: string | string[]
  anyOf?: Shape[]
  enum?: string[]
  items?: Shape
  properties?: Record<string, Shape>
  description?: string
  default?: unknown
}

function eventsOf(): string {
  return [intro, ...(Object.keys(facts) as FactType[]).map(section)].join('\n\n').concat('\n')
}

function section(type: FactType): string {
  const shape = z.toJSONSchema(facts[type].data, { io: 'input' }) as Shape
  const topics = topicsOf({ type, data: standIn('', shape) as never })
  return [
    `## ${type}`,
    ...(shape.description === undefined ? [] : [shape.description]),
    ['| field | type | |', '|---|---|---|', ...fieldsOf(shape).map((cells) => `| ${cells.join(' | ')} |`)].join('\n'),
    ...(topics.length === 0 ? [] : [`Touches ${topics.map((each) => `\`${each}\``).join(', ')}.`]),
  ].join('\n\n')
}

/** One row a field; of what is inside a list, `orders[].shop_id`. */
function fieldsOf({ properties = {} }: Shape, prefix = ''): string[][] {
  return Object.entries(properties).flatMap(([name, shape]) => {
    const inside = shape.items?.properties === undefined ? [] : fieldsOf(shape.items, `${prefix}${name}[].`)
    const absent =
      shape.default === undefined
        ? []
        : [`Absent from facts of before, where it is read as ${JSON.stringify(shape.default)}.`]
    return [[`\`${prefix}${name}\``, typeOf(shape), [shape.description ?? '', ...absent].join(' ').trim()], ...inside]
  })
}

function typeOf(shape: Shape): string {
  if (shape.anyOf !== undefined) return shape.anyOf.map(typeOf).join(' or ')
  if (shape.enum !== undefined) return shape.enum.map((value) => `\`${value}\``).join(', ')
  if (shape.items !== undefined) return `list of ${typeOf(shape.items)}s`
  return [shape.type ?? []].flat().join(' or ')
}

/** What a fact could carry, with the name of each field for its value: what is made of it shows where it comes from. */
function standIn(name: string, { properties, items }: Shape): unknown {
  if (items !== undefined) return [standIn(name, items)]
  if (properties === undefined) return `<${name}>`
  return Object.fromEntries(Object.entries(properties).map(([each, shape]) => [each, standIn(each, shape)]))
}

const intro = `# Facts

What modules make known, and what each fact carries. A fact is written in the transaction that makes it true; the relay hands it to
every reaction exactly once in effect. Amounts are in minor units of the currency beside them. Numeric ids never leave the server.
A fact touches live topics: whoever listens to one is told that something has changed, never what.

This page is made from \`contract/src/facts\` by \`server/src/cli/docs.ts\`.`

if (import.meta.main) {
  mkdirSync(folder, { recursive: true })
  for (const [name, text] of Object.entries(documents())) {
    writeFileSync(new URL(name, folder), text)
    console.log(`docs/generated/${name}`)
  }
}
