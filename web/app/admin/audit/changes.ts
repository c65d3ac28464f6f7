export type Value = string | number | boolean
/** One field that an entry of the audit log changed. Null: it was not there. */
export type Change = { field: string; before: Value | null; after: Value | null }

/** What differs between two states, field by field; fields of fields are named with a dot. */
export function changesOf(before: unknown, after: unknown): Change[] {
  const [was, is] = [fieldsOf(before), fieldsOf(after)]
  const fields = [...new Set([...was.keys(), ...is.keys()])]
  return fields
    .map((field) => ({ field, before: was.get(field) ?? null, after: is.get(field) ?? null }))
    .filter((change) => change.before !== change.after)
}

function fieldsOf(state: unknown, name = ''): Map<string, Value> {
  if (state === null || state === undefined) return new Map()
  if (Array.isArray(state)) return new Map([[name, state.map(inWords).join(', ')]])
  if (typeof state !== 'object') return new Map([[name, isValue(state) ? state : inWords(state)]])
  const below = Object.entries(state).map(([key, value]) => fieldsOf(value, name === '' ? key : `${name}.${key}`))
  return new Map(below.flatMap((fields) => [...fields]))
}

const isValue = (value: unknown): value is Value => ['string', 'number', 'boolean'].includes(typeof value)
const inWords = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value))
