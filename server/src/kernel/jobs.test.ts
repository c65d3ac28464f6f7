import { parseCrontab } from 'graphile-worker'
import { pino } from 'pino'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { aDatabase } from '../../test/harness/database.ts'
import { openDatabase, sql, type Database } from './database.ts'
import { crontabOf, lanesOf, ours, startJobs, type Jobs, type Tasks } from './jobs.ts'

let drop: () => Promise<void>
let database: Database
let jobs: Jobs | undefined
beforeEach(async () => {
  const made = await aDatabase()
  drop = made.drop
  database = openDatabase({ url: made.url, size: 4, onError: () => undefined })
})
afterEach(async () => {
  await jobs?.stop()
  jobs = undefined
  await database.close()
  await drop()
})

const log = pino({ level: 'silent' })
const add = (task: string, key: string) =>
  sql`select graphile_worker.add_job(${task}, ${JSON.stringify({ key })}::json, job_key => ${key})`.execute(database.tx)

async function waiting() {
  const { rows } = await sql<{ key: string; attempts: number; last_error: string | null }>`
    select key, attempts, last_error from graphile_worker.jobs order by key`.execute(database.tx)
  return rows
}

test('a job is done once and forgotten; one that fails stays, with why, to be tried again', async () => {
  const done: unknown[] = []
  const tasks: Tasks = {
    tell: async (payload) => void done.push(payload),
    fail: () => Promise.reject(new Error('the world did not answer')),
  }
  jobs = await startJobs(database.pool, { [ours]: tasks }, [], log)
  await add('tell', 'a')
  await add('fail', 'b')
  await expect.poll(() => done).toEqual([{ key: 'a' }])
  await expect.poll(waiting).toEqual([{ key: 'b', attempts: 1, last_error: 'the world did not answer' }])
})

test('a schedule that nobody can read is refused at the start, not at its hour', async () => {
  const wrong = startJobs(
    database.pool,
    { [ours]: { tidy: async () => undefined } },
    [{ task: 'tidy', cron: 'every day' }],
    log,
  )
  await expect(wrong).rejects.toThrow(/cron/i)
})

test('what has its hour is done before all that waits', async () => {
  const [item] = parseCrontab(crontabOf([{ task: 'tidy', cron: '* * * * *' }]))
  let tidied: (() => void) | undefined
  const tidiness = new Promise<void>((resolve) => {
    tidied = resolve
  })
  const tasks: Tasks = { mail: () => tidiness, tidy: async () => tidied?.() }
  jobs = await startJobs(database.pool, {}, [], log)
  await jobs.stop()
  for (let i = 0; i < 20; i++) await add('mail', `mail ${i}`)
  // As the calendar adds it.
  await sql`
    select graphile_worker.add_job('tidy', '{"key":"tidy"}', priority => ${item?.options.priority}::int)`.execute(
    database.tx,
  )
  jobs = await startJobs(database.pool, { [ours]: tasks }, [], log)
  // Two workers: if both took mails first, all would wait for ever.
  await expect.poll(waiting).toEqual([])
})

test('what waits for one outside holds up neither those who wait for another, nor those who wait for nobody', async () => {
  let answer: (() => void) | undefined
  const silent = new Promise<void>((resolve) => {
    answer = resolve
  })
  let asked = 0
  const done: string[] = []
  const noting = (task: string) => () => Promise.resolve(void done.push(task))
  const ask = () => {
    asked += 1
    return silent
  }
  const modules: Parameters<typeof lanesOf>[0] = [
    { tasks: { free_stock: noting('free_stock') } },
    { tasks: { tidy: noting('tidy') }, outside: { mail: { mail: ask } } },
    { outside: { providers: { void_payment: noting('void_payment') } } },
  ]
  jobs = await startJobs(database.pool, lanesOf(modules), [], log)
  for (let i = 0; i < 20; i++) await add('mail', `mail ${i}`)
  await expect.poll(() => asked).toBe(2)
  for (const task of ['free_stock', 'void_payment', 'tidy']) await add(task, task)
  await expect.poll(() => done.toSorted()).toEqual(['free_stock', 'tidy', 'void_payment'])
  expect(asked).toBe(2)
  answer?.()
})

test('told to stop, it waits for the job that is being done', async () => {
  let begun = false
  let finish: (() => void) | undefined
  const slow = new Promise<void>((resolve) => {
    finish = resolve
  })
  let ended = false
  const tasks: Tasks = {
    slow: async () => {
      begun = true
      await slow
      ended = true
    },
  }
  jobs = await startJobs(database.pool, { [ours]: tasks }, [], log)
  await add('slow', 'a')
  await expect.poll(() => begun).toBe(true)
  const stopped = jobs.stop()
  jobs = undefined
  finish?.()
  await stopped
  expect(ended).toBe(true)
  expect(await waiting()).toEqual([])
})
