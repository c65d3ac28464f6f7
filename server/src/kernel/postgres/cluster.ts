import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { chownSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { replaceWhole, settle } from '../whole-file.ts'
import { identityOf } from './account.ts'
import type { Binaries } from './binaries.ts'
import { PostgresFault } from './fault.ts'
import { saveConnection, type Place } from './place.ts'
import { ACCESS_RULES } from './settings.ts'

/**
 * Made beside its place and moved there whole, so that a half-made cluster is never taken for one. Each try has a folder of
 * its own: what a killed start set going may still be writing into the last one.
 */
export async function createCluster(place: Place, binaries: Binaries, durable: boolean): Promise<void> {
  removeDrafts(place)
  const draft = `${place.cluster}.${randomUUID()}.new`
  const passwordFile = `${draft}.password`
  try {
    mkdirSync(draft, { mode: 0o700 })
    writeFileSync(passwordFile, place.connection.password, { mode: 0o600 })
    for (const path of [draft, passwordFile]) own(place, path)
    await initialise(place, binaries, ['-D', draft, `--pwfile=${passwordFile}`, ...(durable ? [] : ['--no-sync'])])
    rmSync(passwordFile)
    renameSync(draft, place.cluster)
    settle(dirname(place.cluster))
  } finally {
    removeDrafts(place)
  }
  place.connection.created_at = new Date().toISOString()
  saveConnection(place)
}

/** Of tries that were cut short, ours and those before. */
function removeDrafts({ cluster }: Place): void {
  const isDraft = (name: string) => name.startsWith(`${basename(cluster)}.`) && /\.new(\.password)?$/.test(name)
  for (const name of readdirSync(dirname(cluster)).filter(isDraft))
    rmSync(join(dirname(cluster), name), { recursive: true, force: true, maxRetries: 5 })
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
  replaceWhole(path, text, { owner: place.account })
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
