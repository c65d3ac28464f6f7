import { randomUUID } from 'node:crypto'
import { chownSync, closeSync, fsyncSync, linkSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'

type Owner = { uid: number; gid: number }
type Shape = { mode?: number; owner?: Owner | null | undefined }

/**
 * Writes a file that is there whole or not at all, whoever dies and whichever disk is full meanwhile: aside, to the disk,
 * then to its name. False, and nothing is changed, when there is one already.
 */
export function createWhole(file: string, text: string, shape: Shape = {}): boolean {
  return writeAside(file, text, shape, (aside) => {
    try {
      // Unlike a rename, a link never replaces what another process has put there meanwhile.
      linkSync(aside, file)
      return true
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
      throw error
    }
  })
}

/** The same in place of what is there. */
export function replaceWhole(file: string, text: string, shape: Shape = {}): void {
  writeAside(file, text, shape, (aside) => renameSync(aside, file))
}

function writeAside<T>(file: string, text: string, { mode = 0o600, owner }: Shape, place: (aside: string) => T): T {
  const aside = `${file}.${randomUUID()}.new`
  try {
    writeFileSync(aside, text, { mode, flag: 'wx', flush: true })
    if (owner) chownSync(aside, owner.uid, owner.gid)
    const placed = place(aside)
    settle(path.dirname(file))
    return placed
  } finally {
    rmSync(aside, { force: true })
  }
}

/** A name is safe once its folder has been written too. */
export function settle(folder: string): void {
  const handle = openSync(folder, 'r')
  try {
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}

/** Why the system lets nobody use a data folder, in one sentence; undefined when it is not that. */
export function whyUnusable(folder: string, error: unknown): string | undefined {
  const why = REASONS[(error as NodeJS.ErrnoException).code ?? '']
  return why && `The data folder ${folder} cannot be used${why}.`
}

const OTHERS = ' by this user: start Mortar as its owner, or set MORTAR_DATA'
const REASONS: Record<string, string> = {
  EACCES: OTHERS,
  EPERM: OTHERS,
  EROFS: ': its disk cannot be written; set MORTAR_DATA',
  ENOSPC: ': its disk is full',
  EDQUOT: ': its disk is full',
  EIO: ': its disk fails',
  ENOTDIR: ': it is no folder; set MORTAR_DATA',
  EEXIST: ': it is no folder; set MORTAR_DATA',
  EISDIR: ': a file of it is a folder',
}
