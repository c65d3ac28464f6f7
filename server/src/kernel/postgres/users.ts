import { randomUUID } from 'node:crypto'
import { readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { type Lock, tryLock } from './lock.ts'

/**
 * Who uses the cluster: one file each, locked for as long as its process lives. A file whose lock is free belongs to the dead.
 * All of these are called under the folder's lock only.
 */
export type Membership = { leave: () => void }

export function enrol(users: string): Membership {
  const file = join(users, randomUUID())
  const lock = tryLock(file)
  if (!lock) throw new Error(`${file} was locked before it existed`)
  return { leave: () => remove(file, lock) }
}

/** Whether anyone but those who have left still uses the cluster. Clears away what the dead left behind. */
export function anyoneLeft(users: string): boolean {
  const living = readdirSync(users).filter((name) => {
    const file = join(users, name)
    const lock = tryLock(file)
    if (lock) remove(file, lock)
    return !lock
  })
  return living.length > 0
}

function remove(file: string, lock: Lock): void {
  lock.release()
  rmSync(file, { force: true })
}
