import { droppedBy } from '@mortar/contract/facts'
import type { FastifyBaseLogger, FastifyInstance } from 'fastify'
import { makeModules } from './app.ts'
import { startBackground } from './background.ts'
import { mountDocuments } from './documents.ts'
import { makeHttp } from './http.ts'
import { keepAnswers } from './kernel/answers.ts'
import type { Config } from './kernel/config.ts'
import { openDatabase, type Database } from './kernel/database.ts'
import { startHeartbeat } from './kernel/heartbeat.ts'
import { prepareJobs } from './kernel/jobs.ts'
import { makeLimits } from './kernel/limits.ts'
import { startLive, type Live } from './kernel/live.ts'
import { openGate } from './kernel/load.ts'
import type { Kernel, Module } from './kernel/module.ts'
import { mount } from './kernel/mount.ts'
import { makePasswords, type Passwords } from './kernel/passwords.ts'
import type { Relay } from './kernel/relay.ts'
import { makeStreams } from './kernel/streams.ts'
import type { World } from './kernel/world.ts'
import { makeSessions, makeTokens } from './modules/people/index.ts'
import { makeMeters, mountHealth, type Meters } from './observe.ts'

export type ServerOptions = {
  config: Config
  url: string
  world: World
  log: FastifyBaseLogger
  /** Only tests bring their own. */
  passwords?: Passwords
}

/** A whole Mortar over one database: HTTP, and what goes on beside it. Not yet listening. */
export type Server = {
  app: FastifyInstance
  database: Database
  modules: Module[]
  live: Live
  relay: Relay
  /** In-flight requests finish, then relay, jobs and connections end. */
  stop: () => Promise<void>
}

export async function makeServer({
  config,
  url,
  world,
  log,
  passwords = makePasswords(),
}: ServerOptions): Promise<Server> {
  const { database, beside } = openDatabases(config, url, log)
  await prepareJobs(beside.pool, log)
  const live = startLive(url, log)
  const heartbeat = startHeartbeat(url, [database, beside, live])
  const limits = makeLimits(config.rateLimits)
  const kernel: Kernel = { config, world, live, log, limits, passwords, keeps: [], db: beside.tx }
  const modules = makeModules(kernel)
  const meters = makeMeters()
  const background = await startBackground(beside, { modules, world, log, onDelay: meters.factDelay })
  const app = await openHttp(kernel, { database, modules, meters, nudge: background.relay.nudge })
  const stop = async () => {
    await app.close()
    await Promise.all([background.stop(), live.stop(), heartbeat.stop()])
    await Promise.all([database.close(), beside.close()])
  }
  return { app, database, modules, live, relay: background.relay, stop }
}

/** Relay and jobs have connections of their own and all the time: a burst of requests cannot starve them, nor they it. */
function openDatabases({ poolSize }: Config, url: string, log: FastifyBaseLogger) {
  const onError = (error: Error) => log.warn({ err: error }, 'a database connection was lost')
  const database = openDatabase({ url, size: poolSize, onError, connect_timeout_ms: 4_000 })
  const beside = openDatabase({ url, size: 10, onError, name: 'mortar-background', connect_timeout_ms: 30_000 })
  return { database, beside }
}

/** More than passwords are hashed at once, so that none of these waits for a statement; few beside the connections there are. */
const slowPlaces = 4

type Inside = { database: Database; modules: Module[]; meters: Meters; nudge: () => void }

/** What answers: every module's routes, what an operator asks, and the documents. */
async function openHttp(
  { config, world, live, log, limits }: Kernel,
  { database, modules, meters, nudge }: Inside,
): Promise<FastifyInstance> {
  const { trustProxy, corsOrigins, metricsToken } = config
  const demo = config.demo !== 'off'
  const gate = openGate({ places: 2 * config.poolSize })
  const slow = openGate({ places: slowPlaces, patience_ms: 10_000 })
  const streams = makeStreams()
  const app = await makeHttp({ log, trustProxy, corsOrigins, onAnswered: meters.answered })
  mountHealth(app, { database, gate, slow, streams, meters, metricsToken, behindProxy: trustProxy !== false })
  const routes = modules.flatMap((module) => module.routes ?? [])
  const sessions = makeSessions(makeTokens(config.secret))
  const answers = answersKept(config, live)
  const { tx: db, brief } = database
  mount(app, routes, { db, brief, sessions, gate, slow, streams, limits, answers, live, now: world.now, nudge, demo })
  await mountDocuments(app, demo)
  return app
}

/** What strangers are answered from memory goes when what it shows has changed. */
function answersKept(config: Config, live: Live) {
  const answers = keepAnswers(config.answerCache)
  live.onAny((topic) => {
    const changed = droppedBy(topic)
    if (changed !== undefined) answers.drop(changed)
  })
  return answers
}
