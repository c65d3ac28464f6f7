import type { Duplex } from 'node:stream'
import type { ClientBase } from 'pg'
import type { KyselyPool } from './sending.ts'

/** The connections of a database whose network may fall silent; see heartbeat.ts. */
export function silencing() {
  const clients = new Set<ClientBase>()
  let isSilent = false
  const know = (client: ClientBase) => {
    clients.add(client)
    client.once('end', () => clients.delete(client))
  }
  const guard = (pool: KyselyPool): KyselyPool => {
    const real = pool as Exclude<KyselyPool, (...args: never[]) => unknown>
    return { ...real, connect: () => (isSilent ? Promise.reject(unanswered()) : real.connect()) }
  }
  const set = (wanted: boolean) => {
    isSilent = wanted
    if (!wanted) return
    for (const client of clients) hangUp(client)
  }
  return { know, guard, set }
}

const unanswered = () => Object.assign(new Error('the database does not answer'), { code: 'ETIMEDOUT' })

/** What was asked over it fails at once. */
export function hangUp(client: ClientBase): void {
  ;(client as unknown as { connection: { stream: Duplex } }).connection.stream.destroy(unanswered())
}
