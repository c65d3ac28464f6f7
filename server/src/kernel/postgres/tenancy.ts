import { existsSync } from 'node:fs'
import type { Client } from 'pg'
import { clientOf } from '../client.ts'
import { findBinaries, type Binaries } from './binaries.ts'
import { checkVersion, configure, createCluster } from './cluster.ts'
import { tryLock } from './lock.ts'
import {
  findPlace,
  newPassword,
  programRole,
  saveConnection,
  spareFolder,
  urlOf,
  type Log,
  type Place,
} from './place.ts'
import { freePort, isFree } from './port.ts'
import { postmasterOf, sendSignal } from './processes.ts'
import { runningServer, startServer, stopServer } from './server.ts'
import { configuration } from './settings.ts'
import { anyoneLeft, enrol, type Membership } from './users.ts'

/** A data folder, its lock and the settings wanted for its server. Everything below but `leaveAtOnce` runs under that lock. */
export type House = {
  folder: string
  log: Log
  durable: boolean
  settings: Record<string, string>
  lock: string
  users: string
}

export type Tenant = { place: Place; membership: Membership }

const EXIT_PATIENCE_MS = 2000
const PORT_TRIES = 5

export async function moveIn(house: House): Promise<Tenant> {
  const shared = anyoneLeft(house.users)
  const membership = enrol(house.users)
  try {
    const place = await findPlace(house.folder, house.log)
    const binaries = findBinaries(place.account, () => spareFolder(place))
    if (!existsSync(place.cluster)) {
      house.log('making the database', { folder: place.cluster })
      await createCluster(place, binaries, house.durable)
    }
    checkVersion(place.cluster, binaries)
    await (shared ? join(place, binaries) : begin(house, place, binaries))
    await createDatabase(place)
    return { place, membership }
  } catch (error) {
    membership.leave()
    throw error
  }
}

/** After the server died under us: the same port, so that pools find it again by themselves. */
export async function revive(house: House, place: Place): Promise<void> {
  if (await runningServer(place.cluster)) return
  house.log('PostgreSQL has died; starting it again')
  await startServer(
    place,
    findBinaries(place.account, () => spareFolder(place)),
  )
  house.log('PostgreSQL runs again')
}

export async function moveOut(house: House, { place, membership }: Tenant): Promise<void> {
  membership.leave()
  if (!anyoneLeft(house.users)) await stopServer(place.cluster)
}

/** For a process that ends without having stopped; nothing can be awaited then, so the server is told and left to it. */
export function leaveAtOnce(house: House, { place, membership }: Tenant): void {
  const lock = tryLock(house.lock, EXIT_PATIENCE_MS)
  membership.leave()
  const postmaster = lock && !anyoneLeft(house.users) ? postmasterOf(place.cluster) : null
  if (postmaster) sendSignal(postmaster.pid, 'SIGINT')
  lock?.release()
}

/** Others live: the server is theirs as it is, and if it is just down it must come back where their pools look for it. */
async function join(place: Place, binaries: Binaries): Promise<void> {
  if (!(await runningServer(place.cluster))) await startServer(place, binaries)
}

/** We are alone. A server that runs nevertheless outlived its users, and is kept if it has the settings we want. */
async function begin(house: House, place: Place, binaries: Binaries): Promise<void> {
  const orphan = await runningServer(place.cluster)
  if (orphan && !configure(place, wanted(house, place))) return house.log('attached to the PostgreSQL that was running')
  if (orphan) await stopServer(place.cluster)
  for (let tries = 1; ; tries += 1) {
    place.connection.port = await freePort(place.connection.port)
    saveConnection(place)
    configure(place, wanted(house, place))
    try {
      await startServer(place, binaries)
      return
    } catch (error) {
      // Somebody may have taken the port between our look and the server's.
      if (tries === PORT_TRIES || (await isFree(place.connection.port))) throw error
    }
  }
}

function wanted({ durable, settings }: House, { cluster, connection }: Place): string {
  return configuration(cluster, connection.port, durable, settings)
}

/** Not part of making the cluster: a process may have been killed between the two. */
async function createDatabase(place: Place): Promise<void> {
  const client = clientOf({ connectionString: urlOf(place, 'postgres'), connectionTimeoutMillis: 30_000 })
  await client.connect()
  try {
    const { rowCount } = await client.query("select from pg_database where datname = 'mortar'")
    if (!rowCount) await client.query('create database mortar')
    await createProgramRole(client, place)
  } finally {
    await client.end()
  }
}

/** With the password that connection.json remembers, whichever it had: the file may be older than the role, or the other way round. */
async function createProgramRole(client: Client, place: Place): Promise<void> {
  const { connection } = place
  if (connection.program_password === undefined) {
    connection.program_password = newPassword()
    saveConnection(place)
  }
  const { rowCount } = await client.query('select from pg_roles where rolname = $1', [programRole])
  if (!rowCount) await client.query(`create role ${programRole}`)
  await client.query(
    `alter role ${programRole} login nosuperuser nocreatedb nocreaterole noreplication nobypassrls password '${connection.program_password}'`,
  )
}
