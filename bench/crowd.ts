import { randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { createClient, fetchTransport, type Client } from '@mortar/contract'
import type { Machine } from './machine.ts'
import { urls } from './market.ts'

type Reads = { count: number; median_ms: number; worst_ms: number }

/**
 * What one person who looks at lists and at their addresses notices of a crowd that signs in at once: hashing passwords is the
 * slowest thing that is asked of a server, and nobody else shall wait for it. In Markdown.
 */
export async function measureCrowd(machine: Machine, size: number, calm_ms: number): Promise<string> {
  process.stderr.write(`reads while ${size} sign in …\n`)
  const server = await machine.serve({ MORTAR_ANSWER_CACHE: 'off' })
  try {
    const api = createClient(fetchTransport(server.line))
    const crowd = await Promise.all(Array.from({ length: size }, () => aPerson(api)))
    const { access_token } = await api.login({ body: await aPerson(api) })
    const read = reading(server.line, access_token)
    await read(sleep(calm_ms / 2))
    const calm = await read(sleep(calm_ms))
    const began = performance.now()
    const crowded = await read(Promise.all(crowd.map((body) => api.login({ body }))))
    const seconds = (performance.now() - began) / 1000
    return [
      `| list and addresses, read by one | reads | median ms | worst ms |`,
      '|---|--:|--:|--:|',
      line('calm', calm),
      line(`while ${size} sign in, ${seconds.toFixed(1)} s`, crowded),
      '',
      `The worst read took ${(crowded.worst_ms / calm.worst_ms).toFixed(1)} times the calm worst.`,
    ].join('\n')
  } finally {
    await server.stop()
  }
}

const line = (what: string, { count, median_ms, worst_ms }: Reads) =>
  `| ${what} | ${count} | ${median_ms.toFixed(1)} | ${worst_ms.toFixed(1)} |`

async function aPerson(api: Client): Promise<{ login: string; password: string }> {
  const username = `crowd-${randomBytes(6).toString('hex')}`
  const password = randomBytes(12).toString('hex')
  await api.create_customer({ body: { email: `${username}@customers.invalid`, username, password, name: 'Bench' } })
  return { login: username, password }
}

/** Reads one after the other for as long as something else goes on. */
function reading(base: string, token: string) {
  const paths = [urls.list[0] ?? '', '/api/me/addresses']
  return async (meanwhile: Promise<unknown>): Promise<Reads> => {
    const took: number[] = []
    const state = { over: false }
    const watched = meanwhile.finally(() => Object.assign(state, { over: true }))
    while (!state.over) {
      const began = performance.now()
      const answer = await fetch(new URL(paths[took.length % 2] ?? '', base), {
        headers: { authorization: `Bearer ${token}` },
      })
      await answer.arrayBuffer()
      if (answer.status !== 200) throw new Error(`a read was answered with ${answer.status}`)
      took.push(performance.now() - began)
    }
    await watched
    took.sort((a, b) => a - b)
    return { count: took.length, median_ms: took[Math.floor(took.length / 2)] ?? 0, worst_ms: took.at(-1) ?? 0 }
  }
}
