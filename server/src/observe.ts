import type { FastifyInstance, FastifyRequest } from 'fastify'
import { Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client'
import { sql, type Database } from './kernel/database.ts'
import type { Gate } from './kernel/load.ts'
import { Refusal } from './kernel/refusal.ts'

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

export type HealthOptions = { database: Database; gate: Gate; meters: Meters; metricsToken: string | undefined }

export function mountHealth(app: FastifyInstance, { database, gate, meters, metricsToken }: HealthOptions): void {
  gauge(meters.registry, 'mortar_requests_in_flight', 'Requests being worked on.', gate.inFlight)
  gauge(meters.registry, 'mortar_requests_waiting', 'Requests waiting for a place.', gate.waiting)
  gauge(meters.registry, 'mortar_pool_connections', 'Open database connections.', () => database.pool.totalCount)
  gauge(
    meters.registry,
    'mortar_pool_waiting',
    'Callers waiting for a database connection.',
    () => database.pool.waitingCount,
  )
  app.get('/healthz', () => ({ status: 'ok' }))
  app.get('/readyz', async () => {
    await sql`select 1`.execute(database.tx)
    return { status: 'ready' }
  })
  app.get('/metrics', async (request, reply) => {
    if (!mayRead(request, metricsToken)) throw new Refusal('not_found')
    return reply.type(meters.registry.contentType).send(await meters.registry.metrics())
  })
}

function gauge(registry: Registry, name: string, help: string, read: () => number): void {
  const collect = () => made.set(read())
  const made: Gauge = new Gauge({ name, help, registers: [registry], collect })
}

function mayRead(request: FastifyRequest, token: string | undefined): boolean {
  if (token !== undefined) return request.headers.authorization === `Bearer ${token}`
  const { remoteAddress } = request.socket
  return remoteAddress === '127.0.0.1' || remoteAddress === '::1' || remoteAddress === '::ffff:127.0.0.1'
}
