// The load on a server, in a process of its own so that it takes nothing from the server's.
import { randomUUID } from 'node:crypto'
import { Pool } from 'undici'
import type { LoadJob } from './job.ts'
import { keepPace, readJob } from './pace.ts'

const job = await readJob<LoadJob>()
const { base, scene } = job
const pool = new Pool(base, { connections: job.clients, pipelining: 1, headersTimeout: 30_000 })
const nothing = () => undefined

/** As little as undici can be asked for: the status, once the body has come whole. */
function send(method: 'GET' | 'POST', path: string, headers: Record<string, string>, body: string | null) {
  return new Promise<number>((resolve) => {
    let status = 0
    const answer = {
      onRequestStart: nothing,
      onResponseStart: (_: unknown, code: number) => void (status = code),
      onResponseData: nothing,
      onResponseEnd: () => resolve(status),
      onResponseError: () => resolve(0),
    }
    pool.dispatch({ method, path, headers, body }, answer)
  })
}

const oneOf = <T>(items: readonly T[]): T => items[Math.floor(Math.random() * items.length)] as T
const odd = (status: number, good: number) => (status === good ? null : String(status))

async function look(urls: readonly string[]): Promise<string | null> {
  return odd(await send('GET', oneOf(urls), {}, null), 200)
}

/** Two products of one shop into the cart, one after the other, and the checkout. */
async function buy(token: string, pairs: readonly [string, string][], terms: object): Promise<string | null> {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
  for (const product of oneOf(pairs)) {
    const status = await send('POST', '/api/cart/add', headers, JSON.stringify({ product, quantity: 1 }))
    if (status !== 200) return String(status)
  }
  const keyed = { ...headers, 'idempotency-key': randomUUID() }
  return odd(await send('POST', '/api/cart/checkout', keyed, JSON.stringify(terms)), 201)
}

await keepPace(job, (client) =>
  scene.kind === 'get' ? look(scene.urls) : buy(scene.tokens[client] ?? '', scene.pairs, scene.terms),
)
await pool.close()
