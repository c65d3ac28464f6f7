import type { z } from 'zod'
import type { Access } from './access.ts'
import type { RefusalCode } from './problem.ts'

/**
 * One operation of the HTTP API, said once: the server validates, authorises and serialises by it, the client is typed
 * by it, OpenAPI is printed from it. The operationId is the key under which the route stands in its module's table.
 */
export type Route = {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** With `:name` for parameters, as Fastify writes them. */
  url: string
  tag: string
  summary: string
  description?: string
  access: Access
  params?: z.ZodType
  query?: z.ZodType
  body?: z.ZodType
  /** The success answer; absent means an empty 204. */
  answer?: z.ZodType
  status?: 200 | 201 | 202 | 204
  /** Expected refusals, besides the ones that follow from the route's own shape. */
  refusals?: readonly RefusalCode[]
  /** Creates money or orders: needs an Idempotency-Key. */
  idempotent?: boolean
  /** The same for every stranger: carries an ETag and may be answered from memory, at most one second old. */
  shared?: boolean
  /** At most so many calls from one address, then one more every `per_s / tries`. Counted across processes. */
  limit?: { tries: number; per_s: number }
  /** Answers text of this type instead of JSON, however long: it is streamed. */
  download?: 'text/csv'
  /** Reads with one statement that takes well under a millisecond whatever is asked: it may share a connection. */
  brief?: boolean
  /** Also offers `text/event-stream`. */
  stream?: boolean
  /** Exists only where the demo is on. */
  demo?: boolean
}

/** Keeps the exact types of a module's table while checking its shape. */
export function routes<const T extends Record<string, Route>>(table: T): T {
  return table
}

type Out<S> = S extends z.ZodType ? z.output<S> : never
type In<S> = S extends z.ZodType ? z.input<S> : never

/** What a handler receives: parsed, defaults filled. */
export type Call<R extends Route> = {
  params: R['params'] extends z.ZodType ? Out<R['params']> : Record<string, never>
  query: R['query'] extends z.ZodType ? Out<R['query']> : Record<string, never>
  body: R['body'] extends z.ZodType ? Out<R['body']> : Record<string, never>
}

/** What a handler gives back. */
export type Answer<R extends Route> = R['answer'] extends z.ZodType ? In<R['answer']> : void

/** What a client sends. Query values are typed as they are read, and sent as text. */
export type Input<R extends Route> = (R['params'] extends z.ZodType
  ? { params: In<R['params']> }
  : { params?: never }) &
  (R['query'] extends z.ZodType ? { query?: Partial<Out<R['query']>> } : { query?: never }) &
  (R['body'] extends z.ZodType ? { body: In<R['body']> } : { body?: never }) & { headers?: Record<string, string> }

/** What a client gets. */
export type Result<R extends Route> = R['download'] extends string
  ? string
  : R['answer'] extends z.ZodType
    ? Out<R['answer']>
    : undefined
