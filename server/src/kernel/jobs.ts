import { run, runMigrations, type Logger, Logger as makeLogger } from 'graphile-worker'
import type pg from 'pg'
import type { FastifyBaseLogger } from 'fastify'

/** Work that touches the world outside, or keeps house. At least once: each must be harmless when it runs again. */
export type Tasks = Record<string, (payload: unknown) => Promise<void>>

/** Tasks by whom they wait for outside; under no name, those that wait for the database alone. */
export type Lanes = Record<string, Tasks>
export const ours = ''

/** A task and when it runs, in crontab's words (UTC). */
export type Schedule = { task: string; cron: string }

export type Jobs = { stop: () => Promise<void> }

/** Its schema must exist before the relay may add jobs. */
export async function prepareJobs(pool: pg.Pool, log: FastifyBaseLogger): Promise<void> {
  await runMigrations({ pgPool: pool, logger: logger(log) })
}

/**
 * Each lane has workers of its own, who look for its tasks alone: whoever is slow to answer, or never does, holds up what waits for
 * them, and nothing else. Stock and money that are to be freed do not wait for a mail server.
 */
export async function startJobs(
  pool: pg.Pool,
  lanes: Lanes,
  schedules: readonly Schedule[],
  log: FastifyBaseLogger,
): Promise<Jobs> {
  const started: Jobs[] = []
  const stop = async () => {
    await Promise.all(started.map((each) => each.stop()))
  }
  try {
    for (const tasks of Object.values(lanes).filter((each) => Object.keys(each).length > 0))
      started.push(await startLane(pool, tasks, schedules, log))
  } catch (error) {
    await stop()
    throw error
  }
  return { stop }
}

async function startLane(
  pool: pg.Pool,
  tasks: Tasks,
  schedules: readonly Schedule[],
  log: FastifyBaseLogger,
): Promise<Jobs> {
  const runner = await run({
    pgPool: pool,
    taskList: tasks,
    crontab: crontabOf(schedules.filter(({ task }) => Object.hasOwn(tasks, task))),
    concurrency: 2,
    pollInterval: 2_000,
    noHandleSignals: true,
    logger: logger(log),
    // With a delay, even of nothing, a stop waits until what was done is also written down; without one it does not.
    preset: { worker: { completeJobBatchDelay: 0, failJobBatchDelay: 0 } },
  })
  const stop = async () => {
    await runner.stop()
    await runner.promise
  }
  return { stop }
}

/** Every module's, lane by lane. */
export function lanesOf(modules: readonly { tasks?: Tasks; outside?: Lanes }[]): Lanes {
  const lanes: Lanes = { [ours]: {} }
  for (const { tasks = {}, outside = {} } of modules)
    for (const [lane, each] of Object.entries({ [ours]: tasks, ...outside })) lanes[lane] = { ...lanes[lane], ...each }
  return lanes
}

/** Whose hour has come goes before what waits. */
const first = -1

export const crontabOf = (schedules: readonly Schedule[]): string =>
  schedules.map(({ task, cron }) => `${cron} ${task} ?priority=${first}`).join('\n')

type Failed = { error?: unknown; job?: { task_identifier: string; attempts: number } }

/** Warnings and errors reach our log; its chatter, and payloads, do not: whom a mail is for is nobody's to read. */
function logger(log: FastifyBaseLogger): Logger {
  return new makeLogger(() => (level, message, meta) => {
    const { error, job } = (meta ?? {}) as Failed
    const what = job === undefined ? {} : { task: job.task_identifier, attempt: job.attempts }
    if (level === 'error' && error !== undefined) log.error({ err: error, ...what }, 'jobs: a task failed')
    else if (level === 'error') log.error(what, `jobs: ${message}`)
    else if (level === 'warning') log.warn(what, `jobs: ${message}`)
  })
}
