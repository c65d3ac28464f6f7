import { createHash } from 'node:crypto'
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { withInstallLock } from './install-lock.mjs'
import { pinnedNode } from './node.mjs'
import { npmCi } from './npm.mjs'

const SAY_EVERY_S = 15
/**
 * Installs what package-lock.json lists unless it is there. A stamp in node_modules, written last, makes the question cheap: it
 * holds the lockfile's hash and the date of npm's own account of what it installed. `npm ci` removes it first, so an interrupted
 * install leaves none.
 */
export async function ensureInstalled(root) {
  if (isStamped(root)) return
  if (isComplete(root)) return stamp(root)
  const say = once(() => process.stderr.write('Another start is installing the packages; waiting for it.\n'))
  try {
    await withInstallLock(join(root, '.install.lock'), say, async (lock) => {
      if (!isStamped(root)) await install(root, lock)
    })
  } catch (error) {
    if (error.code !== 'EACCES' && error.code !== 'EROFS') throw error
    throw new Error(`The packages are not installed and ${root} cannot be written: run npm start once as its owner.`, {
      cause: error,
    })
  }
}

async function install(root, { touch, shareWith }) {
  const progress = showProgress('Installing the packages', touch)
  const { code, signal, output } = await npmCi(root, shareWith)
  progress.end(code === 0)
  if (signal) throw new Error(`Interrupted (${signal}); the next start installs again.`)
  if (code !== 0)
    throw new Error(`${output}\nnpm ci failed (above): Mortar needs the npm registry, or npm's cache, to install.`)
  if (!isComplete(root))
    throw new Error('npm ci left packages out, perhaps because the registry did not answer: start again.')
  stamp(root)
}

/** One line that counts seconds on a terminal; elsewhere a line now and then. */
function showProgress(what, touch) {
  const terminal = process.stderr.isTTY
  const began = performance.now()
  const seconds = () => Math.round((performance.now() - began) / 1000)
  const show = () => process.stderr.write(terminal ? `\r${what} … ${seconds()} s ` : `${what} … ${seconds()} s\n`)
  show()
  const timer = setInterval(() => {
    touch()
    if (terminal || seconds() % SAY_EVERY_S === 0) show()
  }, 1000)
  const end = (done) => {
    clearInterval(timer)
    process.stderr.write(`${terminal ? '\r' : ''}${what}: ${done ? 'done' : 'failed'} after ${seconds()} s\n`)
  }
  return { end }
}

function isStamped(root) {
  try {
    return readFileSync(stampFile(root), 'utf8') === stampText(root) && Boolean(pinnedNode(root))
  } catch {
    return false
  }
}

function stamp(root) {
  try {
    writeFileSync(stampFile(root), stampText(root))
  } catch (error) {
    // Somebody else's clone: it is complete, and will be looked through at each start.
    if (error.code !== 'EACCES' && error.code !== 'EROFS') throw error
  }
}

function stampFile(root) {
  return join(root, 'node_modules/.mortar-installed')
}

function stampText(root) {
  const lock = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex')
  const { mtimeMs } = statSync(join(root, 'node_modules/.package-lock.json'))
  return `${lock} ${process.platform}-${process.arch} ${mtimeMs}`
}

/** Whether every package for this machine lies where the lockfile wants it, in the version it wants. */
function isComplete(root) {
  const installed = packagesOf(join(root, 'node_modules/.package-lock.json'))
  const wanted = packagesOf(join(root, 'package-lock.json'))
  const needed = declaredOptional(wanted)
  return Object.entries(wanted).every(([path, entry]) => {
    if (!path.includes('node_modules/') || isForeign(entry)) return true
    if (entry.optional && !needed.has(path)) return true
    if (entry.link) return existsSync(join(root, path))
    return installed[path]?.version === entry.version && existsSync(join(root, path, 'package.json'))
  })
}

function packagesOf(lockfile) {
  return existsSync(lockfile) ? JSON.parse(readFileSync(lockfile, 'utf8')).packages : {}
}

/** Optional only because each machine needs another one of them; npm passes over them in silence when a download fails. */
function declaredOptional(packages) {
  const own = Object.entries(packages).filter(([path]) => !path.includes('node_modules/'))
  return new Set(
    own.flatMap(([, { optionalDependencies = {} }]) =>
      Object.keys(optionalDependencies).map((name) => `node_modules/${name}`),
    ),
  )
}

function isForeign({ os, cpu }) {
  return (os && ![os].flat().includes(process.platform)) || (cpu && ![cpu].flat().includes(process.arch))
}

function once(action) {
  let done = false
  return () => {
    if (!done) action()
    done = true
  }
}
