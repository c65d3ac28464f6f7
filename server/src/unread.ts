import type { ConnectionError } from 'fastify'
import { STATUS_CODES, type IncomingMessage, type ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import type { RefusalCode } from '@mortar/contract'
import { closed } from './closed.ts'
import { Refusal, problemOf } from './kernel/refusal.ts'

/** What Node's parser says of requests that it could not read. All others are no HTTP. */
const codes: Record<string, RefusalCode> = {
  ERR_HTTP_REQUEST_TIMEOUT: 'request_timeout',
  HPE_HEADER_OVERFLOW: 'headers_too_large',
  HPE_CHUNK_EXTENSIONS_OVERFLOW: 'payload_too_large',
}

/** No request was made of these bytes, so no route and no hook sees them: they are answered as all others, and the connection ends. */
export function refuseUnread(error: ConnectionError, socket: Duplex): void {
  if (socket.writable && error.code !== 'ECONNRESET' && !isAnswering(socket)) socket.write(answerTo(error))
  socket.destroy()
}

/** An answer is under way on this connection: another one in its midst would be taken for a part of it. */
function isAnswering(socket: Duplex): boolean {
  // Where Node keeps it; its own answer to such bytes asks the same.
  const answer = Reflect.get(socket, '_httpMessage') as { headersSent: boolean } | null | undefined
  return answer?.headersSent === true
}

/** An `Expect` that is not `100-continue`: Node asks for this answer before it makes a request of it. */
export function refuseExpectation(_: IncomingMessage, response: ServerResponse): void {
  const { status, headers, body } = problemAnswer('expectation_failed')
  response.writeHead(status, headers).end(body)
}

function answerTo({ code }: ConnectionError): string {
  const { status, headers, body } = problemAnswer(codes[code] ?? 'bad_request')
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`)
  return [`HTTP/1.1 ${status} ${STATUS_CODES[status]}`, ...lines, '', body].join('\r\n')
}

function problemAnswer(code: RefusalCode) {
  const problem = problemOf(new Refusal(code))
  const body = JSON.stringify(problem)
  const headers = {
    ...closed,
    'content-type': 'application/problem+json; charset=utf-8',
    'content-length': String(Buffer.byteLength(body)),
    connection: 'close',
  }
  return { status: problem.status, headers, body }
}
