import { createReadStream, createWriteStream, existsSync, rmSync } from 'node:fs'
import { open, rename, rm } from 'node:fs/promises'
import path from 'node:path'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import type { Client } from 'pg'
import { to, type CopyToStreamQuery } from 'pg-copy-streams'
import { appliedMigrations, countWaitingJobs, listSequences, listTables } from './catalog.ts'
import { withClient } from './connect.ts'
import { listFiles } from './files.ts'
import { BackupFault, copyTarget, FORMAT, type Footer, type Header } from './format.ts'

export type Made = { tables: number; rows: number; files: number; waitingJobs: number }

/** Writes everything as it was at one moment; people may go on buying meanwhile. The file is there whole or not at all. */
export async function makeBackup(url: string, filesFolder: string, file: string): Promise<Made> {
  if (existsSync(file)) throw new BackupFault(`${file} is there already.`)
  const part = `${file}.part`
  const tidy = () => rmSync(part, { force: true })
  process.once('exit', tidy)
  try {
    const made = await withClient(url, async (client) => {
      await client.query('begin isolation level repeatable read read only')
      const header = await headerOf(client)
      // After the snapshot was taken, so that none that its rows name is missed.
      const files = await listFiles(filesFolder)
      const footer: Footer = { rows: [] }
      const destination = createWriteStream(part, { mode: 0o600, flush: true })
      await pipeline(content(client, header, footer, filesIn(filesFolder, files)), createGzip(), destination)
      return {
        tables: header.tables.length,
        rows: footer.rows.reduce((total, count) => total + count, 0),
        files: files.length,
        waitingJobs: await countWaitingJobs(client),
      }
    })
    await rename(part, file)
    await settle(path.dirname(file))
    return made
  } catch (error) {
    await rm(part, { force: true })
    throw isOfTheDisk(error) ? new BackupFault(`${file} cannot be written: ${error.message}.`, { cause: error }) : error
  } finally {
    process.off('exit', tidy)
  }
}

/** A file's name is safe once its folder has been written too. */
async function settle(folder: string): Promise<void> {
  const handle = await open(folder)
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

const isOfTheDisk = (error: unknown): error is NodeJS.ErrnoException =>
  typeof (error as NodeJS.ErrnoException).syscall === 'string' &&
  /^E(NOENT|NOTDIR|ACCES|PERM|ROFS|NOSPC|DQUOT|FBIG|IO)$/.test((error as NodeJS.ErrnoException).code ?? '')

async function headerOf(client: Client): Promise<Header> {
  // The first statement takes the snapshot.
  const migrations = await appliedMigrations(client)
  if (migrations.length === 0) throw new BackupFault('There is nothing to back up: Mortar has not used this database.')
  const tables = await listTables(client)
  const sequences = (await listSequences(client)).flatMap(({ value, ...each }) =>
    value === null ? [] : [{ ...each, value }],
  )
  return {
    format: FORMAT,
    made_at: new Date().toISOString(),
    migrations,
    tables,
    sequences,
  }
}

async function* content(
  client: Client,
  header: Header,
  footer: Footer,
  files: AsyncGenerator<Buffer | string>,
): AsyncGenerator<Buffer | string> {
  yield line(header)
  const copies: CopyToStreamQuery[] = []
  for (const table of header.tables) {
    const copy = client.query(to(`copy ${copyTarget(table)} to stdout`))
    yield* body(copy)
    copies.push(copy)
  }
  // A count arrives after its rows; an answer to a later statement says that all have.
  await client.query('select')
  footer.rows = copies.map((copy) => copy.rowCount)
  yield* files
  yield line(footer)
}

async function* filesIn(folder: string, names: string[]): AsyncGenerator<Buffer | string> {
  for (const name of names) {
    yield line(name)
    yield* body(createReadStream(path.join(folder, name)))
  }
}

async function* body(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer | string> {
  for await (const chunk of chunks) {
    yield `${chunk.length}\n`
    yield chunk
  }
  yield '0\n'
}

function line(value: object | string): string {
  return `${JSON.stringify(value)}\n`
}
