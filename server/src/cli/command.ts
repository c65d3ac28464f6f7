import { constants } from 'node:os'
import path from 'node:path'
import { ConfigError, readConfig, type Config } from '../kernel/config.ts'
import { openDatabase, type Tx } from '../kernel/database.ts'
import { prepareDatabase } from '../kernel/program-role.ts'
import { PostgresFault, startPostgres } from '../kernel/postgres/index.ts'
import { FixtureFault } from './fixtures/fault.ts'
import { must } from '../kernel/must.ts'

/** Answers go to standard output, what happens on the way to standard error. */
export const say = (line: string) => void process.stdout.write(`${line}\n`)
export const note = (line: string) => void process.stderr.write(`${line}\n`)

/** A command that was called in a way it cannot follow: one sentence, exit 1. */
export class UsageFault extends Error {
  override name = 'UsageFault'
}

/** Runs a command of the shell: what is the caller's fault is said in one sentence, anything else with its stack. */
export async function command(work: (args: string[]) => Promise<void>): Promise<void> {
  // Told to stop, a command ends by exit, so that what it started and half wrote goes with it: nothing of it is kept half done.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.once(signal, () => process.exit(128 + constants.signals[signal]))
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined)
  try {
    await work(process.argv.slice(2))
  } catch (error) {
    const faults = [UsageFault, FixtureFault, ConfigError, PostgresFault]
    const known = error instanceof Error && faults.some((each) => error instanceof each)
    note(known ? error.message : error instanceof Error ? (error.stack ?? error.message) : String(error))
    process.exitCode = 1
  }
}

export type Open = { url: string; config: Config }

/** The database that `npm start` would use, started or attached to and brought up to date. */
export async function withDatabase<T>(work: (open: Open) => Promise<T>): Promise<T> {
  const config = readConfig(process.env)
  const embedded =
    config.databaseUrl === undefined
      ? await startPostgres({
          folder: path.join(config.dataFolder, 'postgres'),
          log: (message) => note(`PostgreSQL: ${message}`),
        })
      : undefined
  try {
    const url = must(embedded?.url ?? config.databaseUrl, 'the address of the database')
    const applied = await prepareDatabase(url)
    if (applied.length > 0) note(`Migrated the database: ${applied.length} steps.`)
    return await work({ url, config })
  } finally {
    await embedded?.stop()
  }
}

/** A connection for a tool: one at a time, as nobody waits for the others. */
export async function withConnection<T>(url: string, work: (db: Tx) => Promise<T>): Promise<T> {
  const database = openDatabase({
    url,
    size: 1,
    name: 'mortar-cli',
    onError: (error) => note(`PostgreSQL: ${error.message}`),
  })
  try {
    return await work(database.tx)
  } finally {
    await database.close()
  }
}
