import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { PostgresFault } from './fault.ts'

/** The system account that PostgreSQL runs as when Mortar itself is root, which PostgreSQL refuses to be. */
export type Account = { name: string; uid: number; gid: number }

export function amRoot(): boolean {
  return process.getuid?.() === 0
}

/** `postgres` where the machine has it, else `nobody`; null when we are not root and run it as ourselves. */
export function databaseAccount(): Account | null {
  if (!amRoot()) return null
  const accounts = readFileSync('/etc/passwd', 'utf8').split('\n').map(parsed)
  const chosen = ['postgres', 'nobody'].map((name) => accounts.find((account) => account.name === name)).find(Boolean)
  if (chosen) return chosen
  throw new PostgresFault(
    'PostgreSQL refuses to run as root, and this machine has neither a user postgres nor nobody to run it as: ' +
      'start Mortar as an ordinary user, or set DATABASE_URL.',
  )
}

/** An existing cluster keeps the account that owns its files, whatever accounts the machine has gained since. */
export function accountOfOwner(owner: { uid: number; gid: number }): Account | null {
  return amRoot() ? { name: `uid ${owner.uid}`, ...owner } : null
}

/** For spawn: as that account, or as ourselves. */
export function identityOf(account: Account | null): { uid?: number; gid?: number } {
  return account ? { uid: account.uid, gid: account.gid } : {}
}

/** Asks the kernel, as that account, rather than guessing from mode bits, lists of access and mounts. */
export function canEnter(account: Account, folder: string): boolean {
  const question = ['-c', 'test -x "$1"', 'sh', folder]
  return spawnSync('/bin/sh', question, { ...identityOf(account), cwd: '/' }).status === 0
}

function parsed(line: string): Account {
  const [name = '', , uid, gid] = line.split(':')
  return { name, uid: Number(uid), gid: Number(gid) }
}
