import net from 'node:net'
import { pino } from 'pino'
import { afterEach, expect, test } from 'vitest'
import { makeHttp } from './http.ts'

let close: (() => Promise<void>) | undefined
afterEach(() => close?.())

async function listening(options: { trustProxy?: string; patience_ms?: number }) {
  const log = pino({ level: 'silent' })
  const app = await makeHttp({ log, trustProxy: false, corsOrigins: [], onAnswered: () => undefined, ...options })
  app.post('/act', async () => ({ done: true }))
  app.get('/look', async () => ({ seen: true }))
  close = () => app.close()
  await app.listen({ port: 0, host: '127.0.0.1' })
  return app
}

/** Sends what is there and no more; resolves when the server has closed the connection. */
function closed(port: number, text: string): Promise<void> {
  return new Promise((resolve) => {
    const socket = net.connect(port, '127.0.0.1', () => socket.write(text))
    socket.on('data', () => undefined).on('error', () => undefined)
    socket.on('close', () => resolve())
  })
}

test.each([
  ['says nothing', ''],
  ['never ends its headers', 'GET /look HTTP/1.1\r\nHost: localhost\r\n'],
  [
    'never ends its body',
    'POST /act HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n{',
  ],
  ['asks once and stays', 'GET /look HTTP/1.1\r\nHost: localhost\r\n\r\n'],
])('a client that %s is not waited for', async (_, text) => {
  const { server } = await listening({ patience_ms: 200 })
  await expect(closed((server.address() as net.AddressInfo).port, text)).resolves.toBeUndefined()
})

test('nobody is waited for longer than fifteen seconds, but proxies, which keep their connections', async () => {
  const { server } = await listening({})
  const { connectionsCheckingInterval } = server as unknown as { connectionsCheckingInterval: number }
  const slowest = Math.max(server.requestTimeout, server.headersTimeout) + connectionsCheckingInterval
  expect(slowest).toBeLessThanOrEqual(15_000)
  expect(server.keepAliveTimeout).toBeLessThanOrEqual(15_000)
  await close?.()
  const behind = await listening({ trustProxy: 'loopback' })
  expect(behind.server.keepAliveTimeout).toBeGreaterThan(60_000)
})
