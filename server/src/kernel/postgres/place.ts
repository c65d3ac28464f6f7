import { createHash, randomBytes } from 'node:crypto'
import { chmodSync, existsSync, mkdirSync, readFileSync, realpathSync, renameSync, statSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { replaceWhole, whyUnusable } from '../whole-file.ts'
import { accountOfOwner, amRoot, canEnter, databaseAccount, type Account } from './account.ts'
import { PostgresFault } from './fault.ts'
import { stopServer } from './server.ts'

export type Log = (message: string, details?: object) => void

/** Where a folder's cluster lives, who runs it, and how to reach it. */
export type Place = { folder: string; cluster: string; account: Account | null; connection: Connection }

/** What `connection.json` remembers. `created_at` is missing while the cluster has not been made whole. */
export type Connection = {
  cluster: string
  port: number
  /** The owner's, `mortar`. */
  password: string
  /** The program's; missing where an earlier Mortar made the cluster. */
  program_password?: string
  created_at?: string
}

/** Who the program is; what it may do is given by whoever migrates. */
export const programRole = 'mortar_app'

/** For clusters and binaries that the database's account could not reach in the home of root. */
const COMMON_FOLDER = '/var/lib/mortar'

export function openFolder(path: string): string {
  try {
    // Entering is all that the database's account may do in the folder: connection.json and launcher/ are ours alone.
    if (!existsSync(path)) mkdirSync(path, { recursive: true, mode: amRoot() ? 0o711 : 0o700 })
    mkdirSync(join(path, 'launcher/users'), { recursive: true, mode: 0o700 })
    return realpathSync(path)
  } catch (cause) {
    const why = whyUnusable(path, cause)
    throw why === undefined ? cause : new PostgresFault(why, { cause })
  }
}

export async function findPlace(folder: string, log: Log): Promise<Place> {
  const connection = readConnection(folder)
  if (connection) return knownPlace(folder, connection)
  const account = databaseAccount()
  const cluster = account && !canEnter(account, folder) ? await commonPlace(folder, log) : join(folder, 'cluster')
  if (existsSync(cluster)) {
    throw new PostgresFault(
      `${folder} holds a database but not its connection.json: put that file back, or move the folder away.`,
    )
  }
  const relative = cluster === join(folder, 'cluster') ? 'cluster' : cluster
  const place = { folder, cluster, account, connection: { cluster: relative, port: 0, password: newPassword() } }
  saveConnection(place)
  return place
}

export function saveConnection({ folder, connection }: Place): void {
  // When root starts what belongs to somebody else, it stays theirs.
  const owner = amRoot() ? statSync(folder) : null
  replaceWhole(join(folder, 'connection.json'), `${JSON.stringify(connection, null, 2)}\n`, { owner })
}

export function urlOf({ connection }: Place, database = 'mortar'): string {
  return `postgres://mortar:${connection.password}@127.0.0.1:${connection.port}/${database}`
}

export function programUrlOf({ connection }: Place): string {
  return `postgres://${programRole}:${connection.program_password}@127.0.0.1:${connection.port}/mortar`
}

function readConnection(folder: string): Connection | null {
  try {
    return checked(folder, readFileSync(join(folder, 'connection.json'), 'utf8'))
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException
    if (code === 'ENOENT') return null
    if (code === 'EACCES')
      throw new PostgresFault(`The database in ${folder} belongs to another user: start Mortar as that user.`, {
        cause,
      })
    throw cause
  }
}

/** A file of an older Mortar may have been cut short, and people may have changed it. */
function checked(folder: string, text: string): Connection {
  const { cluster, port, password, ...more } = parsed(text)
  if (typeof cluster === 'string' && Number.isInteger(port) && typeof password === 'string' && password !== '')
    return { ...(more as Partial<Connection>), cluster, port: Number(port), password }
  throw new PostgresFault(
    `${join(folder, 'connection.json')} is damaged, and without it the database cannot be opened: put it back from a copy of the folder.`,
  )
}

function parsed(text: string): Partial<Record<keyof Connection, unknown>> {
  try {
    return Object(JSON.parse(text)) as Partial<Record<keyof Connection, unknown>>
  } catch (error) {
    if (error instanceof SyntaxError) return {}
    throw error
  }
}

function knownPlace(folder: string, connection: Connection): Place {
  const cluster = resolve(folder, connection.cluster)
  refuseCopyOf(folder, cluster)
  if (!existsSync(cluster) && connection.created_at) {
    throw new PostgresFault(
      `The database of ${folder} should be in ${cluster} and cannot be found there: bring it back, or remove ` +
        `${join(folder, 'connection.json')} to begin with an empty one.`,
    )
  }
  if (existsSync(cluster) && !connection.created_at) connection.created_at = new Date().toISOString()
  const account = existsSync(cluster) ? accountOfOwner(statSync(cluster)) : databaseAccount()
  if (account && !canEnter(account, dirname(cluster))) {
    throw new PostgresFault(
      `PostgreSQL runs as ${account.name}, which may not enter ${dirname(cluster)}: open its parent folders to it.`,
    )
  }
  return { folder, cluster, account, connection }
}

/** A copied folder names the cluster of the one it was copied from; using it would mix the data of two installations. */
function refuseCopyOf(folder: string, cluster: string): void {
  const note = join(dirname(cluster), 'folder')
  if (!cluster.startsWith(COMMON_FOLDER) || !existsSync(note)) return
  const original = readFileSync(note, 'utf8')
  if (original !== folder && existsSync(join(original, 'connection.json'))) {
    throw new PostgresFault(
      `${folder} is a copy of ${original}, whose database is in ${cluster}: use npm run backup and restore to copy a database.`,
    )
  }
  replaceWhole(note, folder)
}

async function commonPlace(folder: string, log: Log): Promise<string> {
  openCommonFolder()
  const home = join(COMMON_FOLDER, createHash('sha256').update(folder).digest('hex').slice(0, 16))
  const cluster = join(home, 'cluster')
  if (existsSync(cluster)) await setAside(home, cluster, log)
  mkdirSync(home, { recursive: true })
  chmodSync(home, 0o711)
  replaceWhole(join(home, 'folder'), folder)
  log('the database lives outside the data folder, which its account cannot enter', { cluster })
  return cluster
}

/** Where to put a copy of the binaries if the ones in node_modules cannot be run. */
export function spareFolder({ folder, account }: Place): string {
  if (account) openCommonFolder()
  return account ? COMMON_FOLDER : join(folder, 'binaries')
}

/** Made whatever the umask says: the database's account has to enter it. */
function openCommonFolder(): void {
  mkdirSync(COMMON_FOLDER, { recursive: true })
  chmodSync(COMMON_FOLDER, 0o755)
}

/** The data folder was deleted, so its owner wants to begin anew; what was there is kept, and may still be running. */
async function setAside(home: string, cluster: string, log: Log): Promise<void> {
  await stopServer(cluster)
  const kept = `${home}.${new Date().toISOString().replaceAll(':', '')}`
  renameSync(home, kept)
  log('the database of an earlier data folder was set aside', { kept })
}

export function newPassword(): string {
  return randomBytes(24).toString('base64url')
}
