// The load on a server, in a process of its own so that it takes nothing from the server's.
import { randomUUID } from 'node:crypto'
import { Pool } from 'undici'
import type { LoadJob } from './job.ts'
import { keepPace, readJob } from './pace.ts'

const job = await readJob<LoadJob>()
const { base, scene } = job
const pool = new Pool(base, { connections: job.clients, pipelining: 1, headersTimeout: 30_000 })

type Answer = { status: number; body: Record<string, unknown> }

/** Reads what it gets, as clients do: an answer is not counted before somebody could use it. */
async function send(
  method: 'GET' | 'POST',
  path: string,
  more: { headers?: Headers; body?: object } = {},
): Promise<Answer> {
  const { headers = {}, body } = more
  try {
    const answer = await pool.request({ method, path, headers, body: body === undefined ? null : JSON.stringify(body) })
    return { status: answer.statusCode, body: JSON.parse(await answer.body.text()) as Answer['body'] }
  } catch {
    // Counted, under 0, by whoever asked.
    return { status: 0, body: {} }
  }
}

type Headers = Record<string, string>
const oneOf = <T>(items: readonly T[]): T => items[Math.floor(Math.random() * items.length)] as T

/** Null when the answer is the right one, otherwise its status or what is wrong with it. */
const judge = ({ status, body }: Answer, good: number, has: string) =>
  status !== good ? String(status) : body[has] === undefined ? `${status} without ${has}` : null

async function look(urls: readonly string[], has: string, token: string | undefined): Promise<string | null> {
  const headers: Headers = token === undefined ? {} : { authorization: `Bearer ${token}` }
  return judge(await send('GET', oneOf(urls), { headers }), 200, has)
}

/** Two products of one shop into the cart, one after the other, and the checkout. */
async function buy(token: string, pairs: readonly [string, string][], terms: object): Promise<string | null> {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
  for (const product of oneOf(pairs)) {
    const added = await send('POST', '/api/cart/add', { headers, body: { product, quantity: 1 } })
    if (added.status !== 200) return String(added.status)
  }
  const keyed = { ...headers, 'idempotency-key': randomUUID() }
  return judge(await send('POST', '/api/cart/checkout', { headers: keyed, body: terms }), 201, 'checkout_id')
}

/** A cart is one client's at a time: client 3 of 16 is buyer 3, 19, 35 … */
const turns = Array.from({ length: job.clients }, () => 0)
function nextBuyer(client: number, tokens: readonly string[]): string {
  const mine = Math.floor((tokens.length - 1 - client) / job.clients) + 1
  const turn = turns[client] ?? 0
  turns[client] = (turn + 1) % mine
  return tokens[client + turn * job.clients] ?? ''
}

await keepPace(job, (client) =>
  scene.kind === 'get'
    ? look(scene.urls, scene.has, scene.tokens?.[client])
    : buy(nextBuyer(client, scene.tokens), scene.pairs, scene.terms),
)
await pool.close()
