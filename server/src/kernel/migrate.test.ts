import { afterEach, beforeEach, expect, test } from 'vitest'
import { aDatabase } from '../../test/harness/database.ts'
import { openDatabase, sql, type Database } from './database.ts'
import { listMigrations, migrate } from './migrate.ts'

let url: string
let drop: () => Promise<void>
let database: Database
const all = listMigrations().map(({ name }) => name)

beforeEach(async () => {
  ;({ url, drop } = await aDatabase(null))
  database = openDatabase({ url, size: 2, onError: () => undefined })
})
afterEach(async () => {
  await database.close()
  await drop()
})

async function schemas(): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    select nspname as name from pg_namespace where nspname not like 'pg\\_%' and nspname not in ('public', 'information_schema')
    order by oid`.execute(database.tx)
  return rows.map((row) => row.name)
}

test('several processes that start at once migrate once', async () => {
  const done = await Promise.all([migrate(url), migrate(url), migrate(url)])
  expect(done.flat()).toEqual(all)
  expect(await migrate(url)).toEqual([])
  const { rows } = await sql<{ name: string }>`select name from public.mortar_migrations order by version`.execute(
    database.tx,
  )
  expect(rows.map((row) => row.name)).toEqual(all)
})

test('goes on from where an older version stopped', async () => {
  expect(await migrate(url, 2)).toEqual(all.slice(0, 2))
  expect(await schemas()).toEqual(['kernel', 'ledger'])
  expect(await migrate(url)).toEqual(all.slice(2))
})

test('a migration that was edited after it was applied is refused, and nothing is done', async () => {
  await migrate(url, 2)
  await sql`update public.mortar_migrations set checksum = 'of another text' where version = 1`.execute(database.tx)
  await expect(migrate(url)).rejects.toThrow(
    `Migration ${all[0]} was changed after it had been applied to this database.`,
  )
  expect(await schemas()).toEqual(['kernel', 'ledger'])
})

test('a migration that fails is undone whole, named, and tried again by the next start', async () => {
  await migrate(url, 1)
  await sql`create schema ledger create table postings ()`.execute(database.tx)
  await expect(migrate(url)).rejects.toThrow(/^Migration 0002_ledger.sql failed: .*already exists/)
  await sql`drop schema ledger cascade`.execute(database.tx)
  expect(await migrate(url)).toEqual(all.slice(1))
})

test('versions are numbered one by one from 1', () => {
  expect(listMigrations().map(({ version }) => version)).toEqual(all.map((_, i) => i + 1))
})
