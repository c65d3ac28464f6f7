import { z } from 'zod'
import { access } from './access.ts'
import { api } from './api.ts'
import { problem, refusals, type RefusalCode } from './problem.ts'
import type { Route } from './route.ts'

type Json = Record<string, unknown>

/** The schema of a success answer with nothing referred to from outside: what a serialiser compiles. */
export function answerSchema(route: Route): Json | undefined {
  if (route.answer === undefined) return undefined
  const schema = z.toJSONSchema(route.answer, { io: 'output', metadata: z.registry(), unrepresentable: 'any' }) as Json
  delete schema['$schema']
  return plain(schema) as Json
}

/** `anyOf: [X, null]` said as one schema that may be null: serialisers then need not try the alternatives. */
function plain(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(plain)
  if (typeof node !== 'object' || node === null) return node
  const entries: Json = Object.fromEntries(Object.entries(node).map(([key, value]) => [key, plain(value)]))
  const choices = entries['anyOf']
  if (Array.isArray(choices) && choices.length === 2) {
    const other = (choices as Json[]).find((choice) => choice['type'] !== 'null')
    if (other !== undefined && (choices as Json[]).some((choice) => choice['type'] === 'null')) {
      const { anyOf: _, ...rest } = entries
      return { ...rest, ...other, nullable: true }
    }
  }
  // Formats and bounds were checked by the database and the types; a serialiser only needs the shape.
  for (const key of ['format', 'pattern', 'minimum', 'maximum', 'minLength', 'maxLength'])
    if (typeof entries[key] !== 'object') delete entries[key]
  return entries
}

/** The whole API as an OpenAPI 3.1 document. */
export function openApi(options: { demo: boolean }): Json {
  const schemas: Json = {}
  const paths: Record<string, Json> = {}
  for (const [operationId, route] of Object.entries<Route>(api)) {
    if (route.demo === true && !options.demo) continue
    const path = route.url.replace(/:(\w+)/g, '{$1}')
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operation(operationId, route, schemas) }
  }
  // Named among the components, where every operation refers to it.
  component(problem, 'output', schemas)
  return {
    openapi: '3.1.0',
    info: {
      title: 'Mortar',
      version: '0.1.0',
      license: { name: 'MIT', identifier: 'MIT' },
      description:
        'A marketplace for medical shops. Amounts are integers in minor units of the currency beside them, prices include tax, instants are RFC 3339 in UTC. Every refusal is application/problem+json with a stable `code`.',
    },
    tags: [...new Set(Object.values<Route>(api).map((route) => route.tag))].map((name) => ({ name })),
    paths,
    components: {
      schemas: Object.fromEntries(Object.entries(schemas).sort(([a], [b]) => (a < b ? -1 : 1))),
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' },
        cookie: { type: 'apiKey', in: 'cookie', name: 'mortar', description: '`__Host-mortar` on https.' },
      },
    },
  }
}

function operation(operationId: string, route: Route, schemas: Json): Json {
  const row = access[route.access]
  const codes = refusalsOf(route)
  return {
    operationId,
    tags: [route.tag],
    summary: route.summary,
    ...(route.description === undefined ? {} : { description: route.description }),
    security: [...(row.strangers ? [{}] : []), { bearer: [] }, { cookie: [] }],
    'x-access': { name: route.access, ...row },
    ...(route.limit === undefined ? {} : { 'x-limit': route.limit }),
    parameters: [
      ...parameters(route.params, 'path', schemas),
      ...parameters(route.query, 'query', schemas),
      ...headers(route),
    ],
    ...(route.body === undefined
      ? {}
      : {
          requestBody: {
            required: true,
            content: { 'application/json': { schema: component(route.body, 'input', schemas) } },
          },
        }),
    responses: { ...success(route, schemas), ...problems(codes) },
  }
}

function success(route: Route, schemas: Json): Json {
  const status = String(route.status ?? (route.answer === undefined ? 204 : 200))
  if (route.download !== undefined)
    return { [status]: { description: 'Success', content: { [route.download]: { schema: { type: 'string' } } } } }
  if (route.answer === undefined) return { [status]: { description: 'Done' } }
  const schema = component(route.answer, 'output', schemas)
  const stream = route.stream === true ? { 'text/event-stream': { schema: { type: 'string' } } } : {}
  const ok = { description: 'Success', content: { 'application/json': { schema }, ...stream } }
  return route.shared === true
    ? { [status]: ok, '304': { description: 'Not changed since the given ETag' } }
    : { [status]: ok }
}

/** What a route may answer besides success: what it declares and what follows from its shape. */
export function refusalsOf(route: Route): RefusalCode[] {
  const strangers: boolean = access[route.access].strangers
  const codes = new Set<RefusalCode>([
    'bad_request',
    'invalid_input',
    'session_ended',
    'rate_limited',
    'internal',
    'overloaded',
    'unavailable',
  ])
  if (!strangers) for (const code of ['unauthenticated', 'forbidden'] as const) codes.add(code)
  if (route.method !== 'GET')
    for (const code of ['cross_site', 'payload_too_large', 'unsupported_media_type'] as const) codes.add(code)
  if (route.idempotent === true)
    for (const code of ['idempotency_key_required', 'idempotency_in_flight', 'idempotency_mismatch'] as const)
      codes.add(code)
  for (const code of route.refusals ?? []) codes.add(code)
  return [...codes]
}

function problems(codes: RefusalCode[]): Json {
  const byStatus = Map.groupBy(codes, (code) => refusals[code][0])
  return Object.fromEntries(
    [...byStatus].map(([status, group]) => [
      String(status),
      {
        description: group.map((code) => `\`${code}\`: ${refusals[code][1]}`).join('. '),
        content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
      },
    ]),
  )
}

function parameters(schema: z.ZodType | undefined, where: 'path' | 'query', schemas: Json): Json[] {
  if (schema === undefined) return []
  const shape = (schema as z.ZodObject).shape as Record<string, z.ZodType>
  return Object.entries(shape).map(([name, field]) => {
    const { description, ...rest } = component(field, 'output', schemas)
    return {
      name,
      in: where,
      required: where === 'path' || !field.safeParse(undefined).success,
      ...(description === undefined ? {} : { description }),
      schema: rest,
    }
  })
}

function headers(route: Route): Json[] {
  const key = 'The same key and body give the same answer again, for 30 days.'
  return [
    ...(route.idempotent === true ? [header('Idempotency-Key', true, key)] : []),
    ...(route.url.startsWith('/api/cart') ? [header('Cart-Token', false, "A stranger's cart.")] : []),
  ]
}

function header(name: string, required: boolean, description: string): Json {
  return { name, in: 'header', required, description, schema: { type: 'string' } }
}

/** A schema whose named parts go to the components, so that the document names them once. */
function component(schema: z.ZodType, io: 'input' | 'output', schemas: Json): Json {
  const {
    $schema: _,
    $defs,
    ...root
  } = z.toJSONSchema(schema, { io, unrepresentable: 'any' }) as Json & { $defs?: Record<string, Json> }
  for (const [name, definition] of Object.entries($defs ?? {})) {
    const { id: __, ...rest } = definition
    schemas[name] = refer(rest)
  }
  const named = root['id']
  if (typeof named === 'string') {
    const { id: __, ...rest } = root
    schemas[named] = refer(rest)
    return { $ref: `#/components/schemas/${named}` }
  }
  return refer(root) as Json
}

function refer(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(refer)
  if (typeof node !== 'object' || node === null) return node
  return Object.fromEntries(
    Object.entries(node).map(([key, value]) => [
      key,
      key === '$ref' && typeof value === 'string' ? value.replace('#/$defs/', '#/components/schemas/') : refer(value),
    ]),
  )
}
