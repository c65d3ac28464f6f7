import { createReadStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import type { Client } from 'pg'
import { from } from 'pg-copy-streams'
import { migrate } from '../../kernel/migrate.ts'
import { listTables } from './catalog.ts'
import { withClient } from './connect.ts'
import { rebaseFacts } from './facts.ts'
import { refuseFilesIn, stageFiles } from './files.ts'
import {
  BackupFault,
  copyTarget,
  Damage,
  FORMAT,
  quoted,
  titleOf,
  type Footer,
  type Header,
  type Table,
} from './format.ts'
import { applyMigrations, refuseOtherSchema, refuseTables } from './schema.ts'
import { readSource, type Source } from './source.ts'

export type Restored = { made_at: string; version: number; tables: number; rows: number; files: number }

/** Whether the file is a backup that this Mortar can read, without touching a database. */
export async function checkBackup(file: string): Promise<void> {
  await reading(file, readHeader)
}

/** All of a backup into an empty database and an empty files folder, or nothing of it. */
export async function restoreBackup(url: string, filesFolder: string, file: string): Promise<Restored> {
  return reading(file, (source) =>
    withClient(url, async (client) => {
      const header = await readHeader(source)
      await refuseTables(client)
      await refuseFilesIn(filesFolder)
      // Makes the table that migrations are recorded in, and nothing else.
      await migrate(url, 0)
      await client.query('begin')
      try {
        return await restoreInto(client, filesFolder, header, source)
      } catch (error) {
        await client.query('rollback')
        throw error
      }
    }),
  )
}

async function restoreInto(client: Client, filesFolder: string, header: Header, source: Source): Promise<Restored> {
  // A server that starts now waits here, and then finds everything done.
  await client.query('lock table public.mortar_migrations in access exclusive mode')
  await applyMigrations(client, header)
  await emptied(client, header.tables)
  const loaded: number[] = []
  for (const table of header.tables) loaded.push(await loadTable(client, table, source))
  for (const { schema, name, value } of header.sequences)
    await client.query('select setval($1::regclass, $2)', [quoted(schema, name), value])
  await rebaseFacts(client)
  const files = await stageFiles(source, header.files, filesFolder)
  try {
    const { rows } = (await source.line()) as Footer
    await compare(client, header.tables, loaded, rows)
    await setTriggers(client, header.tables, 'enable')
    await files.place()
    await client.query('commit')
    await client.query('analyze')
    return summary(header, rows)
  } finally {
    await files.discard()
  }
}

/** Without the rows that migrations insert, and without triggers: what they would do, the backup's rows have behind them. */
async function emptied(client: Client, tables: Table[]): Promise<void> {
  const found = new Set((await listTables(client)).map(copyTarget))
  if (tables.some((table) => !found.delete(copyTarget(table))) || found.size > 0)
    throw new Damage('it does not fit its own schema')
  await setTriggers(client, tables, 'disable')
  await client.query(`truncate ${tables.map(({ schema, name }) => quoted(schema, name)).join(', ')}`)
}

async function setTriggers(client: Client, tables: Table[], what: 'enable' | 'disable'): Promise<void> {
  for (const { schema, name } of tables) await client.query(`alter table ${quoted(schema, name)} ${what} trigger user`)
}

async function loadTable(client: Client, table: Table, source: Source): Promise<number> {
  const copy = client.query(from(`copy ${copyTarget(table)} from stdin`))
  await pipeline(source.body(), copy)
  return copy.rowCount
}

async function compare(client: Client, tables: Table[], loaded: number[], saved: number[]): Promise<void> {
  for (const [index, table] of tables.entries()) {
    const { rows } = await client.query<{ count: string }>(`select count(*) from ${quoted(table.schema, table.name)}`)
    const [now, before] = [Number(rows[0]?.count), saved[index]]
    if (now !== before || loaded[index] !== before)
      throw new Damage(`${titleOf(table)} had ${before} rows and would now have ${now}`)
  }
}

function summary({ made_at, migrations, tables, files }: Header, rows: number[]): Restored {
  const total = rows.reduce((sum, count) => sum + count, 0)
  return { made_at, version: migrations.at(-1)?.version ?? 0, tables: tables.length, rows: total, files: files.length }
}

async function readHeader(source: Source): Promise<Header> {
  const header = (await source.line()) as Partial<Header> | null
  if (header?.format !== FORMAT) throw new Damage('it is no backup of this kind')
  refuseOtherSchema(header as Header)
  return header as Header
}

/** Hands over the unzipped file, and says in words what is wrong with it. */
async function reading<T>(file: string, work: (source: Source) => Promise<T>): Promise<T> {
  try {
    return await pipeline(createReadStream(file), createGunzip(), (chunks: AsyncIterable<Buffer>) =>
      work(readSource(chunks)),
    )
  } catch (error) {
    const why = error instanceof Damage ? error.message : REASONS[(error as NodeJS.ErrnoException).code ?? '']
    if (why === undefined) throw error
    throw new BackupFault(`${file} cannot be restored: ${why}. Nothing was changed.`, { cause: error })
  }
}

const REASONS: Record<string, string> = {
  ENOENT: 'there is no such file',
  EACCES: 'it may not be read',
  EISDIR: 'it is a folder',
  Z_BUF_ERROR: 'it is cut off',
  Z_DATA_ERROR: 'it is damaged, or no backup at all',
}
