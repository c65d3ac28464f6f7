import { refusals, type Problem, type RefusalCode } from '@mortar/contract'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { isDatabaseAway } from './database.ts'
import { JsonFault } from './json.ts'
import { Refusal, problemOf } from './refusal.ts'

/** Turns whatever was thrown into problem+json. Only refusals speak; bugs are logged whole and shown bare. */
export function sendProblem(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const refusal = refusalOf(error)
  if (refusal === null) request.log.error({ err: error }, 'a request failed')
  else if (refusal !== error && refusal.code === 'unavailable')
    request.log.warn({ err: error }, 'the database could not serve a request')
  const body: Problem = problemOf(refusal ?? new Refusal('internal'))
  const retry = refusal?.details.retry_after_s ?? (body.status === 503 ? 2 : undefined)
  if (retry !== undefined) reply.header('retry-after', String(retry))
  if (body.status === 429) reply.header('ratelimit-remaining', '0').header('ratelimit-reset', String(retry))
  const allow = refusal?.details.allow
  if (allow !== undefined) reply.header('allow', allow.join(', '))
  reply.refusal = refusal?.code ?? null
  if (body.status === 401) reply.header('www-authenticate', 'Bearer')
  return reply
    .code(body.status)
    .header('content-type', 'application/problem+json; charset=utf-8')
    .send(JSON.stringify(body))
}

const ours: Record<string, Refusal> = {
  FST_ERR_CTP_BODY_TOO_LARGE: new Refusal('payload_too_large'),
  FST_ERR_CTP_INVALID_MEDIA_TYPE: new Refusal('unsupported_media_type'),
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: new Refusal('bad_request', { detail: 'Content-Length does not fit the body.' }),
  FST_ERR_BAD_URL: new Refusal('bad_request', { detail: 'The address is not well-formed.' }),
}

/** What those who serve files say of parts and conditions that a client made up. */
const ofFiles: Record<string, RefusalCode> = {
  RangeNotSatisfiableError: 'range_not_satisfiable',
  PreconditionFailedError: 'precondition_failed',
  BadRequestError: 'bad_request',
  NotFoundError: 'not_found',
}

/** Null: a bug. */
export function refusalOf(error: unknown): Refusal | null {
  if (error instanceof Refusal) return error
  if (error instanceof JsonFault) return new Refusal('bad_request', { detail: error.message })
  if (isDatabaseAway(error)) return new Refusal('unavailable', { retry_after_s: 2 })
  const code = (error as { code?: string }).code ?? ''
  if (code in ours) return ours[code] ?? null
  const { name = '', statusCode: status = 500 } = error as { name?: string; statusCode?: number }
  const ofFile = ofFiles[name]
  if (ofFile !== undefined && status === refusals[ofFile][0]) return new Refusal(ofFile)
  return status >= 400 && status < 500 && code.startsWith('FST_') ? new Refusal('bad_request') : null
}
