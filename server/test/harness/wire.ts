import { connect, type AddressInfo } from 'node:net'
import type { FastifyInstance } from 'fastify'

export type WireAnswer = { status: number; headers: Record<string, string>; body: string }

/** Opens a Mortar to connections, and answers its port. */
export async function portOf(app: FastifyInstance): Promise<number> {
  if (!app.server.listening) await app.listen({ port: 0, host: '127.0.0.1' })
  return (app.server.address() as AddressInfo).port
}

/** Longer than a server waits for anybody. */
const patience_ms = 40_000

/**
 * Sends bytes as they are, for what every client library would tidy up or refuse to send, and reads one answer. The
 * connection is asked to close after it; where the server says nothing the status is 0.
 */
export function onTheWire(port: number, text: string): Promise<WireAnswer> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1')
    const chunks: Buffer[] = []
    socket.setTimeout(patience_ms, () => socket.destroy())
    socket.on('data', (chunk: Buffer) => {
      chunks.push(chunk)
      // Events never end: that they begin is the answer, whatever came before it.
      if (chunks.length <= 3 && Buffer.concat(chunks).includes('content-type: text/event-stream')) socket.destroy()
    })
    socket.once('error', (error: NodeJS.ErrnoException) => (error.code === 'ECONNRESET' ? done() : reject(error)))
    socket.once('close', () => done())
    const done = () => resolve(answerIn(Buffer.concat(chunks)))
    socket.write(text, 'latin1')
  })
}

const goOn = 'HTTP/1.1 100 Continue\r\n\r\n'

function answerIn(all: Buffer): WireAnswer {
  const bytes = all.subarray(all.indexOf(goOn) === 0 ? goOn.length : 0)
  const end = bytes.indexOf('\r\n\r\n')
  const [first = '', ...lines] = bytes.toString('latin1', 0, end < 0 ? bytes.length : end).split('\r\n')
  const headers = lines.map((line) => {
    const colon = line.indexOf(':')
    return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()]
  })
  return {
    status: Number(first.split(' ')[1] ?? 0),
    headers: Object.fromEntries(headers) as Record<string, string>,
    body: end < 0 ? '' : bytes.toString('utf8', end + 4),
  }
}

/** The text of a request that closes its connection, with a Host unless `lines` bring their own. */
export function requestText(method: string, target: string, lines: Record<string, string> = {}, body = ''): string {
  const known = Object.keys(lines).map((name) => name.toLowerCase())
  const all = {
    ...(known.includes('host') ? {} : { host: 'localhost' }),
    ...lines,
    ...(body === '' || known.includes('content-length')
      ? {}
      : { 'content-length': String(Buffer.byteLength(body, 'latin1')) }),
    connection: 'close',
  }
  const head = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`)
  return `${method} ${target} HTTP/1.1\r\n${head.join('')}\r\n${body}`
}
