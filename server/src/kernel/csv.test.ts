import Fastify from 'fastify'
import { connect, type AddressInfo, type Socket } from 'node:net'
import { setImmediate as turn } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { csvLine, sendCsv } from './csv.ts'

test('a record keeps to RFC 4180', () => {
  expect(csvLine(['a', null, ''])).toBe('a,,\r\n')
  expect(csvLine(['a,b', 'say "no"', 'two\r\nlines', 'é'])).toBe('"a,b","say ""no""","two\r\nlines",é\r\n')
})

test('a cell that a spreadsheet would run is text', () => {
  const cells = ['=1+1', '+1', '-1', '@SUM(A1)', '\tx', '\rx', '=a,"b"']
  expect(csvLine(cells)).toBe(`'=1+1,'+1,'-1,'@SUM(A1),'\tx,"'\rx","'=a,""b"""\r\n`)
  expect(csvLine(['1-1', 'a=b', ' =1'])).toBe('1-1,a=b, =1\r\n')
})

/** A server whose only file never ends, and what has been made of it. */
async function anEndlessFile() {
  const made = { pieces: 0, isOver: false, canWait: () => false }
  const over = Promise.withResolvers<void>()
  async function* pieces() {
    try {
      for (;;) {
        await turn()
        made.pieces++
        yield 'x'.repeat(64 * 1024)
      }
    } finally {
      made.isOver = true
      over.resolve()
    }
  }
  const app = Fastify({ forceCloseConnections: 'idle' })
  const closing = new AbortController()
  app.addHook('preClose', async () => closing.abort())
  app.get('/', async (_, reply) => {
    made.canWait = () => reply.raw.writableNeedDrain
    sendCsv(reply, 'endless.csv', pieces(), closing.signal)
    return reply
  })
  await app.listen({ port: 0, host: '127.0.0.1' })
  const { port } = app.server.address() as AddressInfo
  return { app, made, over: over.promise, port }
}

/** Asks, and reads nothing but what comes first. */
async function ask(port: number): Promise<{ socket: Socket; head: string }> {
  const socket = connect(port, '127.0.0.1')
  socket.write('GET / HTTP/1.1\r\nhost: test\r\n\r\n')
  const head = await new Promise<string>((resolve) => void socket.once('data', (data) => resolve(String(data))))
  socket.pause()
  return { socket, head }
}

const turns = async (count: number) => {
  for (let i = 0; i < count; i++) await turn()
}

test('a file is made no faster than the client reads it, and no further once the client has gone', async () => {
  const { app, made, over, port } = await anEndlessFile()
  const { socket, head } = await ask(port)
  expect(head).toContain('content-type: text/csv; charset=utf-8')
  expect(head).toContain('content-disposition: attachment; filename="endless.csv"')
  expect(head).toContain('cache-control: no-store')
  while (!made.canWait()) await turn()
  await turns(20)
  const { pieces } = made
  await turns(2_000)
  expect(made.pieces).toBe(pieces)
  socket.destroy()
  await over
  await app.close()
})

test('a server that closes breaks the file off, and does not wait for it', async () => {
  const { app, made, port } = await anEndlessFile()
  const { socket } = await ask(port)
  const closed = new Promise<string>((resolve) => {
    let tail = ''
    socket.on('data', (data) => (tail = String(data).slice(-5)))
    socket.on('error', () => undefined)
    socket.on('close', () => resolve(tail))
  })
  socket.resume()
  await app.close()
  expect(made.isOver).toBe(true)
  // A whole answer would end with the last chunk, which is empty.
  expect(await closed).not.toBe('0\r\n\r\n')
})

test('only its head is asked for: nothing is made', async () => {
  const { app, made } = await anEndlessFile()
  const { headers, body } = await app.inject({ method: 'HEAD', url: '/' })
  expect(headers['content-type']).toBe('text/csv; charset=utf-8')
  expect([body, made.pieces]).toEqual(['', 0])
  await app.close()
})
