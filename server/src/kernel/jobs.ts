import { run, runMigrations, type Logger, Logger as makeLogger } from 'graphile-worker'
import type pg from 'pg'
import type { FastifyBaseLogger } from 'fastify'

/** Work that touches the world outside, or keeps house. At least once: each must be harmless when it runs again. */
export type Tasks = Record<string, (payload: unknown) => Promise<void>>

/** A task and when it runs, in crontab's words (UTC). */
export type Schedule = { task: string; cron: string }

export type Jobs = { stop: () => Promise<void> }

/** Its schema must exist before the relay may add jobs. */
export async function prepareJobs(pool: pg.Pool, log: FastifyBaseLogger): Promise<void> {
  await runMigrations({ pgPool: pool, logger: logger(log) })
}

export async function startJobs(
  pool: pg.Pool,
  tasks: Tasks,
  schedules: Schedule[],
  log: FastifyBaseLogger,
): Promise<Jobs> {
  const runner = await run({
    pgPool: pool,
    taskList: tasks,
    crontab: crontabOf(schedules),
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

/** Whose hour has come goes before what waits: stock is freed in its time however many mails there are to be sent. */
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
