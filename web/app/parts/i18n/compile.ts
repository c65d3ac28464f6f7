import { IntlMessageFormat } from 'intl-messageformat'
import type { Compiled, Part } from './format.ts'

/** Runs at build time only. Refuses what `format` does not evaluate: dates, skeletons, offsets and tags. */
export function compile(text: string, locale: string): Compiled {
  const parts = partsOf(new IntlMessageFormat(text, locale).getAst() as Node[], text)
  const [only, ...others] = parts
  if (only === undefined) return ''
  return typeof only === 'string' && others.length === 0 ? only : parts
}

/** The element types of intl-messageformat's tree, by its numbers. */
type Node = {
  type: number
  value: string
  style?: unknown
  offset?: number
  pluralType?: string
  options?: Record<string, { value: Node[] }>
}
const literal = 0
const argument = 1
const number = 2
const select = 5
const plural = 6
const pound = 7

function partsOf(nodes: Node[], text: string): Part[] {
  return nodes.map((node): Part => {
    if (node.type === literal) return node.value
    if (node.type === pound) return 0
    if (node.type === argument) return ['a', node.value]
    if (node.type === number && !node.style) return ['n', node.value]
    if (node.type === select) return ['s', node.value, choices(node, text)]
    if (node.type === plural && !node.offset) {
      return [node.pluralType === 'ordinal' ? 'o' : 'p', node.value, choices(node, text)]
    }
    throw new Error(`this kind of ICU element is not used here: ${text}`)
  })
}

function choices(node: Node, text: string): Record<string, Part[]> {
  const entries = Object.entries(node.options ?? {})
  return Object.fromEntries(entries.map(([name, option]) => [name, partsOf(option.value, text)]))
}
