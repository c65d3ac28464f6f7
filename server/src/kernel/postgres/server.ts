import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, existsSync, openSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { identityOf } from './account.ts'
import type { Binaries } from './binaries.ts'
import { PostgresFault } from './fault.ts'
import type { Place } from './place.ts'
import { disarmPidFile, endLeftovers, postmasterOf, sendSignal, type Postmaster } from './processes.ts'
import { titleOf } from './settings.ts'

/** Recovery after a crash replays at most max_wal_size of log; on a slow disk that may take minutes. */
const START_LIMIT_MS = 5 * 60_000
/** A fast shutdown ends sessions and writes a checkpoint. */
const STOP_LIMIT_MS = 60_000

/** Starts the server in a process group of its own, so that Ctrl-C in a terminal reaches it through us only; resolves when it accepts connections. */
export async function startServer(place: Place, binaries: Binaries): Promise<void> {
  disarmPidFile(place)
  await endLeftovers(titleOf(place.cluster))
  const began = new Date()
  const child = launch(place, binaries)
  await once(child, 'spawn')
  const deadline = Date.now() + START_LIMIT_MS
  while (child.exitCode === null && child.signalCode === null && Date.now() < deadline) {
    const postmaster = postmasterOf(place.cluster)
    if (postmaster?.pid === child.pid && postmaster?.status === 'ready') return
    await sleep(20)
  }
  throw new PostgresFault(`PostgreSQL did not start: ${lastWords(place, began)}`)
}

/** The server that runs already, once it is neither starting nor stopping; null when none does. */
export async function runningServer(cluster: string): Promise<Postmaster | null> {
  const deadline = Date.now() + START_LIMIT_MS
  while (Date.now() < deadline) {
    const postmaster = postmasterOf(cluster)
    if (!postmaster || postmaster.status === 'ready') return postmaster
    await sleep(20)
  }
  throw new PostgresFault(`PostgreSQL in ${cluster} has been neither up nor down for five minutes.`)
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

/** What it said before its log was open, such as of a setting it does not know, and what of its log since then was fatal. */
function lastWords({ folder, cluster }: Place, began: Date): string {
  const early = linesOf(join(folder, 'start.log')).filter((line) => !/redirecting log output|HINT:/.test(line))
  const logs = join(cluster, 'log')
  const late = existsSync(logs) ? readdirSync(logs).flatMap((name) => linesOf(join(logs, name))) : []
  const since = began.toISOString().replace('T', ' ').slice(0, 23)
  const fatal = late.filter((line) => line.slice(0, 23) >= since && /FATAL|PANIC/.test(line))
  return [...early, ...fatal].map((line) => line.replace(/^.*?\[\d+\] /, '')).join(' ') || `see ${logs}`
}

function linesOf(file: string): string[] {
  return readFileSync(file, 'utf8').split('\n').filter(Boolean)
}
