import { fieldCodes, type FieldCode, type FieldError, type Route } from '@mortar/contract'
import { z } from 'zod'
import { unstorable } from './json.ts'
import { Refusal } from './refusal.ts'

export type Parts = { params: unknown; query: unknown; body: unknown }

/** Where a route takes no input, it takes none. */
const nothing = z.strictObject({})

/** What could not be stored in text, wherever it hides: this is how it looks once escaped or decoded. */
const suspicious = /\\u0000|\\u[dD][89a-fA-F]|\0|\uFFFD|[\uD800-\uDFFF]/

/** Checks path, query and body together and says every fault at once. Nothing is coerced and nothing is dropped. */
export function readInput(route: Route, parts: Parts, rawBody: string): Parts {
  const text = suspicious.test(rawBody) || hasText(parts.params) || hasText(parts.query) ? unstorable(parts) : []
  const errors: FieldError[] = [...text]
  const read = (schema: z.ZodType = nothing, value: unknown = {}, part: string) => {
    const result = schema.safeParse(value, { reportInput: true })
    if (result.success) return result.data
    errors.push(...result.error.issues.flatMap((issue) => faults(issue, part)))
    return undefined
  }
  const input = {
    params: read(route.params, parts.params, 'path'),
    query: read(route.query, parts.query, 'query'),
    body: read(route.body, parts.body, 'body'),
  }
  // A path that cannot name anything is not found, but only when nothing else is wrong with the request.
  if (errors.length > 0) throw new Refusal('invalid_input', { errors: errors.slice(0, 100) })
  return input
}

function hasText(part: unknown): boolean {
  return Object.values((part as object | null) ?? {}).some(
    (value) => typeof value !== 'string' || suspicious.test(value),
  )
}

type Issue = z.core.$ZodIssue

function faults(issue: Issue, part: string): FieldError[] {
  const path = issue.path.map(String)
  if (issue.code === 'unrecognized_keys')
    return issue.keys
      .slice(0, 20)
      .map((key) => ({ field: [...path, key].join('.'), code: 'unknown_field', message: 'is not known here' }))
  if (issue.code === 'invalid_union' && issue.errors.length > 0)
    return (issue.errors[0] ?? []).flatMap((inner) => faults({ ...inner, path: [...issue.path, ...inner.path] }, part))
  return [{ field: path.join('.') || part, code: codeOf(issue), message: messageOf(issue) }]
}

const codes: Record<string, FieldCode> = {
  invalid_type: 'invalid_type',
  too_big: 'too_big',
  too_small: 'too_small',
  invalid_value: 'invalid_value',
  invalid_format: 'invalid_format',
}

function codeOf(issue: Issue): FieldCode {
  if (issue.code === 'invalid_type' && issue.input === undefined) return 'required'
  if (issue.code === 'custom') return fieldCodes.find((code) => code === issue.params?.['code']) ?? 'invalid'
  return codes[issue.code] ?? 'invalid'
}

function messageOf(issue: Issue): string {
  if (codeOf(issue) === 'required') return 'is required'
  return issue.message
}
