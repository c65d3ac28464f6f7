import type { ConnectionError } from 'fastify'
import { STATUS_CODES } from 'node:http'
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

function answerTo({ code }: ConnectionError): string {
  const problem = problemOf(new Refusal(codes[code] ?? 'bad_request'))
  const body = JSON.stringify(problem)
  const headers = {
    ...closed,
    'content-type': 'application/problem+json; charset=utf-8',
    'content-length': String(Buffer.byteLength(body)),
    connection: 'close',
  }
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`)
  return [`HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status]}`, ...lines, '', body].join('\r\n')
}
