import { createWriteStream, existsSync, realpathSync } from 'node:fs'
import { mkdir, readdir, rename, rm } from 'node:fs/promises'
import path from 'node:path'
import { pipeline } from 'node:stream/promises'
import { BackupFault, Damage, isFileName, type Footer, type Header } from './format.ts'
import { readNames } from './header.ts'
import type { Source } from './source.ts'

/** Paths relative to the folder, with slashes. A link or a pipe is refused: left out in silence, it would be missed too late. */
export async function listFiles(folder: string): Promise<string[]> {
  const names = (entry: Found) => relativeName(folder, entry)
  const entries = await everythingIn(folder)
  const strange = entries.find((entry) => !entry.isFile() || !isFileName(names(entry)))
  if (strange)
    throw new BackupFault(
      `${JSON.stringify(names(strange))} in ${folder} cannot be backed up: only plain files whose names every system can write.`,
    )
  return entries.map(names).sort()
}

type Found = Awaited<ReturnType<typeof everythingIn>>[number]

async function everythingIn(folder: string) {
  if (!existsSync(folder)) return []
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  return entries.filter((entry) => !entry.isDirectory())
}

function relativeName(folder: string, { parentPath, name }: { parentPath: string; name: string }): string {
  return path.relative(folder, path.join(parentPath, name)).split(path.sep).join('/')
}

export async function refuseFilesIn(folder: string): Promise<void> {
  if ((await everythingIn(folder)).length > 0)
    throw new BackupFault(`${folder} holds files already; restore into a new MORTAR_DATA.`)
}

/**
 * Files in the making: beside their place until the database has everything too. The place holds no file by then. What was
 * placed and is not to be kept is taken away again.
 */
export type Staged = {
  count: number
  footer: Footer
  place: () => Promise<void>
  keep: () => void
  discard: () => Promise<void>
}

export async function stageFiles(source: Source, header: Header, folder: string): Promise<Staged> {
  // Where the folder is a link, what it leads to is replaced.
  const target = existsSync(folder) ? realpathSync(folder) : folder
  const staging = `${target}.restoring`
  const unwanted = new Set([staging])
  const discard = async () => {
    for (const each of unwanted) await rm(each, { recursive: true, force: true })
  }
  await discard()
  const { count, footer } = await stageAll(source, header, staging).catch(async (error: unknown) => {
    await discard()
    throw error
  })
  const place = async () => {
    if (count === 0) return
    await rm(target, { recursive: true, force: true })
    await rename(staging, target)
    unwanted.add(target)
  }
  return { count, footer, place, keep: () => void unwanted.delete(target), discard }
}

async function stageAll(source: Source, header: Header, staging: string): Promise<Pick<Staged, 'count' | 'footer'>> {
  const names = readNames(source, header)
  for (let count = 0; ; count += 1) {
    const next = await names.next()
    if (next.done) return { count, footer: next.value }
    await stageFile(source, path.join(staging, next.value))
  }
}

/** Two names may be one place, as where the file system does not tell letters apart, and some are too long for it. */
async function stageFile(source: Source, file: string): Promise<void> {
  try {
    await mkdir(path.dirname(file), { recursive: true, mode: 0o700 })
    await pipeline(source.body(), createWriteStream(file, { mode: 0o600, flags: 'wx', flush: true }))
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? ''
    if (['EACCES', 'EPERM', 'EROFS', 'ENOSPC', 'EDQUOT', 'EIO'].includes(code))
      throw new BackupFault(`${file} cannot be written (${code}). Nothing was changed.`, { cause: error })
    if (!['EEXIST', 'EISDIR', 'ENOTDIR', 'ENAMETOOLONG', 'EILSEQ', 'EINVAL'].includes(code)) throw error
    throw new Damage(`one of its files cannot be written here (${code})`, { cause: error })
  }
}
