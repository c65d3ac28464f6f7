import type { FieldError } from '@mortar/contract'

const maxDepth = 32

/** JSON that would be read differently by different readers, or not at all: refused before anything looks at it. */
export class JsonFault extends Error {
  override name = 'JsonFault'
}

/** Parses strictly: no duplicate keys (the last would win silently), no deeper than 32, no `__proto__`. */
export function parseJson(text: string): unknown {
  if (text.trim() === '') return {}
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw new JsonFault('The body is not JSON.')
  }
  checkKeys(text)
  return value
}

/** Walks valid JSON text once, with the set of keys of each object that is open. Arrays have none. */
function checkKeys(text: string): void {
  const open: (Set<string> | null)[] = []
  for (let at = 0; at < text.length; at++) {
    const character = text[at]
    if (character === '{') open.push(new Set())
    else if (character === '[') open.push(null)
    else if (character === '}' || character === ']') open.pop()
    else if (character === '"') {
      const end = stringEnd(text, at)
      if (isKey(text, end)) addKey(open.at(-1), JSON.parse(text.slice(at, end + 1)) as string)
      at = end
    }
    if (open.length > maxDepth) throw new JsonFault(`The body is nested deeper than ${maxDepth} levels.`)
  }
}

function stringEnd(text: string, start: number): number {
  let at = start + 1
  while (text[at] !== '"') at += text[at] === '\\' ? 2 : 1
  return at
}

function isKey(text: string, end: number): boolean {
  let at = end + 1
  while (text[at] === ' ' || text[at] === '\n' || text[at] === '\r' || text[at] === '\t') at++
  return text[at] === ':'
}

function addKey(keys: Set<string> | null | undefined, key: string): void {
  if (key === '__proto__') throw new JsonFault('The body holds a key that is not allowed.')
  if (keys?.has(key)) throw new JsonFault('The body holds the same key twice in one object.')
  keys?.add(key)
}

/**
 * Text that cannot be stored, or would be stored as something else: NUL bytes, lone surrogates, and the replacement
 * character that a broken encoding decodes to; wherever they stand in path, query or body.
 */
export function unstorable(parts: Record<string, unknown>): FieldError[] {
  const faults: FieldError[] = []
  const visit = (field: string, value: unknown) => {
    if (typeof value === 'string') {
      if (!isStorable(value))
        faults.push({ field, code: 'invalid_text', message: 'holds characters that cannot be stored' })
    } else if (typeof value === 'object' && value !== null) {
      for (const [key, each] of Object.entries(value)) {
        const inside = field === '' ? key : `${field}.${key}`
        if (isStorable(key)) visit(inside, each)
        else
          faults.push({
            field: field === '' ? 'body' : field,
            code: 'invalid_text',
            message: 'holds a key that cannot be stored',
          })
      }
    }
  }
  for (const part of Object.values(parts)) visit('', part)
  return faults
}

function isStorable(text: string): boolean {
  return !text.includes('\0') && !text.includes('\uFFFD') && text.isWellFormed()
}

/** The same value gives the same text, whatever the order of its keys. */
export function canonical(value: unknown): string {
  return JSON.stringify(value, (_, each: unknown) =>
    typeof each === 'object' && each !== null && !Array.isArray(each)
      ? Object.fromEntries(Object.entries(each).sort(([a], [b]) => (a < b ? -1 : 1)))
      : each,
  )
}
