import type { Client } from 'pg'
import { clientOf } from './client.ts'
import { sql, type Tx } from './database.ts'
import { hangUp } from './silence.ts'
import type { Reaction } from './facts.ts'
import type { Fact, FactType } from '@mortar/contract'

/** `order:17`, `session:<uuid>`, `product:<slug>`, `desk:<shop>`: what changed, never how. */
export type Topic = string

const channel = 'mortar_live'
/** PostgreSQL carries at most 8,000 bytes in one notification. */
const maxBytes = 7_500

export type Live = {
  /** Calls `heard` when the topic changed, in whichever process. Returns the way to stop. */
  on: (topic: Topic, heard: () => void) => () => void
  /** Called with every topic that changed. */
  onAny: (heard: (topic: Topic) => void) => void
  /** Tells this process only, at once after commit; the relay tells the others. */
  tell: (topics: Topic[]) => void
  stop: () => Promise<void>
}

/** As `Database` has it: a connection whose network has fallen silent is given up, though nobody has told of its end. */
export type LiveConnection = Live & { silence: (isSilent: boolean) => void }

/** One LISTEN connection a process, opened again whenever it is lost; after a gap every subscriber looks for itself. */
export function startLive(url: string, log: { warn: (details: object, message: string) => void }): LiveConnection {
  const listeners = new Map<Topic, Set<() => void>>()
  const any = new Set<(topic: Topic) => void>()
  let client: Client | undefined
  let stopped = false
  let retry: NodeJS.Timeout | undefined

  const tell = (topics: Topic[]) => {
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

/** What changes how much there is to do at a shop's desk. */
const ofDesks: ReadonlySet<FactType> = new Set([
  'product.changed',
  'stock.changed',
  'order.placed',
  'order.moved',
  'order.adjusted',
  'order.released',
] as const)

const deskOf = ({ shop_id }: { shop_id?: number | undefined }): Topic[] =>
  shop_id === undefined ? [] : [`desk:${shop_id}`]

/** The topics a fact touches. Pure, so that the process that committed it can tell itself without the database. */
export function topicsOf({ type, data }: { type: FactType; data: unknown }): Topic[] {
  const { order_id, session_ids, slugs, slug, shop_id, orders } = data as {
    order_id?: number
    shop_id?: number
    orders?: { shop_id: number }[]
    session_ids?: string[]
    slugs?: string[]
    slug?: string
  }
  return [
    ...(order_id === undefined ? [] : [`order:${order_id}`]),
    ...(session_ids ?? []).map((id) => `session:${id}`),
    ...(slugs ?? []).map((each) => `product:${each}`),
    ...(type === 'product.changed' ? [`product:${slug}`] : []),
    ...(ofDesks.has(type) ? [{ shop_id }, ...(orders ?? [])].flatMap(deskOf) : []),
    ...(type === 'shop.decided' ? [`shop:${slug}`] : []),
  ]
}

/** The reaction that tells every process: the topics of a whole batch, once each, in as few notifications as fit. */
export const tellOthers: Reaction = {
  name: 'live',
  start: 'now',
  types: [
    'session.ended',
    'shop.decided',
    'product.changed',
    'stock.changed',
    'order.placed',
    'order.moved',
    'order.adjusted',
    'order.released',
  ],
  take: async (tx: Tx, facts: Fact[]) => {
    for (const payload of chunks([...new Set(facts.flatMap(topicsOf))]))
      await sql`select pg_notify(${sql.lit(channel)}, ${payload})`.execute(tx)
  },
}

function chunks(topics: Topic[]): string[] {
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
