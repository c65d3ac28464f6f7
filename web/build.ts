import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { access, link, mkdir, open, readFile, readdir, rename, rm, stat, writeFile } from 'node:fs/promises'
import { basename, join, relative, sep } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { brotliCompress, constants, gzip } from 'node:zlib'

/** Where the built web stands: what the server imports, and what browsers fetch. */
export type WebBuild = { serverBundle: string; clientFolder: string }
export type WebBuildOptions = { log: (line: string) => void }

const web = import.meta.dirname
const root = join(web, '..')
const builds = join(web, '.build')
const build_timeout_ms = 180_000
const builds_kept = 3

/**
 * Node does not run `.tsx`, so Vite builds the web once per state of its sources, into a folder named by their hash.
 * A folder appears whole (built aside, then renamed), so a reader never sees half a build; a process that finds another
 * one building waits for it. When the folder is there nothing is written: a read-only checkout starts as well.
 */
export async function ensureWebBuilt({ log }: WebBuildOptions): Promise<WebBuild> {
  const folder = join(builds, await sourceHash())
  if (!(await exists(folder))) await buildOnce(folder, log)
  return { serverBundle: join(folder, 'server', 'index.js'), clientFolder: join(folder, 'client') }
}

async function buildOnce(folder: string, log: (line: string) => void): Promise<void> {
  await mkdir(builds, { recursive: true })
  const release = await lock(folder)
  if (release === null) return
  try {
    log('building the web pages …')
    const aside = `${folder}.${process.pid}`
    try {
      await runBuild(aside)
      await compressFiles(join(aside, 'client'))
      await writeOut(aside)
      await rename(aside, folder)
    } finally {
      await rm(aside, { recursive: true, force: true })
    }
    await forgetOldBuilds()
  } finally {
    await release()
  }
}

/** To the disk, before the folder gets the name that says it is whole. */
async function writeOut(folder: string): Promise<void> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  for (const entry of entries.filter((each) => each.isFile())) {
    const handle = await open(join(entry.parentPath, entry.name), 'r+')
    try {
      await handle.sync()
    } finally {
      await handle.close()
    }
  }
}

/** Null when another process finished the build while we waited. A lock whose owner has died is taken over. */
async function lock(folder: string): Promise<(() => Promise<void>) | null> {
  const path = join(builds, 'building')
  const deadline = Date.now() + build_timeout_ms
  while (Date.now() < deadline) {
    if (await exists(folder)) return null
    try {
      await createLock(path)
      return () => rm(path, { force: true })
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    }
    if (!(await ownerLives(path))) await rm(path, { force: true })
    else await pause(200)
  }
  throw new Error(
    `another process has been building the web for ${build_timeout_ms / 1000} s; remove ${path} if none is`,
  )
}

/** Written aside and linked: whoever sees it sees whose it is, though we die or the disk is full half-way. */
async function createLock(path: string): Promise<void> {
  const aside = `${path}.${process.pid}`
  try {
    await writeFile(aside, String(process.pid))
    await link(aside, path)
  } finally {
    await rm(aside, { force: true })
  }
}

/** Not where nobody's number stands in it: an older Mortar died over it. One that is gone by now is tried for again. */
async function ownerLives(path: string): Promise<boolean> {
  const text = await readFile(path, 'utf8').catch(() => null)
  const pid = Number(text)
  if (text === null || pid === 0) return text === null
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

function runBuild(target: string): Promise<void> {
  const command = join(root, 'node_modules', '@react-router', 'dev', 'bin.cjs')
  const env = { ...process.env, NODE_ENV: 'production', NO_COLOR: '1', MORTAR_WEB_BUILD: target }
  const options = { cwd: web, env, timeout: build_timeout_ms, maxBuffer: 8 * 1024 * 1024 }
  return new Promise((resolve, reject) => {
    execFile(process.execPath, [command, 'build'], options, (error, out, err) => {
      if (error === null) resolve()
      else reject(new Error(`the web could not be built:\n${`${out}${err}`.slice(-4_000)}`))
    })
  })
}

/** Done once here, so that serving a file is only reading it. */
async function compressFiles(folder: string): Promise<void> {
  const files = (await readdir(folder, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile())
  for (const file of files) {
    if (!/\.(js|css|svg|json|txt)$/.test(file.name)) continue
    const path = join(file.parentPath, file.name)
    const bytes = await readFile(path)
    if (bytes.length < 1024) continue
    await writeFile(`${path}.gz`, await zipped(bytes))
    await writeFile(`${path}.br`, await brotlied(bytes))
  }
}

const zipped = (bytes: Buffer) =>
  new Promise<Buffer>((resolve, reject) => {
    gzip(bytes, { level: 9 }, (error, result) => (error ? reject(error) : resolve(result)))
  })

const brotlied = (bytes: Buffer) =>
  new Promise<Buffer>((resolve, reject) => {
    const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length }
    brotliCompress(bytes, { params }, (error, result) => (error ? reject(error) : resolve(result)))
  })

/** A server that still runs may serve an older build, so a few stay. */
async function forgetOldBuilds(): Promise<void> {
  const names = (await readdir(builds)).filter((name) => !name.startsWith('building'))
  const dated = await Promise.all(
    names.map(async (name) => ({ path: join(builds, name), at: (await stat(join(builds, name))).mtimeMs })),
  )
  const old = dated.sort((a, b) => b.at - a.at).slice(builds_kept)
  for (const { path } of old) await rm(path, { recursive: true, force: true })
}

async function sourceHash(): Promise<string> {
  const hash = createHash('sha256')
  const folders = [web, join(root, 'contract', 'src')]
  const files = (await Promise.all(folders.map(sources))).flat().sort()
  for (const path of [...files, join(root, 'package-lock.json')]) {
    hash
      .update(`${relative(root, path).split(sep).join('/')}\0`)
      .update(await readFile(path))
      .update('\0')
  }
  return hash.digest('hex').slice(0, 16)
}

async function sources(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true })
  const found = entries.map(async (entry) => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return isSource(path) ? sources(path) : []
    return /\.test\.tsx?$|\.md$/.test(entry.name) ? [] : [path]
  })
  return (await Promise.all(found)).flat()
}

const isSource = (folder: string) => !['.build', '.react-router', 'node_modules'].includes(basename(folder))

const exists = (path: string) =>
  access(path).then(
    () => true,
    () => false,
  )
