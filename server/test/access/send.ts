import { randomUUID } from 'node:crypto'
import { api, problem, type Incoming, type OperationId, type Problem, type Route } from '@mortar/contract'
import { refusalsOf } from '@mortar/contract/openapi'
import type { Given } from './row.ts'
import type { Actor, Town } from './town.ts'

export const routeOf = (operation: OperationId): Route => api[operation]

/** A request as text, so that attacks can change any part of it. */
export type Request = {
  method: string
  path: string
  query: string
  headers: Record<string, string>
  body: string | undefined
}

export function requestOf(town: Town, operation: OperationId, actor: Actor, given: Given): Request {
  const { method, url } = routeOf(operation)
  const token = actor === 'stranger' ? undefined : town.people[actor].tokens.access_token
  return {
    method,
    path: url.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(given.params?.[name] ?? '')),
    query: new URLSearchParams(given.query).toString(),
    headers: {
      'idempotency-key': randomUUID(),
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(given.body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    body: given.body === undefined ? undefined : JSON.stringify(given.body),
  }
}

export function send(town: Town, { method, path, query, headers, body }: Request): Promise<Incoming> {
  const url = query === '' ? path : `${path}?${query}`
  return town.mortar.raw({ method, url, headers, ...(body === undefined ? {} : { body }) })
}

/** Words that only our insides use. */
const internals =
  /\b(?:select|insert into|update|delete from) \w|postgres|\bpg_|\brelation\b|constraint|violates|duplicate key|invalid input syntax|kysely|fastify|zod|node_modules|node:|\.ts\b|\bat \w+ \(|\/(?:home|root|tmp|usr|var|work)\//i

/** Where an answer breaks the contract in form, or says what it should not. Empty is good. */
export function faultsOf(operation: OperationId, { status, headers, body }: Incoming): string[] {
  const route = routeOf(operation)
  if (status < 400 && route.download !== undefined) return downloadFaults(route.download, status, headers)
  if (status < 400) return successFaults(route, status, body)
  const faults: string[] = []
  if (status >= 500) faults.push(`answers ${status}: ${body}`)
  if (headers['content-type'] !== 'application/problem+json; charset=utf-8')
    faults.push(`refuses with the content type ${headers['content-type']}`)
  const leaked = internals.exec(body)?.[0]
  if (leaked !== undefined) faults.push(`tells of its insides: ${leaked}`)
  const said = problemIn(body)
  if (said === undefined) return [...faults, `answers something that is no problem document: ${body}`]
  if (said.status !== status) faults.push(`says ${said.status} and answers ${status}`)
  if (!(refusalsOf(route) as string[]).includes(said.code))
    faults.push(`refuses with ${said.code}, which it does not declare`)
  return faults
}

function successFaults(route: Route, status: number, body: string): string[] {
  const expected = route.status ?? (route.answer === undefined ? 204 : 200)
  if (status !== expected) return [`answers ${status} instead of ${expected}`]
  if (route.answer === undefined) return body === '' ? [] : ['answers a body where there is none']
  const { error } = route.answer.safeParse(JSON.parse(body))
  return error === undefined ? [] : [`answers what the contract does not describe: ${error.message}`]
}

function downloadFaults(type: string, status: number, headers: Incoming['headers']): string[] {
  if (status !== 200) return [`answers ${status} instead of 200`]
  if (headers['content-type'] !== `${type}; charset=utf-8`) return [`answers ${headers['content-type']} for ${type}`]
  return headers['content-disposition']?.startsWith('attachment; ') === true ? [] : ['answers text that is no file']
}

export function problemIn(body: string): Problem | undefined {
  try {
    return problem.safeParse(JSON.parse(body)).data
  } catch {
    // Not JSON: no problem document either.
    return undefined
  }
}
