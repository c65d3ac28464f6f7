import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { replaceWhole } from '../whole-file.ts'
import type { Place } from './place.ts'

/** The main process of a running server, as its `postmaster.pid` tells. */
export type Postmaster = { pid: number; port: number; status: string }

const LEFTOVER_GRACE_MS = 1000

/** Null when no live process serves this cluster, whatever the file says: its number may have been given to another process. */
export function postmasterOf(cluster: string): Postmaster | null {
  const lines = pidFile(cluster)?.split('\n') ?? []
  const pid = Number(lines[0])
  if (!pid || !isPostmaster(pid, cluster)) return null
  return { pid, port: Number(lines[3]), status: lines[7]?.trim() ?? '' }
}

export function isPostmaster(pid: number, cluster: string): boolean {
  return commandOf(pid).endsWith(` -D ${cluster}`)
}

/**
 * PostgreSQL refuses to start while the number in a stale file is in use by anybody, even by a zombie. A number that cannot exist
 * is put there instead of removing the file, whose other half lets PostgreSQL find out whether old backends still hold its memory.
 */
export function disarmPidFile({ cluster, account }: Pick<Place, 'cluster' | 'account'>): void {
  const text = pidFile(cluster)
  const file = join(cluster, 'postmaster.pid')
  // A full disk can leave it empty, which PostgreSQL would take for another start under way; the folder's lock says there is none.
  if (text !== null && !/^\d+\n/.test(text)) rmSync(file)
  else if (text) replaceWhole(file, text.replace(/^\d+/, '2147483646'), { owner: account })
}

/** Backends that outlive a killed main process see it when they next wait for something; busy ones are told to leave. */
export async function endLeftovers(title: string): Promise<void> {
  for (const signal of [null, 'SIGQUIT', 'SIGKILL'] as const) {
    const deadline = Date.now() + LEFTOVER_GRACE_MS
    if (signal) for (const pid of leftovers(title)) sendSignal(pid, signal)
    while (Date.now() < deadline) {
      if (leftovers(title).length === 0) return
      await sleep(50)
    }
  }
}

/** False when the process is gone already. */
export function sendSignal(pid: number, signal: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, signal)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false
    throw error
  }
}

/** Every process of a server but the main one bears `postgres: <cluster_name>` as its title. */
function leftovers(title: string): number[] {
  return processes()
    .filter(({ command }) => command.startsWith(`postgres: ${title}:`))
    .map(({ pid }) => pid)
}

function processes(): { pid: number; command: string }[] {
  if (process.platform !== 'linux')
    return listed(execFileSync('ps', ['-axww', '-o', 'pid=,command='], { encoding: 'utf8' }))
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name))
  return pids.map((pid) => ({ pid: Number(pid), command: commandOf(Number(pid)) }))
}

function listed(table: string): { pid: number; command: string }[] {
  return table
    .split('\n')
    .map((line) => ({ pid: Number.parseInt(line, 10), command: line.trim().replace(/^\d+ +/, '') }))
}

/** Empty for a process that is not there, or only there as a zombie. */
function commandOf(pid: number): string {
  try {
    if (process.platform !== 'linux')
      return execFileSync('ps', ['-ww', '-o', 'command=', '-p', `${pid}`], { encoding: 'utf8' }).trim()
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replace(/\0+$/, '').replaceAll('\0', ' ')
  } catch {
    return ''
  }
}

function pidFile(cluster: string): string | null {
  try {
    return readFileSync(join(cluster, 'postmaster.pid'), 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
}
