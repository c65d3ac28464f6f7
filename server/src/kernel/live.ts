import { topicsOf, wakingTypes, type Fact, type Topic } from '@mortar/contract/facts'
import type { Client } from 'pg'
import { clientOf } from './client.ts'
import { sql, type Tx } from './database.ts'
import { hangUp } from './silence.ts'
import type { Reaction } from './facts.ts'

const channel = 'mortar_live'
/** PostgreSQL carries at most 8,000 bytes in one notification. */
const maxBytes = 7_500

/** Of topics as facts declare them. What comes from a later program may be one that this program does not know. */
export type Live = {
  /** Calls `heard` when the topic changed, in whichever process. Returns the way to stop. */
  on: (topic: Topic, heard: () => void) => () => void
  /** Called with every topic that changed. */
  onAny: (heard: (topic: string) => void) => void
  /** Tells this process only, at once after commit; the relay tells the others. */
  tell: (topics: string[]) => void
  stop: () => Promise<void>
}

/** As `Database` has it: a connection whose network has fallen silent is given up, though nobody has told of its end. */
export type LiveConnection = Live & { silence: (isSilent: boolean) => void }

/** One LISTEN connection a process, opened again whenever it is lost; after a gap every subscriber looks for itself. */
export function startLive(url: string, log: { warn: (details: object, message: string) => void }): LiveConnection {
  const listeners = new Map<string, Set<() => void>>()
  const any = new Set<(topic: string) => void>()
  let client: Client | undefined
  let stopped = false
  let retry: NodeJS.Timeout | undefined

  const tell = (topics: string[]) => {
    for (const topic of topics) {
      for (const heard of any) heard(topic)
      for (const heard of listeners.get(topic) ?? []) heard()
    }
  }
  const lost = (error?: Error) => {
    if (stopped || retry !== undefined) return
    log.warn({ err: error }, 'live: connection lost; opening it again')
    retry = setTimeout(() => {
      retry = undefined
      connecting = connect(true)
    }, 500)
  }
  const connect = async (again: boolean) => {
    const next = clientOf({
      connectionString: url,
      application_name: 'mortar-live',
      keepAlive: true,
      keepAliveInitialDelayMillis: 10_000,
      connectionTimeoutMillis: 5_000,
    })
    next.on('error', lost)
    next.on('end', () => lost())
    next.on('notification', ({ payload }) => tell((payload ?? '').split('\n').filter(Boolean)))
    try {
      await next.connect()
      client = next
      await next.query(`listen ${channel}`)
      if (again) tell([...listeners.keys()])
    } catch (error) {
      lost(error as Error)
    }
  }
  let connecting = connect(false)

  return {
    on: (topic, heard) => {
      const set = listeners.get(topic) ?? new Set()
      listeners.set(topic, set.add(heard))
      return () => {
        set.delete(heard)
        if (set.size === 0 && listeners.get(topic) === set) listeners.delete(topic)
      }
    },
    onAny: (heard) => void any.add(heard),
    tell,
    silence: (isSilent) => {
      if (isSilent && client !== undefined) hangUp(client)
    },
    stop: async () => {
      stopped = true
      clearTimeout(retry)
      await connecting
      await client?.end()
    },
  }
}

/** The reaction that tells every process: the topics of a whole batch, once each, in as few notifications as fit. */
export const tellOthers: Reaction = {
  name: 'live',
  start: 'now',
  types: wakingTypes,
  react: async (tx: Tx, facts: Fact[]) => {
    for (const payload of chunks([...new Set(facts.flatMap(topicsOf))]))
      await sql`select pg_notify(${sql.lit(channel)}, ${payload})`.execute(tx)
  },
}

function chunks(topics: string[]): string[] {
  const parts: string[] = []
  let part = ''
  for (const topic of topics) {
    if (Buffer.byteLength(part) + Buffer.byteLength(topic) + 1 > maxBytes) {
      parts.push(part)
      part = ''
    }
    part += `${topic}\n`
  }
  return part === '' ? parts : [...parts, part]
}
