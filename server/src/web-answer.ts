import { Readable } from 'node:stream'
import type { ReadableStream } from 'node:stream/web'
import { createGzip } from 'node:zlib'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Visit } from '../../web/visit.ts'

/** Shorter answers grow when they are compressed, or gain nothing. */
const compress_from_bytes = 1024

/** No script but ours and those that bear this answer's nonce; nothing from another origin; no framing. */
export function pageHeaders({ nonce, hasSession }: Visit): Record<string, string> {
  const policy = [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}'`,
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data:",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ]
  return {
    'content-security-policy': policy.join('; '),
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'cross-origin-opener-policy': 'same-origin',
    'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=()',
    'referrer-policy': 'strict-origin-when-cross-origin',
    // A signed-in page may show an order: nothing keeps it after the session.
    'cache-control': hasSession ? 'private, no-store' : 'private, no-cache',
  }
}

/** Streams a Fetch answer into Fastify's reply, compressed when the browser takes it and it is worth it. */
export async function send(
  request: FastifyRequest,
  reply: FastifyReply,
  answer: Response,
  extra: Record<string, string>,
): Promise<FastifyReply> {
  reply.code(answer.status)
  for (const [name, value] of answer.headers) if (name !== 'set-cookie') reply.header(name, value)
  for (const cookie of answer.headers.getSetCookie()) reply.header('set-cookie', cookie)
  for (const [name, value] of Object.entries(extra)) if (!answer.headers.has(name)) reply.header(name, value)
  reply.header('vary', [reply.getHeader('vary'), 'Accept-Encoding', 'Cookie'].filter(Boolean).join(', '))
  if (answer.body === null) return reply.send()
  const { start, rest } = await opening(Readable.fromWeb(answer.body as ReadableStream<Uint8Array>))
  if (rest === null) return reply.send(start)
  const whole = Readable.from(joined(start, rest), { objectMode: false })
  if (!takesGzip(request) || answer.headers.has('content-encoding')) return reply.send(whole)
  reply.header('content-encoding', 'gzip').removeHeader('content-length')
  const gzip = createGzip({ level: 5 })
  whole.once('error', (error) => gzip.destroy(error))
  gzip.once('close', () => whole.destroy())
  return reply.send(whole.pipe(gzip))
}

/** Reads until the answer is known to be long, or to end before that. */
async function opening(body: Readable): Promise<{ start: Buffer; rest: AsyncIterator<Uint8Array> | null }> {
  const chunks: Uint8Array[] = []
  let length = 0
  const rest = body[Symbol.asyncIterator]() as AsyncIterator<Uint8Array>
  while (length < compress_from_bytes) {
    const next = await rest.next()
    if (next.done === true) return { start: Buffer.concat(chunks), rest: null }
    chunks.push(next.value)
    length += next.value.length
  }
  return { start: Buffer.concat(chunks), rest }
}

async function* joined(start: Uint8Array, rest: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield start
    for (let next = await rest.next(); next.done !== true; next = await rest.next()) yield next.value
  } finally {
    await rest.return?.()
  }
}

function takesGzip(request: FastifyRequest): boolean {
  const offers = (request.headers['accept-encoding'] ?? '').split(',')
  return offers.some((offer) => /^\s*(gzip|\*)\s*(;\s*q=(?!0(\.0*)?\s*$)|$)/.test(offer))
}
