import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { Readable } from 'node:stream'
import { gunzipSync, gzipSync } from 'node:zlib'
import type { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { manyFiles, manyRows } from '../../../test/harness/bulk.ts'
import { anOrder } from '../../../test/harness/buying.ts'
import { aMedicine, aProduct } from '../../../test/harness/products.ts'
import { aCustomer, aDatabase, aMortar, anApprovedShop, type Mortar } from '../../../test/harness/index.ts'
import { openDatabase, sql } from '../../kernel/database.ts'
import { listTables } from './catalog.ts'
import { withClient } from './connect.ts'
import { BackupFault, FIRST_FORMAT, quoted, titleOf, type Header } from './format.ts'
import { readNames } from './header.ts'
import { checkBackup, restoreBackup } from './load.ts'
import { makeBackup } from './make.ts'
import { readSource } from './source.ts'

const home = mkdtempSync(path.join(tmpdir(), 'mortar-backup-'))
const filesFolder = path.join(home, 'files')
const backup = path.join(home, 'shop.backup')
const drops: (() => Promise<void>)[] = []
let mortar: Mortar

beforeAll(async () => {
  mortar = await aMortar()
  const shop = await anApprovedShop(mortar)
  const strange = 'Tabs\tand \\ "quotes" \u{1F48A}\nlines'
  const product = await aProduct(shop, { name: 'Quotes " and \\ \u{1F48A}', description: strange, stock: 5 })
  await aMedicine(mortar)
  await anOrder(await aCustomer(mortar), [{ product: product.slug, quantity: 2 }])
  await mortar.settle()
  mkdirSync(path.join(filesFolder, 'a/b'), { recursive: true })
  writeFileSync(path.join(filesFolder, 'a/b/scan.bin'), Buffer.from([0, 10, 255, 10]))
  writeFileSync(path.join(filesFolder, 'empty'), '')
  await makeBackup(mortar.url, filesFolder, backup)
})

afterAll(async () => {
  await mortar.close()
  for (const drop of drops) await drop()
  rmSync(home, { recursive: true, force: true })
})

describe('a backup', () => {
  test('restored, has every row and file, the rules of its tables, and numbers to go on from', async () => {
    const { url, files } = await aPlace()
    const done = await restoreBackup(url, files, backup)
    expect(done.rows).toBeGreaterThan(20)
    expect(await contentOf(url)).toEqual(await contentOf(mortar.url))
    expect(readFileSync(path.join(files, 'a/b/scan.bin'))).toEqual(Buffer.from([0, 10, 255, 10]))
    expect(readFileSync(path.join(files, 'empty'), 'utf8')).toBe('')
    await withClient(url, async (client) => {
      const next = `select nextval(pg_get_serial_sequence('people.users', 'id')) > (select max(id) from people.users) as above`
      expect(await client.query(next)).toMatchObject({ rows: [{ above: true }] })
      expect(await client.query(`select tgname from pg_trigger where tgenabled = 'D'`)).toMatchObject({ rows: [] })
      await expect(client.query('update people.audit set action = action')).rejects.toThrow('append-only')
    })
  })

  test('holds one moment, whatever happens while it is made', async () => {
    const source = await aPlace()
    await restoreBackup(source.url, source.files, backup)
    const state = { over: false, pairs: 0 }
    const bustle = withClient(source.url, async (client) => {
      while (!state.over) {
        await client.query(`with one as (insert into shops.categories (slug, name, position) values ('pair-${state.pairs}', '', 0))
          insert into catalogue.categories (slug, name, position) values ('pair-${state.pairs}', '', 0)`)
        state.pairs += 1
      }
    })
    const file = path.join(home, 'moment.backup')
    await makeBackup(source.url, filesFolder, file)
    state.over = true
    await bustle
    const { url, files } = await aPlace()
    await restoreBackup(url, files, file)
    const [shops, catalogue] = await withClient(url, async (client) => [
      await countOf(client, `shops.categories where slug like 'pair-%'`),
      await countOf(client, `catalogue.categories where slug like 'pair-%'`),
    ])
    expect(shops).toBe(catalogue)
    expect(shops).toBeLessThan(state.pairs)
  })

  test('leaves each reaction the facts it has not seen yet, and those to come, in their order', async () => {
    const source = await aPlace()
    await restoreBackup(source.url, source.files, backup)
    await withClient(source.url, async (client) => {
      await client.query(`delete from kernel.facts; delete from kernel.parked; delete from kernel.cursors`)
      const facts = `(9000000001, 11, 'a'), (9000000001, 14, 'b'), (9000000002, 12, 'c'), (9000000003, 13, 'd'), (9000000003, 15, 'e')`
      await client.query(
        `insert into kernel.facts (tx, id, type, data) overriding system value select tx::text::xid8, id, type, '{}' from (values ${facts}) f (tx, id, type)`,
      )
      await client.query(
        `insert into kernel.cursors (reaction, type, tx, id) values ('new', 'a', '0', 0), ('slow', 'a', '9000000001', 11),
         ('same', 'a', '9000000001', 11), ('middle', 'a', '9000000002', 12), ('done', 'a', '9000000003', 15)`,
      )
    })
    const file = path.join(home, 'facts.backup')
    await makeBackup(source.url, filesFolder, file)
    const { url, files } = await aPlace()
    await restoreBackup(url, files, file)
    await withClient(url, (client) => client.query(`insert into kernel.facts (type, data) values ('f', '{}')`))
    const database = openDatabase({ url, size: 1, onError: () => undefined })
    const look = async () => {
      const { rows } = await sql<{ name: string; waiting: string }>`
        select r.reaction as name, string_agg(f.type, '' order by f.tx, f.id) as waiting
        from kernel.cursors r join kernel.facts f on (f.tx, f.id) > (r.tx, r.id) and f.tx < pg_snapshot_xmin(pg_current_snapshot())
        group by r.reaction`.execute(database.tx)
      return Object.fromEntries(rows.map((row) => [row.name, row.waiting]))
    }
    // The newest is had once every transaction that is older has ended, those of other tests' databases too.
    await expect.poll(async () => (await look())['done']).toBe('f')
    const waiting = await look()
    await database.close()
    expect(waiting['middle']).toBe('def')
    expect(sorted(waiting['slow'])).toBe('bcdef')
    expect(waiting['same']).toBe(waiting['slow'])
    expect(sorted(waiting['new'])).toBe('abcdef')
  })

  test('of the first kind, with its files in its first line, is read as before', async () => {
    const [first = '', ...rest] = content().toString('latin1').split('\n')
    const old = { ...(JSON.parse(first) as object), format: FIRST_FORMAT, files: ['a/b/scan.bin', 'empty'] }
    const body = rest.join('\n').replace('"a/b/scan.bin"\n', '').replace('"empty"\n', '')
    const file = path.join(home, 'old.backup')
    writeFileSync(file, gzipSync(Buffer.from(`${JSON.stringify(old)}\n${body}`, 'latin1')))
    const { url, files } = await aPlace()
    expect((await restoreBackup(url, files, file)).files).toBe(2)
    expect(readFileSync(path.join(files, 'a/b/scan.bin'))).toEqual(Buffer.from([0, 10, 255, 10]))
    expect(await contentOf(url)).toEqual(await contentOf(mortar.url))
  })

  test('of a megabyte and more is looked at and restored like a small one', async () => {
    const source = await aPlace()
    await restoreBackup(source.url, source.files, backup)
    await manyRows(source.url, 1)
    manyFiles(source.files, 1)
    const file = path.join(home, 'megabytes.backup')
    await makeBackup(source.url, source.files, file)
    expect(statSync(file).size).toBeGreaterThan(2_000_000)
    await checkBackup(file)
    const { url, files } = await aPlace()
    await restoreBackup(url, files, file)
    expect(await contentOf(url)).toEqual(await contentOf(source.url))
    expect(readFileSync(path.join(files, '0/0.bin'))).toEqual(readFileSync(path.join(source.files, '0/0.bin')))
  })

  test('is refused of a folder with a link or a name that could not be restored', async () => {
    for (const make of [
      (folder: string) => symlinkSync('/etc', path.join(folder, 'link')),
      (folder: string) => writeFileSync(path.join(folder, 'a\nb'), ''),
    ]) {
      const folder = mkdtempSync(path.join(home, 'strange-'))
      make(folder)
      const file = path.join(home, 'strange.backup')
      await expect(makeBackup(mortar.url, folder, file)).rejects.toThrow('cannot be backed up')
      await expect(restoreBackup((await aPlace()).url, folder, backup)).rejects.toThrow('holds files already')
      expect(existsSync(file)).toBe(false)
    }
  })

  test('is not written over another file, nor left half written', async () => {
    await expect(makeBackup(mortar.url, filesFolder, backup)).rejects.toThrow('is there already')
    const empty = await aPlace()
    const file = path.join(home, 'none.backup')
    await expect(makeBackup(empty.url, filesFolder, file)).rejects.toThrow('nothing to back up')
    expect([existsSync(file), existsSync(`${file}.part`)]).toEqual([false, false])
    expect(statSync(backup).mode & 0o777).toBe(0o600)
  })
})

describe('a restore changes nothing', () => {
  test('of a database that is in use', async () => {
    const before = await contentOf(mortar.url)
    await expect(restoreBackup(mortar.url, path.join(home, 'other'), backup)).rejects.toThrow(
      "holds Mortar's tables already",
    )
    expect(await contentOf(mortar.url)).toEqual(before)
  })

  test('where files are kept already', async () => {
    const { url } = await aPlace()
    await expect(restoreBackup(url, filesFolder, backup)).rejects.toThrow('holds files already')
    expect(await schemasOf(url)).toEqual([])
  })

  const damaged: [what: string, bytes: () => Buffer, why: string][] = [
    ['cut off', () => readFileSync(backup).subarray(0, -20), 'it is cut off'],
    ['cut off in the middle', () => readFileSync(backup).subarray(0, statSync(backup).size / 2), 'it is cut off'],
    ['cut off before it was packed', () => gzipSync(content().subarray(0, -30)), 'it is cut off'],
    ['without a row', () => gzipSync(withoutRow(content())), 'rows'],
    ['with a changed byte', () => changed(readFileSync(backup)), 'cannot be restored'],
    ['that is a picture', () => Buffer.from('89504e470d0a1a0a', 'hex'), 'no backup'],
    ['that is another gzip file', () => gzipSync('hello\n'), 'damaged'],
    ['that is other JSON', () => gzipSync('{"format":"other"}\n'), 'no backup'],
    [
      'of a newer Mortar',
      () => gzipSync(withHeader(content(), { migrations: Array.from({ length: 9999 }, aMigration) })),
      'newer Mortar',
    ],
    [
      'of another schema',
      () => gzipSync(withHeader(content(), { migrations: [{ version: 1, name: 'x', checksum: 'y' }] })),
      'another x',
    ],
  ]
  test.each(damaged)('with a file %s', async (_, bytes, why) => {
    const file = path.join(home, 'damaged.backup')
    writeFileSync(file, bytes())
    const { url, files } = await aPlace()
    await expect(restoreBackup(url, files, file)).rejects.toThrow(why)
    expect(await schemasOf(url)).toEqual([])
    expect([existsSync(files), existsSync(`${files}.restoring`)]).toEqual([false, false])
  })

  test('with a file that goes on after its end', async () => {
    expect(await refusalOf(Buffer.concat([content(), Buffer.from('more')]))).toContain('goes on after its end')
  })

  const names = [
    ['../out', 'a/../../out', '/etc/out', 'a//b', './a', 'a/.', '..', '', 'a\\b', 'a\0b', 'a\u001b[31mb', 'a\nb'],
    ['x'.repeat(256), 'é'.repeat(128), 'a/'.repeat(600)],
  ].flat()
  test.each(names)('that would write a file called %j', async (name) => {
    const file = path.join(home, 'named.backup')
    const first = withHeader(content(), { format: FIRST_FORMAT, files: [name] })
    writeFileSync(file, gzipSync(first, { level: 1 }))
    await expect(checkBackup(file)).rejects.toThrow('makes no sense')
    const source = readSource(Readable.from([Buffer.from(`${JSON.stringify(name)}\n`)]))
    await expect(readNames(source, headerNow()).next()).rejects.toThrow('what it says of its files makes no sense')
  })

  test('with a file that would be written elsewhere', async () => {
    expect(await refusalOf(withFiles(content(), ['a', '../out']))).toContain('what it says of its files makes no sense')
  })

  test.each([[['a', 'a']], [['a', 'a/b']], [['a/b', 'a']]])('that would write %j in one place', async (both) => {
    expect(await refusalOf(withFiles(content(), both))).toContain('one of its files cannot be written here')
  })

  const hostile = `users" cascade; drop table people.users; --`
  const headers: [what: string, more: () => object][] = [
    ['a table', () => ({ tables: renamed(0, { name: hostile }) })],
    ['a schema', () => ({ tables: renamed(0, { schema: hostile }) })],
    ['a table of PostgreSQL', () => ({ tables: renamed(0, { schema: 'pg_catalog', name: 'pg_authid' }) })],
    ['a column', () => ({ tables: renamed(0, { columns: [hostile] }) })],
    ['a column too many', () => ({ tables: renamed(0, { columns: [...(tables()[0]?.columns ?? []), 'more'] }) })],
    ['a table twice', () => ({ tables: [...tables(), tables()[0]] })],
    ['a table too few', () => ({ tables: tables().slice(1) })],
    ['a sequence', () => ({ sequences: [{ schema: 'people', name: hostile, value: '1' }] })],
    ['a sequence of others', () => ({ sequences: [{ schema: 'public', name: 'theirs', value: '1' }] })],
    ['a value of a sequence', () => ({ sequences: [{ schema: 'people', name: 'users_id_seq', value: '1); drop' }] })],
    ['a value past all', () => ({ sequences: [{ schema: 'people', name: 'users_id_seq', value: '9'.repeat(19) }] })],
    ['a time', () => ({ made_at: '\u001b]0;owned\u0007' })],
    ['a migration', () => ({ migrations: [{ version: 1, name: '\u001b[2J', checksum: 'y' }] })],
    ['a field that nobody knows', () => ({ more: 1 })],
    ['no tables', () => ({ tables: undefined })],
    ['a number for a list', () => ({ tables: 7 })],
  ]
  test.each(headers)('with %s in its header that nobody wrote', async (_, more) => {
    expect(await refusalOf(withHeader(content(), more()))).toContain('cannot be restored')
  })

  test('with values that do not fit', async () => {
    expect(await refusalOf(withTable('pricing.tax', 'FR\tmedicine\tmany\t\t2020-01-01\n'))).toContain(
      'pricing.tax does not fit (22P02)',
    )
    expect(await refusalOf(withTable('pricing.tax', 'FR\tmedicine\t99999\t\t2020-01-01\n'))).toContain(
      'pricing.tax does not fit (23514)',
    )
  })

  test('with a length that is none, or a line without end', async () => {
    const [first = ''] = content().toString('latin1').split('\n')
    for (const length of ['-1', '', '1e3', '9'.repeat(400), '9'.repeat(16)])
      expect(await refusalOf(`${first}\n${length}\n`)).toContain('it is damaged')
    expect(await refusalOf(Buffer.alloc(100 * 1024 * 1024, 'a'))).toContain('it is damaged, or no backup at all')
  })

  test('with a file that is not there', async () => {
    await expect(checkBackup(path.join(home, 'nowhere'))).rejects.toThrow('there is no such file')
  })
})

const content = () => gunzipSync(readFileSync(backup))
const aMigration = (_: unknown, at: number) => ({ version: at + 1, name: 'x', checksum: 'y' })
const headerNow = () => JSON.parse(content().toString('latin1').split('\n')[0] ?? '') as Header
const tables = () => headerNow().tables
const renamed = (at: number, more: object) => tables().map((table, i) => (i === at ? { ...table, ...more } : table))

/** What a restore of this says, which changed nothing. */
async function refusalOf(unzipped: Buffer | string): Promise<string> {
  const file = path.join(home, 'hostile.backup')
  writeFileSync(file, gzipSync(unzipped, { level: 1 }))
  const { url, files } = await aPlace()
  const refusal = await restoreBackup(url, files, file).catch((error: unknown) => error)
  expect(refusal).toBeInstanceOf(BackupFault)
  expect((refusal as Error).message).toMatch(/^[^\p{Cc}]+\. Nothing was changed\.$/u)
  expect(await schemasOf(url)).toEqual([])
  expect([existsSync(files), existsSync(`${files}.restoring`)]).toEqual([false, false])
  return (refusal as Error).message
}

async function aPlace(): Promise<{ url: string; files: string }> {
  const { url, drop } = await aDatabase(null)
  drops.push(drop)
  return { url, files: path.join(mkdtempSync(path.join(home, 'place-')), 'files') }
}

const sorted = (letters = '') => letters.split('').toSorted().join('')

/** Every row of every table as text, but for the numbers that facts have from the server they were published on. */
function contentOf(url: string): Promise<Record<string, unknown>> {
  return withClient(url, async (client) => {
    const contents: Record<string, unknown> = {}
    for (const table of await listTables(client)) {
      const numbers = table.schema === 'kernel' ? (table.name === 'cursors' ? '{tx,id}' : '{tx}') : '{}'
      const name = quoted(table.schema, table.name)
      const { rows } = await client.query(
        `select (to_jsonb(t) - '${numbers}'::text[])::text as row from ${name} t order by 1`,
      )
      contents[titleOf(table)] = rows
    }
    return contents
  })
}

async function countOf(client: Client, what: string): Promise<number> {
  const { rows } = await client.query<{ count: number }>(`select count(*)::int as count from ${what}`)
  return rows[0]?.count ?? 0
}

async function schemasOf(url: string): Promise<string[]> {
  const query = `select nspname::text as name from pg_namespace where nspname !~ '^(pg_|information_schema|public)'`
  return withClient(url, async (client) => (await client.query<{ name: string }>(query)).rows.map((row) => row.name))
}

function withHeader(bytes: Buffer, more: object): string {
  const [first = '', ...rest] = bytes.toString('latin1').split('\n')
  return [JSON.stringify({ ...(JSON.parse(first) as object), ...more }), ...rest].join('\n')
}

/** With these files, each of one letter, in place of those it has. */
function withFiles(bytes: Buffer, names: string[]): Buffer {
  const parts = names.map((name) => `${JSON.stringify(name)}\n1\nx0\n`)
  const end = bytes.lastIndexOf(10, bytes.length - 2) + 1
  const tablesEnd = bytes.indexOf('"a/b/scan.bin"\n')
  return Buffer.concat([bytes.subarray(0, tablesEnd), Buffer.from(parts.join('')), bytes.subarray(end)])
}

/** With these lines as the whole of one table. */
function withTable(title: string, rows: string): Buffer {
  const bytes = content()
  let at = bytes.indexOf(10) + 1
  const bodies = tables().map((table) => {
    const from = at
    for (let length = -1; length !== 0;) {
      const line = bytes.indexOf(10, at) + 1
      length = Number(bytes.subarray(at, line))
      at = line + length
    }
    return titleOf(table) === title ? Buffer.from(`${rows.length}\n${rows}0\n`) : bytes.subarray(from, at)
  })
  return Buffer.concat([bytes.subarray(0, bytes.indexOf(10) + 1), ...bodies, bytes.subarray(at)])
}

/** Leaves out the last line of the first table, and makes the length before it fit: only counting can tell. */
function withoutRow(bytes: Buffer): Buffer {
  const header = bytes.indexOf(10) + 1
  const length = bytes.indexOf(10, header) + 1
  const body = bytes.subarray(length, length + Number(bytes.subarray(header, length)))
  const shorter = body.subarray(0, body.lastIndexOf(10, body.length - 2) + 1)
  return Buffer.concat([
    bytes.subarray(0, header),
    Buffer.from(`${shorter.length}\n`),
    shorter,
    bytes.subarray(length + body.length),
  ])
}

function changed(bytes: Buffer): Buffer {
  const copy = Buffer.from(bytes)
  const at = Math.floor(copy.length / 2)
  copy[at] = (copy[at] ?? 0) ^ 0xff
  return copy
}
