import { createWriteStream, existsSync } from 'node:fs'
import { mkdir, readdir, rename, rm } from 'node:fs/promises'
import path from 'node:path'
import { pipeline } from 'node:stream/promises'
import { BackupFault, Damage } from './format.ts'
import type { Source } from './source.ts'

/** Paths relative to the folder, with slashes. */
export async function listFiles(folder: string): Promise<string[]> {
  if (!existsSync(folder)) return []
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name))
  return files.map((file) => path.relative(folder, file).split(path.sep).join('/')).sort()
}

export async function refuseFilesIn(folder: string): Promise<void> {
  if ((await listFiles(folder)).length > 0)
    throw new BackupFault(`${folder} holds files already; restore into a new MORTAR_DATA.`)
}

/** Files in the making: beside their place until the database has everything too. The place holds no file by then. */
export type Staged = { place: () => Promise<void>; discard: () => Promise<void> }

export async function stageFiles(source: Source, names: string[], folder: string): Promise<Staged> {
  const staging = `${folder}.restoring`
  const discard = () => rm(staging, { recursive: true, force: true })
  await discard()
  try {
    for (const name of names) {
      const file = path.join(staging, name)
      if (!file.startsWith(staging + path.sep)) throw new Damage('it is damaged')
      await mkdir(path.dirname(file), { recursive: true, mode: 0o700 })
      await pipeline(source.body(), createWriteStream(file, { mode: 0o600, flush: true }))
    }
  } catch (error) {
    await discard()
    throw error
  }
  const place = async () => {
    if (names.length === 0) return
    await rm(folder, { recursive: true, force: true })
    await rename(staging, folder)
  }
  return { place, discard }
}
