import { z } from 'zod'
import type { OperationId } from '@mortar/contract'
import { routeOf, type Request } from './send.ts'

/** A request with one thing wrong, and the refusal it must get: its status, and the fields that it must name. */
export type Attack = { what: string; request: Request; status: number; fields?: string[]; code?: string }

type Json = null | boolean | number | string | Json[] | { [key: string]: Json }
type Schema = {
  type?: string
  properties?: Record<string, Schema>
  maximum?: number
  enum?: unknown[]
  format?: string
}

/** All that can be wrong with the input of an operation, made from its contract and one request that is right. */
export function attacksOn(operation: OperationId, right: Request): Attack[] {
  const { method } = routeOf(operation)
  const body = right.body === undefined ? undefined : (JSON.parse(right.body) as Json)
  return [
    ...pathAttacks(operation, right),
    ...queryAttacks(operation, right),
    ...(method === 'GET' ? [] : [...bodyAttacks(right), ...extraFields(right, body ?? {})]),
    ...(body === undefined ? [] : [...typeAttacks(operation, right, body), ...textAttacks(right, body)]),
    everythingAtOnce(operation, right, body),
    ...keyAttacks(operation, right),
  ]
}

const withBody = (right: Request, body: Json | undefined): Request =>
  body === undefined
    ? right
    : { ...right, body: JSON.stringify(body), headers: { ...right.headers, 'content-type': 'application/json' } }

function pathAttacks(operation: OperationId, right: Request): Attack[] {
  const place = routeOf(operation)
    .url.split('/')
    .findIndex((part) => part.startsWith(':'))
  if (place < 0) return []
  const parts = right.path.split('/')
  const attack = (status: number) => (part: string) => ({
    what: `path ${part}`,
    request: { ...right, path: parts.with(place, part).join('/') },
    status,
  })
  const unreadable = ['%00', `${parts[place]}%00`, '%ED%A0%80', '%zz', 'x'.repeat(150)]
  const nameless = ['..%2f..', `${parts[place]}'--`]
  // What is no order number answers like one that no order has.
  const isOrder = right.path.includes('/orders/')
  return [...unreadable.map(attack(400)), ...nameless.map(attack(isOrder ? 404 : 400))]
}

const neverNumbers = ['', '0x10', '1e3', '1.5', ' 5', '+5', '٣', 'null', '99999999999999999999']
const neverBooleans = ['', '1', 'TRUE', 'yes', 'null']

/** Values that a parameter of this kind must refuse. */
function badValues(name: string, { type, enum: choices, format }: Schema): string[] {
  const unstorable = ['a%00b', '%ED%A0%80']
  if (type === 'integer')
    return [...unstorable, ...neverNumbers, ...(name === 'page_size' ? ['1000000000', '101', '0', '-1'] : [])]
  if (type === 'boolean') return [...unstorable, ...neverBooleans]
  if (choices !== undefined) return [...unstorable, '', 'no-such-choice']
  if (format === 'date') return [...unstorable, '', '2026-02-30', '1.2.2026', '2026-1-1']
  return [...unstorable, 'x'.repeat(5000)]
}

function queryAttacks(operation: OperationId, right: Request): Attack[] {
  const add = (text: string) => ({ ...right, query: right.query === '' ? text : `${right.query}&${text}` })
  const set = (name: string, text: string) => {
    const others = right.query.split('&').filter((pair) => !pair.startsWith(`${name}=`))
    return { ...right, query: [...others, `${name}=${text}`].join('&') }
  }
  const known = Object.entries(propertiesOf(routeOf(operation).query, 'output'))
  return [
    { what: 'unknown query', request: add('surprise=1'), status: 400, fields: ['surprise'], code: 'invalid_input' },
    ...known.flatMap(([name, schema]) => [
      { what: `${name} twice`, request: add(`${name}=1`), status: 400, fields: [name] },
      ...badValues(name, schema).map((value) => ({
        what: `${name}=${value.slice(0, 40)}`,
        request: set(name, encodeUnlessEncoded(value)),
        status: 400,
        fields: [name],
      })),
    ]),
  ]
}

const encodeUnlessEncoded = (value: string) => (value.includes('%') ? value : encodeURIComponent(value))

function bodyAttacks(right: Request): Attack[] {
  const sent = (text: string, type: string | null = 'application/json'): Request => {
    const { 'content-type': _, ...headers } = right.headers
    return { ...right, body: text, headers: type === null ? headers : { ...headers, 'content-type': type } }
  }
  const unreadable = [
    '{',
    '{"a":}',
    "{'a':1}",
    '{"a":1}x',
    'undefined',
    '{"a":1,"a":1}',
    '{"a":[{"b":1,"b":2}]}',
    '{"__proto__":{}}',
  ]
  const deep = [100, 100_000].map((depth) => '['.repeat(depth) + ']'.repeat(depth))
  const types = [
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/xml',
    'json',
    null,
  ]
  return [
    ...[...unreadable, ...deep].map((text) => ({
      what: `body ${text.slice(0, 30)}`,
      request: sent(text),
      status: 400,
      code: 'bad_request',
    })),
    ...['[]', '[1]', '"text"', '1', 'true', 'null'].map((text) => ({
      what: `body ${text}`,
      request: sent(text),
      status: 400,
    })),
    { what: 'NUL in a key', request: sent('{"a\\u0000":1}'), status: 400 },
    {
      what: 'a body of 10 MB',
      request: sent(`{"surprise":"${'x'.repeat(10_000_000)}"}`),
      status: 413,
      code: 'payload_too_large',
    },
    ...types.map((type) => ({
      what: `content type ${type}`,
      request: sent(right.body ?? '{}', type),
      status: 415,
      code: 'unsupported_media_type',
    })),
  ]
}

type Place = { path: string; value: Json; set: (value: Json) => Json }

/** Every value inside, with its dotted path and a way to put another in its place. */
function placesIn(value: Json, path = '', put: (value: Json) => Json = (it) => it): Place[] {
  const children = typeof value === 'object' && value !== null ? Object.entries(value) : []
  return children.flatMap(([key, child]) => {
    const inside = path === '' ? key : `${path}.${key}`
    const set = (it: Json) =>
      put(Array.isArray(value) ? value.with(Number(key), it) : { ...(value as object), [key]: it })
    return [{ path: inside, value: child, set }, ...placesIn(child, inside, set)]
  })
}

const wrongFor: Record<string, Json[]> = {
  string: [1, true, {}, [], null],
  number: ['2', true, {}, [], 1.5, null],
  boolean: ['true', 1, 0, {}, null],
  array: [{}, 'x', 1, null],
  object: [[], 'x', 1, null],
}
const kindOf = (value: Json) => (Array.isArray(value) ? 'array' : typeof value)

function typeAttacks(operation: OperationId, right: Request, body: Json): Attack[] {
  const schema = routeOf(operation).body
  return placesIn(body).flatMap(({ path, value, set }) =>
    (wrongFor[kindOf(value)] ?? [])
      .filter((wrong) => wrong !== null || schema?.safeParse(set(null)).success !== true)
      .map((wrong) => ({
        what: `${path} as ${JSON.stringify(wrong)}`,
        request: withBody(right, set(wrong)),
        status: 400,
        fields: [path],
        code: 'invalid_input',
      })),
  )
}

function textAttacks(right: Request, body: Json): Attack[] {
  const texts = placesIn(body).flatMap(({ path, value, set }) =>
    typeof value === 'string' ? [{ path, value, set }] : [],
  )
  return texts.flatMap(({ path, value, set }) =>
    ['\0', '\ud800', '\udfff', '\ufffd'].map((bad) => ({
      what: `${path} with ${JSON.stringify(bad)}`,
      request: withBody(right, set(`${value}${bad}`)),
      status: 400,
      fields: [path],
      code: 'invalid_input',
    })),
  )
}

function extraFields(right: Request, body: Json): Attack[] {
  const whole: Place = { path: '', value: body, set: (it) => it }
  const objects = [whole, ...placesIn(body)].filter(({ value }) => kindOf(value) === 'object' && value !== null)
  return objects.map(({ path, value, set }) => ({
    what: `an unknown field in ${path === '' ? 'the body' : path}`,
    request: withBody(right, set({ ...(value as object), surprise: 1 })),
    status: 400,
    fields: [path === '' ? 'surprise' : `${path}.surprise`],
    code: 'invalid_input',
  }))
}

/** Every field of the body wrong, an unknown one, and an unknown one in the query: all are named in one answer. */
function everythingAtOnce(operation: OperationId, right: Request, body: Json | undefined): Attack {
  const kept = routeOf(operation).body instanceof z.ZodDiscriminatedUnion ? ['role'] : []
  const fields = Object.entries((body ?? {}) as Record<string, Json>).filter(([name]) => !kept.includes(name))
  const wrong = Object.fromEntries(fields.map(([name, value]) => [name, (wrongFor[kindOf(value)] ?? [])[0] ?? null]))
  const sent = withBody(right, body === undefined ? undefined : { ...(body as object), ...wrong, surprise: 1 })
  const named = [...fields.map(([name]) => name), ...(body === undefined ? [] : ['surprise']), 'surprise_too']
  const query = `${right.query}&surprise_too=1`.replace(/^&/, '')
  return { what: 'everything at once', request: { ...sent, query }, status: 400, fields: named, code: 'invalid_input' }
}

function keyAttacks(operation: OperationId, right: Request): Attack[] {
  if (routeOf(operation).idempotent !== true) return []
  const { 'idempotency-key': _, ...headers } = right.headers
  const long = { ...headers, 'idempotency-key': 'x'.repeat(201) }
  return [
    { what: 'no key', request: { ...right, headers }, status: 400, code: 'idempotency_key_required' },
    { what: 'a long key', request: { ...right, headers: long }, status: 400, fields: ['Idempotency-Key'] },
  ]
}

/** The fields a schema of path, query or body knows, as JSON Schema. A union has none of its own. */
export function propertiesOf(schema: z.ZodType | undefined, io: 'input' | 'output'): Record<string, Schema> {
  if (schema === undefined) return {}
  return (z.toJSONSchema(schema, { io, unrepresentable: 'any' }) as Schema).properties ?? {}
}
