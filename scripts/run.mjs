// Runs a TypeScript file of Mortar with the Node that package.json pins, installing what is missing first. It has to work on the
// Node a machine happens to have (20 and later) and before anything is installed, so it is plain JavaScript without dependencies.
import { spawn } from 'node:child_process'
import { constants } from 'node:os'
import { dirname, delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { whenAbandoned } from './abandoned.mjs'
import { ensureInstalled } from './install.mjs'
import { pinnedNode } from './node.mjs'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const REPEATED_WITHIN_MS = 1000

whenAbandoned(() => process.kill(process.pid, 'SIGTERM'))
// A terminal that was closed takes nothing any more, and what is said to it must not end us before those we started.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined)

try {
  const [file, ...args] = process.argv.slice(2)
  if (!file) throw new Error('usage: node scripts/run.mjs <file> [arguments]')
  await ensureInstalled(root)
  run(pinnedNode(root), [join(root, file), ...args])
} catch (error) {
  process.stderr.write(`${error.message}\n`)
  process.exitCode = 1
}

/** The child has a process group of its own, so that a Ctrl-C, which reaches us from the terminal and from npm, reaches it through us only. */
function run(node, args) {
  const env = { ...process.env, PATH: [dirname(node), process.env.PATH].join(delimiter) }
  const child = spawn(node, args, { env, stdio: 'inherit', detached: process.platform !== 'win32' })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) forward(signal, child)
  child.once('error', (error) => {
    process.stderr.write(`${node} cannot be run: ${error.message}\n`)
    process.exitCode = 1
  })
  child.once('exit', (code, signal) => {
    process.exitCode = code ?? 128 + constants.signals[signal]
  })
}

/** One Ctrl-C may arrive twice within moments; another one later is another wish. */
function forward(signal, child) {
  let last = -Infinity
  process.on(signal, () => {
    const now = performance.now()
    if (now - last > REPEATED_WITHIN_MS) child.kill(signal)
    last = now
  })
}
