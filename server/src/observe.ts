import { setTimeout as sleep } from 'node:timers/promises'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client'
import type { RawBuilder } from 'kysely'
import { isDatabaseAway, sql, type Database } from './kernel/database.ts'
import { keptDays } from './kernel/housekeeping.ts'
import type { Gate } from './kernel/load.ts'
import { Refusal } from './kernel/refusal.ts'
import { isSame } from './kernel/secrets.ts'
import type { Streams } from './kernel/streams.ts'
import { must } from './kernel/must.ts'

/** What the program measures about itself. Labels hold route patterns, never addresses: those may name medicines. */
export type Meters = {
  registry: Registry
  answered: (seen: { method: string; route: string; status: number; seconds: number }) => void
  factDelay: (seconds: number) => void
}

export function makeMeters(): Meters {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const answers = new Histogram({
    name: 'mortar_http_seconds',
    help: 'Time to answer, by route.',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
    registers: [registry],
  })
  const delays = new Histogram({
    name: 'mortar_fact_delay_seconds',
    help: "Time from a fact's transaction to its reaction.",
    buckets: [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10, 60],
    registers: [registry],
  })
  return {
    registry,
    answered: ({ method, route, status, seconds }) => answers.observe({ method, route, status }, seconds),
    factDelay: (seconds) => delays.observe(seconds),
  }
}

/** A supervisor that asks wants to hear soon. */
const readyWithin_ms = 1_500

export type HealthOptions = {
  database: Database
  gate: Gate
  slow: Gate
  streams: Streams
  meters: Meters
  metricsToken: string | undefined
  /** Requests come through a proxy, which may stand on this machine: then all of them seem to come from here. */
  behindProxy: boolean
}

export function mountHealth(
  app: FastifyInstance,
  { database, gate, slow, streams, meters, metricsToken, behindProxy }: HealthOptions,
): void {
  gauge(meters.registry, 'mortar_requests_in_flight', 'Requests being worked on.', gate.inFlight)
  gauge(meters.registry, 'mortar_requests_waiting', 'Requests waiting for a place.', gate.waiting)
  gauge(
    meters.registry,
    'mortar_sign_ins_waiting',
    'Requests waiting for slow work, such as hashing a password.',
    slow.waiting,
  )
  gauge(meters.registry, 'mortar_streams_open', 'Event streams that are followed.', streams.count)
  gauge(meters.registry, 'mortar_pool_connections', 'Open database connections.', () => database.pool.totalCount)
  gauge(
    meters.registry,
    'mortar_pool_waiting',
    'Callers waiting for a database connection.',
    () => database.pool.waitingCount,
  )
  gauge(meters.registry, 'mortar_facts_parked', 'Facts that a reaction could not take.', () =>
    figureOf(parked, database),
  )
  gauge(meters.registry, 'mortar_facts_oldest_seconds', 'Age of the oldest fact that a reaction has yet to take.', () =>
    figureOf(oldest, database),
  )
  app.get('/healthz', () => ({ status: 'ok' }))
  const ask = answering(database)
  app.get('/readyz', async () => {
    await ask()
    return { status: 'ready' }
  })
  app.get('/metrics', async (request, reply) => {
    if (!mayRead(request, metricsToken, behindProxy)) throw new Refusal('not_found')
    return reply.type(meters.registry.contentType).send(await meters.registry.metrics())
  })
}

/** Whether the database answers soon. Whoever asks meanwhile shares the question, so that a silent one is not asked ever more. */
function answering({ tx }: Database): () => Promise<void> {
  let asked: Promise<void> | undefined
  const forget = () => void (asked = undefined)
  return async () => {
    asked ??= sql`select 1`
      .execute(tx)
      .then(() => undefined)
      .finally(forget)
    const late = sleep(readyWithin_ms, 'late' as const, { ref: false })
    if ((await Promise.race([asked, late])) === 'late') throw new Refusal('unavailable')
  }
}

function gauge(registry: Registry, name: string, help: string, read: () => number | Promise<number>): void {
  const collect = async () => made.set(await read())
  const made: Gauge = new Gauge({ name, help, registers: [registry], collect })
}

const parked = sql<Figure>`select count(*) as figure from kernel.parked`

const keptFor = sql.raw(`interval '${keptDays} days'`)

/** In seconds. Every cursor's own next fact is looked up, so that it costs the same however many have been taken. */
const oldest = sql<Figure>`
  select coalesce(extract(epoch from now() - min(next.at)), 0)::float8 as figure
  from (
    select distinct type, tx, id from kernel.cursors where retired_at is null and seen_at > now() - ${keptFor}
  ) c
  cross join lateral (
    select f.at from kernel.facts f where f.type = c.type and (f.tx, f.id) > (c.tx, c.id) order by f.tx, f.id limit 1
  ) next`

type Figure = { figure: number }

/** Where the database is away nobody knows, and the other figures are still told. */
async function figureOf(statement: RawBuilder<Figure>, { tx }: Database): Promise<number> {
  try {
    const { rows } = await statement.execute(tx)
    return must(rows[0], 'a figure').figure
  } catch (error) {
    if (isDatabaseAway(error)) return Number.NaN
    throw error
  }
}

function mayRead(request: FastifyRequest, token: string | undefined, behindProxy: boolean): boolean {
  if (token === undefined && (behindProxy || wasForwarded(request))) return false
  if (token !== undefined) return isSame(request.headers.authorization ?? '', `Bearer ${token}`)
  const { remoteAddress } = request.socket
  return remoteAddress === '127.0.0.1' || remoteAddress === '::1' || remoteAddress === '::ffff:127.0.0.1'
}

/** By a proxy that nobody told us of. Read as it was sent: what cannot be believed is not among the headers any more. */
const wasForwarded = ({ raw }: FastifyRequest) =>
  raw.rawHeaders.some((name, i) => i % 2 === 0 && /^(?:x-forwarded-for|forwarded|via)$/i.test(name))
