import type { Problem } from './problem.ts'
import type { Input, Result, Route } from './route.ts'
import { api, type Api } from './api.ts'

/** What a transport carries there and back. Bodies are JSON text. */
export type Outgoing = { method: string; url: string; headers: Record<string, string>; body?: string }
export type Incoming = { status: number; headers: Record<string, string>; body: string }
export type Transport = (request: Outgoing) => Promise<Incoming>

/** The server said no, in its own words. */
export class ApiError extends Error {
  override name = 'ApiError'
  readonly problem: Problem
  readonly status: number
  readonly headers: Record<string, string>

  constructor(problem: Problem, status: number, headers: Record<string, string> = {}) {
    super(`${problem.code}: ${problem.detail ?? problem.title}`)
    this.problem = problem
    this.status = status
    this.headers = headers
  }
}

type Arguments<R extends Route> = {} extends Input<R> ? [input?: Input<R>] : [input: Input<R>]

export type Client = { [K in keyof Api]: (...input: Arguments<Api[K]>) => Promise<Result<Api[K]>> }

/** One function per operation. Throws `ApiError` for every answer that is not a success. */
export function createClient(transport: Transport): Client {
  const call = (route: Route) => (input?: Loose) => send(transport, route, input ?? {})
  return Object.fromEntries(Object.entries(api).map(([name, route]) => [name, call(route)])) as unknown as Client
}

type Plain = string | number | boolean
type Loose = {
  params?: Record<string, Plain>
  query?: Record<string, Plain | null | undefined>
  body?: unknown
  headers?: Record<string, string>
}

async function send(transport: Transport, route: Route, input: Loose): Promise<unknown> {
  const headers: Record<string, string> = { accept: route.download ?? 'application/json', ...input.headers }
  if (input.body !== undefined) headers['content-type'] = 'application/json'
  const answer = await transport({
    method: route.method,
    url: path(route.url, input.params ?? {}) + search(input.query ?? {}),
    headers,
    ...(input.body === undefined ? {} : { body: JSON.stringify(input.body) }),
  })
  if (answer.status >= 400) throw new ApiError(problemOf(answer), answer.status, answer.headers)
  if (route.download !== undefined) return answer.body
  return answer.body === '' ? undefined : (JSON.parse(answer.body) as unknown)
}

function path(url: string, params: Record<string, Plain>): string {
  return url.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(String(params[name])))
}

function search(query: NonNullable<Loose['query']>): string {
  const pairs = Object.entries(query).flatMap(([name, value]) =>
    value === undefined || value === null || value === '' ? [] : [[name, String(value)]],
  )
  return pairs.length === 0 ? '' : `?${new URLSearchParams(pairs).toString()}`
}

/** A proxy in between may answer something that is not ours: it still becomes an ApiError. */
function problemOf(answer: Incoming): Problem {
  try {
    const parsed = JSON.parse(answer.body) as Problem
    if (typeof parsed.code === 'string') return parsed
  } catch {
    // Not JSON: falls through to the bare problem below.
  }
  return {
    type: 'about:blank',
    title: 'The server answered without a problem document',
    status: answer.status,
    code: 'internal',
  }
}

/** The transport of browsers and scripts: fetch against a base address. */
export function fetchTransport(base: string, fetcher: typeof fetch = fetch): Transport {
  return async ({ method, url, headers, body }) => {
    const answer = await fetcher(new URL(url, base), { method, headers, ...(body === undefined ? {} : { body }) })
    return { status: answer.status, headers: Object.fromEntries(answer.headers), body: await answer.text() }
  }
}
