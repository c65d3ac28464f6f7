import { routes } from '@mortar/contract'
import net from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { z } from 'zod'
import { aTinyApp, type TinyApp } from '../../test/harness/tiny.ts'
import { openGate } from './load.ts'
import { prepare } from './module.ts'

const table = routes({
  look: {
    method: 'GET',
    url: '/api/look',
    tag: 'Test',
    summary: 'Look',
    access: 'anyone',
    answer: z.strictObject({ seen: z.int() }),
  },
  shared_look: {
    method: 'GET',
    url: '/api/shared',
    tag: 'Test',
    summary: 'Look at what all see',
    access: 'anyone',
    answer: z.strictObject({ seen: z.int() }),
    shared: true,
  },
  act: {
    method: 'POST',
    url: '/api/act',
    tag: 'Test',
    summary: 'Act',
    access: 'anyone',
    body: z.strictObject({ n: z.int() }),
    answer: z.strictObject({ done: z.int() }),
  },
})

let tiny: TinyApp | undefined
afterEach(() => tiny?.close())

const nothing = () => undefined

/** Handlers that wait until they are let go, and count who came. */
function held() {
  const came: string[] = []
  let letGo: () => void = nothing
  const gone = new Promise<void>((resolve) => {
    letGo = resolve
  })
  const stay = async <T>(name: string, answer: T) => {
    came.push(name)
    await gone
    return answer
  }
  return { came, letGo: () => letGo(), stay }
}

async function listening(app: TinyApp): Promise<number> {
  await app.app.listen({ port: 0, host: '127.0.0.1' })
  return (app.app.server.address() as net.AddressInfo).port
}

function send(port: number, text: string): net.Socket {
  const socket = net.connect(port, '127.0.0.1')
  socket.on('error', () => undefined)
  socket.write(text)
  return socket
}

const head = (line: string, more = '') => `${line} HTTP/1.1\r\nHost: localhost\r\n${more}\r\n`
const post = (body: string, length = body.length) =>
  `${head('POST /api/act', `Content-Type: application/json\r\nContent-Length: ${length}\r\n`)}${body}`

async function until(is: () => boolean): Promise<void> {
  await expect.poll(is, { interval: 10 }).toBe(true)
}

function connectionsOf(server: net.Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.getConnections((error, count) => (error === null ? resolve(count) : reject(error)))
  })
}

test('clients that go away, waiting or served, take no place with them', async () => {
  const { came, letGo, stay } = held()
  const gate = openGate({ places: 2 })
  tiny = await aTinyApp(
    table,
    {
      look: () => stay('look', { seen: 1 }),
      shared_look: () => stay('shared', { seen: 1 }),
      act: () => stay('act', { done: 1 }),
    },
    { gate },
  )
  const port = await listening(tiny)
  const served = [send(port, head('GET /api/look')), send(port, post('{"n":1}'))]
  await until(() => gate.inFlight() === 2)
  const waiting = [send(port, head('GET /api/look')), send(port, post('{"n":2}')), send(port, head('GET /api/shared'))]
  await until(() => gate.waiting() === 3)
  for (const socket of [...served, ...waiting]) socket.destroy()
  await expect.poll(() => connectionsOf(tiny?.app.server as net.Server)).toBe(0)
  letGo()
  await until(() => gate.inFlight() === 0 && gate.waiting() === 0)
  expect(came.filter((name) => name === 'act')).toHaveLength(1)
  expect((await tiny.app.inject({ method: 'GET', url: '/api/look' })).statusCode).toBe(200)
})

test('a body that never comes whole keeps nobody else out', async () => {
  const gate = openGate({ places: 1 })
  tiny = await aTinyApp(
    table,
    { look: async () => ({ seen: 1 }), shared_look: async () => ({ seen: 1 }), act: async () => ({ done: 1 }) },
    { gate },
  )
  const port = await listening(tiny)
  const slow = [1, 2, 3].map(() => send(port, post('{"n"', 100)))
  const answer = await fetch(`http://127.0.0.1:${port}/api/act`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{"n":1}',
  })
  expect(answer.status).toBe(200)
  for (const socket of slow) socket.destroy()
})

test('people with a dead cookie need one place each, like strangers', async () => {
  const { came, letGo, stay } = held()
  const gate = openGate({ places: 2, patience_ms: 1_000 })
  tiny = await aTinyApp(
    table,
    { look: async () => ({ seen: 1 }), shared_look: () => stay('shared', { seen: 1 }), act: async () => ({ done: 1 }) },
    { gate },
  )
  const cookies = { mortar: 'dead' }
  const ask = (url: string) => tiny!.app.inject({ method: 'GET', url, cookies })
  const answers = [ask('/api/shared'), ask('/api/shared?'), ask('/api/look')]
  await until(() => came.length > 0)
  letGo()
  expect((await Promise.all(answers)).map((answer) => answer.statusCode)).toEqual([200, 200, 200])
})

test('slow work before a transaction keeps nobody out but those who wait for it too', async () => {
  const { came, letGo, stay } = held()
  const gate = openGate({ places: 1 })
  tiny = await aTinyApp(
    table,
    {
      look: async () => ({ seen: 1 }),
      shared_look: async () => ({ seen: 1 }),
      act: prepare(
        () => stay('slow', 7),
        async (_, __, done) => ({ done }),
      ),
    },
    { gate, slow: openGate({ places: 2 }) },
  )
  const acting = Array.from({ length: 5 }, () =>
    tiny!.app.inject({ method: 'POST', url: '/api/act', payload: { n: 1 } }),
  )
  await until(() => came.length === 2)
  expect((await tiny.app.inject({ method: 'GET', url: '/api/look' })).statusCode).toBe(200)
  letGo()
  expect((await Promise.all(acting)).map((answer) => answer.json())).toEqual(acting.map(() => ({ done: 7 })))
})

test('work beyond the places and the queue is refused with 503 and when to come again', async () => {
  const { letGo, stay } = held()
  const gate = openGate({ places: 1, queue: 1 })
  tiny = await aTinyApp(
    table,
    { look: () => stay('look', { seen: 1 }), shared_look: async () => ({ seen: 1 }), act: async () => ({ done: 1 }) },
    { gate },
  )
  const ask = () => tiny!.app.inject({ method: 'GET', url: '/api/look' })
  const served = [ask(), ask()]
  await until(() => gate.waiting() === 1)
  const refused = await ask()
  expect(refused.statusCode).toBe(503)
  expect(refused.headers['retry-after']).toBe('2')
  expect(refused.json()).toMatchObject({ code: 'overloaded' })
  letGo()
  expect((await Promise.all(served)).map((answer) => answer.statusCode)).toEqual([200, 200])
})
