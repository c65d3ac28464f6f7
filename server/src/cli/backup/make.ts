import { createReadStream, createWriteStream, existsSync } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
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
  try {
    const made = await withClient(url, async (client) => {
      await client.query('begin isolation level repeatable read read only')
      const header = await headerOf(client, filesFolder)
      const footer: Footer = { rows: [] }
      const destination = createWriteStream(part, { mode: 0o600, flush: true })
      await pipeline(content(client, header, footer, filesFolder), createGzip(), destination)
      return {
        tables: header.tables.length,
        rows: footer.rows.reduce((total, count) => total + count, 0),
        files: header.files.length,
        waitingJobs: await countWaitingJobs(client),
      }
    })
    await rename(part, file)
    return made
  } catch (error) {
    await rm(part, { force: true })
    throw error
  }
}

async function headerOf(client: Client, filesFolder: string): Promise<Header> {
  // The first statement takes the snapshot; files are listed after it, so that none that its rows name is missed.
  const migrations = await appliedMigrations(client)
  if (migrations.length === 0) throw new BackupFault('There is nothing to back up: Mortar has not used this database.')
  const tables = await listTables(client)
  const sequences = await listSequences(client)
  return {
    format: FORMAT,
    made_at: new Date().toISOString(),
    migrations,
    tables,
    sequences,
    files: await listFiles(filesFolder),
  }
}

async function* content(
  client: Client,
  header: Header,
  footer: Footer,
  filesFolder: string,
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
  for (const name of header.files) yield* body(createReadStream(path.join(filesFolder, name)))
  yield line(footer)
}

async function* body(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer | string> {
  for await (const chunk of chunks) {
    yield `${chunk.length}\n`
    yield chunk
  }
  yield '0\n'
}

function line(value: object): string {
  return `${JSON.stringify(value)}\n`
}
