import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { identityOf } from './account.ts'
import type { Binaries } from './binaries.ts'
import type { Place } from './place.ts'
import { disarmPidFile, endLeftovers, postmasterOf, sendSignal, type Postmaster } from './processes.ts'
import { titleOf } from './settings.ts'

/** Recovery after a crash replays at most max_wal_size of log; on a slow disk that may take minutes. */
const START_LIMIT_MS = 5 * 60_000
/** A fast shutdown ends sessions and writes a checkpoint. */
const STOP_LIMIT_MS = 60_000

/** Starts the server in a process group of its own, so that Ctrl-C in a terminal reaches it through us only; resolves when it accepts connections. */
export async function startServer(place: Place, binaries: Binaries): Promise<void> {
  disarmPidFile(place.cluster)
  await endLeftovers(titleOf(place.cluster))
  const child = launch(place, binaries)
  await once(child, 'spawn')
  const deadline = Date.now() + START_LIMIT_MS
  while (child.exitCode === null && child.signalCode === null && Date.now() < deadline) {
    const postmaster = postmasterOf(place.cluster)
    if (postmaster?.pid === child.pid && postmaster?.status === 'ready') return
    await sleep(20)
  }
  throw new Error(`PostgreSQL did not start: ${lastWords(place)}`)
}

/** The server that runs already, once it is neither starting nor stopping; null when none does. */
export async function runningServer(cluster: string): Promise<Postmaster | null> {
  const deadline = Date.now() + START_LIMIT_MS
  while (Date.now() < deadline) {
    const postmaster = postmasterOf(cluster)
    if (!postmaster || postmaster.status === 'ready') return postmaster
    await sleep(20)
  }
  throw new Error(`PostgreSQL in ${cluster} has been neither up nor down for five minutes.`)
}

/** Fast, and when that takes too long immediate: nothing committed is lost by either. */
export async function stopServer(cluster: string): Promise<void> {
  for (const signal of ['SIGINT', 'SIGQUIT'] as const) {
    const postmaster = postmasterOf(cluster)
    if (!postmaster) return
    sendSignal(postmaster.pid, signal)
    const deadline = Date.now() + STOP_LIMIT_MS
    while (postmasterOf(cluster) && Date.now() < deadline) await sleep(20)
  }
}

function launch({ folder, cluster, account }: Place, { postgres }: Binaries) {
  const output = openSync(join(folder, 'start.log'), 'w', 0o600)
  try {
    // Nothing of our environment: it holds secrets, and PG… variables would override the configuration.
    const shape = { detached: true, cwd: '/', env: { LC_ALL: 'C' } }
    const child = spawn(postgres, ['-D', cluster], {
      ...identityOf(account),
      ...shape,
      stdio: ['ignore', output, output],
    })
    child.unref()
    return child
  } finally {
    closeSync(output)
  }
}

/** From the server's output before its log is open, or else from the end of its log. */
function lastWords({ folder, cluster }: Place): string {
  const early = readFileSync(join(folder, 'start.log'), 'utf8')
  const logs = join(cluster, 'log')
  const newest = readdirSync(logs, { withFileTypes: true })
    .map((entry) => join(logs, entry.name))
    .toSorted((one, other) => statSync(other).mtimeMs - statSync(one).mtimeMs)[0]
  const late = newest ? readFileSync(newest, 'utf8') : ''
  const worst = `${early}\n${late}`.split('\n').filter((line) => /FATAL|PANIC/.test(line))
  return worst.slice(-3).join(' ') || `see ${logs}`
}
