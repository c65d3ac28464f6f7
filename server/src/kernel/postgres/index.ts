import { join } from 'node:path'
import { PostgresFault } from './fault.ts'
import { withLock } from './lock.ts'
import { openFolder, programUrlOf, urlOf, type Log } from './place.ts'
import { postmasterOf } from './processes.ts'
import { leaveAtOnce, moveIn, moveOut, revive, type House } from './tenancy.ts'
import { watchOver } from './watch.ts'

export { PostgresFault }

export type PostgresOptions = {
  /** Where the database lives, unless its account cannot enter there; see README.md. */
  folder: string
  log: Log
  /** False for tests: then a crash of the machine may lose everything. */
  durable?: boolean
  /** Lines of postgresql.conf. A process that attaches to a running server gets the settings of the one that started it. */
  settings?: Record<string, string>
}

export type Postgres = {
  /** For superuser `mortar` on database `mortar`; stays the same while anybody uses the cluster. */
  url: string
  /** For the program, who may not rewrite what happened; see program-role.ts. */
  programUrl: string
  /** Gives the server up; its last user stops it. */
  stop: () => Promise<void>
}

/** Starts the embedded PostgreSQL, or attaches where another process, living or dead, has started it. Errors are for people to read. */
export async function startPostgres(options: PostgresOptions): Promise<Postgres> {
  if (process.platform === 'win32')
    throw new PostgresFault('The embedded PostgreSQL needs Linux or macOS: set DATABASE_URL.')
  const house = housed(options)
  const alone = <T>(work: () => Promise<T>) => withLock(house.lock, () => options.log(WAITING, house), work)
  const tenant = await alone(() => moveIn(house))

  let stopping: Promise<void> | undefined
  const unwatch = watchOver(
    () => postmasterOf(tenant.place.cluster) !== null,
    () => alone(async () => (stopping ? undefined : revive(house, tenant.place))),
    (error) => options.log('PostgreSQL is down and did not start; trying again', { error: String(error) }),
  )
  const onExit = () => leaveAtOnce(house, tenant)
  process.once('exit', onExit)
  const stop = async () => {
    unwatch()
    await alone(() => moveOut(house, tenant))
    process.off('exit', onExit)
  }
  return { url: urlOf(tenant.place), programUrl: programUrlOf(tenant.place), stop: () => (stopping ??= stop()) }
}

const WAITING = 'waiting for another process to start or stop PostgreSQL'

function housed({ folder: path, log, durable = true, settings = {} }: PostgresOptions): House {
  const folder = openFolder(path)
  const launcher = join(folder, 'launcher')
  return { folder, log, durable, settings, lock: join(launcher, 'lock'), users: join(launcher, 'users') }
}
