import { spawn } from 'node:child_process'
import { chownSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { identityOf } from './account.ts'
import type { Binaries } from './binaries.ts'
import { PostgresFault } from './fault.ts'
import { saveConnection, type Place } from './place.ts'
import { ACCESS_RULES } from './settings.ts'

/** Made beside its place and moved there whole, so that a half-made cluster is never taken for one. */
export async function createCluster(place: Place, binaries: Binaries, durable: boolean): Promise<void> {
  const draft = `${place.cluster}.new`
  const passwordFile = `${draft}.password`
  rmSync(draft, { recursive: true, force: true })
  mkdirSync(draft, { mode: 0o700 })
  writeFileSync(passwordFile, place.connection.password, { mode: 0o600 })
  for (const path of [draft, passwordFile]) own(place, path)
  try {
    await initialise(place, binaries, ['-D', draft, `--pwfile=${passwordFile}`, ...(durable ? [] : ['--no-sync'])])
  } finally {
    rmSync(passwordFile, { force: true })
  }
  renameSync(draft, place.cluster)
  place.connection.created_at = new Date().toISOString()
  saveConnection(place)
}

/** Refuses a cluster that another major version of PostgreSQL wrote. */
export function checkVersion(cluster: string, binaries: Binaries): void {
  const written = readFileSync(join(cluster, 'PG_VERSION'), 'utf8').trim()
  if (written === binaries.major) return
  throw new PostgresFault(
    `The database in ${cluster} was written by PostgreSQL ${written}, this Mortar comes with ${binaries.major}: make a backup with ` +
      'the Mortar that wrote it, and restore that here into a new data folder.',
  )
}

/** False when the files say so already. */
export function configure(place: Place, text: string): boolean {
  const changed = [replace(place, 'postgresql.conf', text), replace(place, 'pg_hba.conf', ACCESS_RULES)]
  return changed.includes(true)
}

function replace(place: Place, name: string, text: string): boolean {
  const path = join(place.cluster, name)
  if (existsSync(path) && readFileSync(path, 'utf8') === text) return false
  const draft = `${path}.new`
  writeFileSync(draft, text, { mode: 0o600 })
  own(place, draft)
  renameSync(draft, path)
  return true
}

function own({ account }: Place, path: string): void {
  if (account) chownSync(path, account.uid, account.gid)
}

const CHOICES = [
  '--username=mortar',
  '--auth=scram-sha-256',
  '--encoding=UTF8',
  '--locale-provider=builtin',
  '--locale=C.UTF-8',
  '--data-checksums',
]

async function initialise({ account }: Place, { initdb }: Binaries, options: string[]): Promise<void> {
  const child = spawn(initdb, [...CHOICES, ...options], {
    ...identityOf(account),
    cwd: '/',
    env: {},
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let complaint = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => (complaint += text))
  const code = await new Promise((resolve, reject) => child.once('error', reject).once('close', resolve))
  if (code !== 0) throw new PostgresFault(`PostgreSQL could not make a database (initdb): ${complaint.trim()}`)
}
