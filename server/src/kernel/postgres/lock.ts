import { DatabaseSync } from 'node:sqlite'
import { setTimeout as sleep } from 'node:timers/promises'
import { PostgresFault } from './fault.ts'

/**
 * Locks that die with their holder. SQLite's exclusive transaction on an empty file is a lock of the operating system: the kernel
 * drops it when the process ends, even by kill -9, so nothing here can be stale and no process id has to be judged.
 */
export type Lock = { release: () => void }

const SQLITE_BUSY = 5
const GIVE_UP_MS = 10 * 60_000

/** Null when somebody else holds it, in this process or in another. Waits at most `patience_ms`, blocking the thread. */
export function tryLock(file: string, patience_ms = 0): Lock | null {
  const database = new DatabaseSync(file, { timeout: patience_ms })
  try {
    database.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE')
    return { release: () => database.close() }
  } catch (error) {
    database.close()
    if ((error as { errcode?: number }).errcode === SQLITE_BUSY) return null
    throw error
  }
}

/** Runs `work` alone among all processes that use this file. A holder that lives may be recovering a database, so the wait is long. */
export async function withLock<T>(file: string, onWait: () => void, work: () => Promise<T>): Promise<T> {
  const began = Date.now()
  let lock = tryLock(file)
  for (let tries = 1; !lock; tries += 1) {
    if (tries === 40) onWait()
    if (Date.now() - began > GIVE_UP_MS)
      throw new PostgresFault(`Another process has held ${file} for ten minutes; giving up.`)
    await sleep(25)
    lock = tryLock(file)
  }
  try {
    return await work()
  } finally {
    lock.release()
  }
}
