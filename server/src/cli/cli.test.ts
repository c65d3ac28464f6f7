import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { manyRows } from '../../test/harness/bulk.ts'
import { aDatabase } from '../../test/harness/index.ts'
import { bareEnvironment } from '../../test/harness/programs.ts'
import { openDatabase, sql } from '../kernel/database.ts'

let database: Awaited<ReturnType<typeof aDatabase>>
let folder: string

beforeAll(async () => {
  database = await aDatabase()
  folder = await mkdtemp(path.join(tmpdir(), 'mortar-cli-'))
})

afterAll(async () => {
  await database.drop()
  await rm(folder, { recursive: true, force: true })
})

type Ran = { code: number; out: string; err: string }

/** Runs a command as npm does, with the Node that runs this. */
function run(command: string, args: string[] = [], env: Record<string, string> = {}): Promise<Ran> {
  const file = fileURLToPath(new URL(`${command}.ts`, import.meta.url))
  const options = { env: { ...bareEnvironment, DATABASE_URL: database.url, INIT_CWD: folder, ...env } }
  return new Promise((resolve) => {
    execFile(process.execPath, [file, ...args], options, (error, out, err) =>
      resolve({ code: error === null ? 0 : Number(error.code), out, err }),
    )
  })
}

async function count(table: string): Promise<unknown> {
  const { tx, close } = openDatabase({ url: database.url, size: 1, onError: () => undefined })
  try {
    return (await sql<{ count: number }>`select count(*) from ${sql.table(table)}`.execute(tx)).rows[0]?.count
  } finally {
    await close()
  }
}

test('loaddata finds a bare name among the fixtures', async () => {
  const ran = await run('loaddata', ['medicines_fixture.json'])
  expect(ran).toEqual({ code: 0, out: 'medicines: 600 loaded, 600 of them new or changed.\n', err: '' })
  expect(await count('catalogue.medicines')).toBe(600)
})

test('loaddata says one sentence, leaves everything as it was and ends with 1', async () => {
  const entries = ['a', 'b'].map((tax_class, i) => ({
    model: 'tax',
    fields: { country: 'IT', tax_class, rate_bps: i * 20_000 },
  }))
  await writeFile(path.join(folder, 'mine.json'), JSON.stringify(entries))
  const before = await count('pricing.tax')
  const ran = await run('loaddata', ['mine.json'])
  expect(ran.code).toBe(1)
  expect(ran.out).toBe('')
  expect(ran.err).toMatch(/^Entry 2 \(tax, country IT, tax_class b\): .*\n$/)
  expect(await count('pricing.tax')).toBe(before)
})

test('backup and restore carry more than a megabyte from one database into another', async () => {
  await manyRows(database.url, 1)
  expect(await run('backup', ['shop.backup'], { MORTAR_DATA: folder })).toMatchObject({ code: 0, err: '' })
  const other = await aDatabase(null)
  const restored = await run('restore', ['shop.backup'], { MORTAR_DATA: folder, DATABASE_URL: other.url })
  expect(restored).toMatchObject({ code: 0, err: '' })
  expect(restored.out).toMatch(/^Restored \d+ rows of \d+ tables and 0 files, as they were at /)
  await other.drop()
})

test.each([
  ['backup', [], {}, 'Say which file to write: npm run backup -- shop.backup\n'],
  ['backup', ['nowhere/shop.backup'], {}, ''],
  ['backup', ['x.backup'], { DATABASE_URL: 'postgres://x:y@127.0.0.1:1/x' }, 'The database cannot be reached: '],
  ['restore', ['nowhere.backup'], {}, ''],
  ['loaddata', [], {}, 'Say which file: npm run loaddata -- medicines_fixture.json\n'],
  ['loaddata', ['nowhere.json'], {}, 'There is no file '],
  ['dumpdata', [], {}, 'Say which models: npm run dumpdata -- medicines\n'],
  ['dumpdata', ['pills'], {}, 'There is no model "pills". There are '],
  ['create-admin', [], {}, 'Set MORTAR_ADMIN_EMAIL and MORTAR_ADMIN_PASSWORD.\n'],
  ['demo', [], { NODE_ENV: 'production', MORTAR_SECRET: 'x'.repeat(32) }, 'The demo is not for production'],
])('%s %s: a sentence, and 1', async (command, args, env, sentence) => {
  const ran = await run(command, args, env)
  expect(ran.code).toBe(1)
  expect(ran.out).toBe('')
  expect(ran.err.startsWith(sentence)).toBe(true)
  expect(ran.err.trimEnd().split('\n')).toHaveLength(1)
})

test('create-admin makes the first admin and no second', async () => {
  const env = { MORTAR_ADMIN_EMAIL: 'owner@example.test', MORTAR_ADMIN_PASSWORD: 'correct horse battery' }
  expect(await run('create-admin', [], env)).toEqual({
    code: 0,
    out: 'Created the first admin, owner@example.test.\n',
    err: '',
  })
  const other = await run('create-admin', [], { ...env, MORTAR_ADMIN_EMAIL: 'other@example.test' })
  expect(other).toEqual({ code: 1, out: '', err: 'There is an admin already; nothing was changed.\n' })
  expect(await count('people.users')).toBe(1)
})

test('migrate and reconcile have nothing to say against a database of today', async () => {
  const [migrated, reconciled] = [await run('migrate'), await run('reconcile')]
  expect([migrated.code, migrated.err]).toEqual([0, ''])
  expect([reconciled.code, reconciled.err]).toEqual([0, ''])
})

test('reconcile names what differs and ends with 1', async () => {
  const { tx, close } = openDatabase({ url: database.url, size: 1, onError: () => undefined })
  const account = { code: 'shop:1:payable', currency: 'EUR', guarded: true, balance_minor: 5 }
  await tx.insertInto('ledger.accounts').values(account).execute()
  await close()
  const ran = await run('reconcile')
  expect(ran.code).toBe(1)
  expect(ran.out).toBe(
    'Not so: what a shop is owed is the sum of its postings, in 1 case.\n  {"account":"shop:1:payable","currency":"EUR","kept":5,"found":0}\n',
  )
})
