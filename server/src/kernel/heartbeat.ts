import { setTimeout as sleep } from 'node:timers/promises'
import type { Client } from 'pg'
import { clientOf } from './client.ts'
import type { Database } from './database.ts'
import { hangUp } from './silence.ts'

const every_ms = 1_000
const patience_ms = 2_000
/** After a standstill of this process an answer may be there already, unread. */
const grace_ms = 250

export type Heartbeat = { stop: () => Promise<void> }

/**
 * Asks the database every second whether it is there, on a connection of its own. A network that swallows packets tells
 * nobody: what was sent over it would be waited for until the statement's time limit, twenty seconds. After two without
 * an answer the connections are given up, and whoever asks for one is told at once, until an answer comes.
 */
export function startHeartbeat(url: string, databases: Pick<Database, 'silence'>[]): Heartbeat {
  const stopping = new AbortController()
  let client: Client | null = null
  const beat = async () => {
    client ??= await connected(url)
    await client.query('select 1')
  }
  const loop = async () => {
    while (!stopping.signal.aborted) {
      const outcome = await within(beat())
      if (outcome !== 'answered') client = dropped(client)
      // A database that refuses says so by itself, to everybody who asks it.
      for (const database of databases) database.silence(outcome === 'silent')
      await sleep(every_ms, undefined, { ref: false, signal: stopping.signal }).catch(() => undefined)
    }
    client = dropped(client)
  }
  const over = loop()
  const stop = async () => {
    stopping.abort()
    await over
  }
  return { stop }
}

async function connected(url: string): Promise<Client> {
  const client = clientOf({
    connectionString: url,
    application_name: 'mortar-heartbeat',
    connectionTimeoutMillis: patience_ms,
  })
  await client.connect()
  return client
}

async function within(question: Promise<void>): Promise<'answered' | 'failed' | 'silent'> {
  const answer = question.then(
    () => 'answered' as const,
    (error: Error) => (/timeout expired/.test(error.message) ? ('silent' as const) : ('failed' as const)),
  )
  const patience = sleep(patience_ms, 'silent' as const, { ref: false })
  if ((await Promise.race([answer, patience])) !== 'silent') return answer
  return Promise.race([answer, sleep(grace_ms, 'silent' as const, { ref: false })])
}

function dropped(client: Client | null): null {
  if (client !== null) hangUp(client)
  return null
}
