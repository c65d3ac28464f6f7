import type { FastifyBaseLogger, FastifyInstance } from 'fastify'
import { makeModules } from './app.ts'
import { mountDocuments } from './documents.ts'
import { makeHttp } from './http.ts'
import { keepAnswers } from './kernel/answers.ts'
import type { Config } from './kernel/config.ts'
import { openDatabase, type Database } from './kernel/database.ts'
import { startHeartbeat } from './kernel/heartbeat.ts'
import { housekeeping } from './kernel/housekeeping.ts'
import { prepareJobs, startJobs } from './kernel/jobs.ts'
import { makeLimits } from './kernel/limits.ts'
import { startLive, tellOthers, type Live } from './kernel/live.ts'
import { openGate } from './kernel/load.ts'
import type { Module } from './kernel/module.ts'
import { mount } from './kernel/mount.ts'
import { makePasswords, type Passwords } from './kernel/passwords.ts'
import { retryingParked } from './kernel/parked.ts'
import { startRelay, type Relay } from './kernel/relay.ts'
import { makeStreams } from './kernel/streams.ts'
import type { World } from './kernel/world.ts'
import { makeSessions, makeTokens } from './modules/people/index.ts'
import { makeMeters, mountHealth } from './observe.ts'

/** More than passwords are hashed at once, so that none of these waits for a statement; few beside the connections there are. */
const slowPlaces = 4

export type ServerOptions = {
  config: Config
  url: string
  world: World
  log: FastifyBaseLogger
  /** Only tests bring their own. */
  passwords?: Passwords
}

/** A whole Mortar over one database: HTTP, relay and, unless told otherwise, the jobs. Not yet listening. */
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
  const warn = (error: Error) => log.warn({ err: error }, 'a database connection was lost')
  const database = openDatabase({ url, size: config.poolSize, onError: warn, connect_timeout_ms: 4_000 })
  // Relay and jobs have connections of their own and all the time: a burst of requests cannot starve them, nor they it.
  const background = openDatabase({
    url,
    size: 8,
    onError: warn,
    name: 'mortar-background',
    connect_timeout_ms: 30_000,
  })
  await prepareJobs(background.pool, log)
  const live = startLive(url, log)
  const heartbeat = startHeartbeat(url, [database, background, live])
  const limits = makeLimits(config.rateLimits)
  const kernel = { config, world, live, log, limits, passwords, keeps: [], db: background.tx }
  const modules = makeModules(kernel)
  const meters = makeMeters()
  const reactions = [tellOthers, ...modules.flatMap((module) => module.reactions ?? [])]
  const relay = await startRelay({
    db: background.tx,
    reactions,
    retired: modules.flatMap((module) => module.retired ?? []),
    log,
    onDelay: meters.factDelay,
  })
  const house = housekeeping(background.tx, reactions, world.now)
  const parked = retryingParked(background.tx, reactions, log)
  const tasks = { ...house.tasks, ...parked.tasks, ...tasksOf(modules) }
  const schedules = [...house.schedules, ...parked.schedules, ...modules.flatMap((module) => module.schedules ?? [])]
  const jobs = await startJobs(background.pool, tasks, schedules, log)
  const gate = openGate({ places: 2 * config.poolSize })
  const streams = makeStreams()
  const slow = openGate({ places: slowPlaces, patience_ms: 10_000 })
  const answers = keepAnswers(config.answerCache)
  live.onAny((topic) => {
    const [kind, name] = topic.split(':')
    if (kind === 'product') answers.drop(`/api/products/${name ?? ''}`)
    if (kind === 'shop') answers.drop('/api/')
  })
  const app = await makeHttp({
    log,
    trustProxy: config.trustProxy,
    corsOrigins: config.corsOrigins,
    onAnswered: meters.answered,
  })
  mountHealth(app, {
    database,
    gate,
    slow,
    streams,
    meters,
    metricsToken: config.metricsToken,
    behindProxy: config.trustProxy !== false,
  })
  const sessions = makeSessions(makeTokens(config.secret))
  mount(
    app,
    modules.flatMap((module) => module.routes ?? []),
    {
      db: database.tx,
      brief: database.brief,
      sessions,
      gate,
      slow,
      streams,
      limits,
      answers,
      live,
      now: world.now,
      nudge: relay.nudge,
      demo: config.demo !== 'off',
    },
  )
  await mountDocuments(app, config.demo !== 'off')
  const stop = async () => {
    await app.close()
    await Promise.all([relay.stop(), jobs.stop(), live.stop(), heartbeat.stop()])
    await Promise.all([database.close(), background.close()])
  }
  return { app, database, modules, live, relay, stop }
}

function tasksOf(modules: Module[]) {
  return Object.assign({}, ...modules.map((module) => module.tasks ?? {})) as NonNullable<Module['tasks']>
}
