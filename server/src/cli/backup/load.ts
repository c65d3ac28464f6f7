import { pipeline } from 'node:stream/promises'
import { DatabaseError, type Client } from 'pg'
import { from } from 'pg-copy-streams'
import { migrate } from '../../kernel/migrate.ts'
import { listSequences, listTables } from './catalog.ts'
import { withClient } from './connect.ts'
import { rebaseFacts } from './facts.ts'
import { refuseFilesIn, stageFiles } from './files.ts'
import { copyTarget, Damage, quoted, titleOf, type Header, type Table } from './format.ts'
import { readHeader } from './header.ts'
import { applyMigrations, refuseTables } from './schema.ts'
import { reading, type Source } from './source.ts'

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
      // Whatever fails ends the connection, and with it the transaction: nothing of it stays.
      await client.query('begin')
      return restoreInto(client, filesFolder, header, source)
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
  await setSequences(client, header.sequences)
  await rebaseFacts(client)
  const files = await stageFiles(source, header, filesFolder)
  try {
    const { rows } = files.footer
    await source.end()
    await compare(client, header.tables, loaded, rows)
    await setTriggers(client, header.tables, 'enable')
    await files.place()
    await client.query('commit')
    files.keep()
    await client.query('analyze')
    return summary(header, rows, files.count)
  } finally {
    await files.discard()
  }
}

/** Only those that the schema has, whatever else the database holds. */
async function setSequences(client: Client, sequences: Header['sequences']): Promise<void> {
  const known = new Set((await listSequences(client)).map(({ schema, name }) => quoted(schema, name)))
  for (const { schema, name, value } of sequences) {
    const sequence = quoted(schema, name)
    if (!known.has(sequence)) throw new Damage('it does not fit its own schema')
    await client.query('select setval($1::regclass, $2)', [sequence, value]).catch(refused(`the sequence ${name}`))
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
  await pipeline(source.body(), copy).catch(refused(titleOf(table)))
  return copy.rowCount
}

/** Values of the wrong type or too large, broken rules and triggers that refuse: not the database's fault, nor ours. */
function refused(what: string): (error: unknown) => never {
  return (error) => {
    const isRefused = error instanceof DatabaseError && /^(0A|21|22|23|42|54|P0)/.test(error.code ?? '')
    throw isRefused ? new Damage(`${what} does not fit (${error.code})`, { cause: error }) : error
  }
}

async function compare(client: Client, tables: Table[], loaded: number[], saved: number[]): Promise<void> {
  for (const [index, table] of tables.entries()) {
    const { rows } = await client.query<{ count: string }>(`select count(*) from ${quoted(table.schema, table.name)}`)
    const [now, before] = [Number(rows[0]?.count), saved[index]]
    if (now !== before || loaded[index] !== before)
      throw new Damage(`${titleOf(table)} had ${before} rows and would now have ${now}`)
  }
}

function summary({ made_at, migrations, tables }: Header, rows: number[], files: number): Restored {
  const total = rows.reduce((sum, count) => sum + count, 0)
  return { made_at, version: migrations.at(-1)?.version ?? 0, tables: tables.length, rows: total, files }
}
