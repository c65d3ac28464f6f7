import { execFile } from 'node:child_process'
import { chmod, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { Client } from 'pg'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { seed } from '../../../bench/seed.ts'
import { prepareDatabase } from '../../src/kernel/program-role.ts'
import { openDatabase, sql } from '../../src/kernel/database.ts'
import { startPostgres, type Postgres } from '../../src/kernel/postgres/index.ts'
import { manyFiles, manyRows } from '../harness/bulk.ts'
import { aDatabase, anApprovedShop, broken } from '../harness/index.ts'
import { aProduct } from '../harness/products.ts'
import { bareEnvironment } from '../harness/programs.ts'
import { invariants, settledInvariants } from '../invariants/index.ts'
import { isBehind, life } from './life.ts'
import { aProcess, outside } from './machine.ts'
import { isAtLength } from '../harness/lengths.ts'
import { quickFolder } from '../harness/quick.ts'

/** In `npm run faults` alone. */
const megabytes = 1024
const products = 250_000
const limit_ms = isAtLength ? 45 * 60_000 : 120_000
const mostMemory_mb = 500

let home: string
const ends: (() => Promise<unknown>)[] = []

beforeAll(async () => {
  home = await mkdtemp(path.join(await quickFolder(), 'mortar-backups-'))
  // Where root starts the cluster, its account has to enter the folder; else it would live elsewhere and be left behind.
  await chmod(home, 0o711)
})
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end()
}, limit_ms)
afterAll(() => rm(home, { recursive: true, force: true }), limit_ms)

type Place = { url: string; programUrl?: string; env: Record<string, string> }

/** A database with the embedded server, which this process shares with the commands that it runs. */
async function embedded(): Promise<Place> {
  const data = await mkdtemp(path.join(home, 'data-'))
  await chmod(data, 0o711)
  const postgres: Postgres = await startPostgres({ folder: path.join(data, 'postgres'), log: () => undefined })
  ends.push(postgres.stop)
  return { url: postgres.url, programUrl: postgres.programUrl, env: { MORTAR_DATA: data } }
}

/** An empty database on a server that is not ours to start. */
async function elsewhere(): Promise<Place> {
  const { url, drop } = await aDatabase(null)
  ends.push(drop)
  return { url, env: { DATABASE_URL: url, MORTAR_DATA: await mkdtemp(path.join(home, 'data-')) } }
}

type Ran = { code: number; out: string; err: string; memory_mb: number; seconds: number }

/** Tells on its last line how much memory the process ever had. */
const peak = `data:text/javascript,process.on('exit',()=>process.stderr.write(\`peak \${process.resourceUsage().maxRSS}\\n\`))`

function run(command: string, args: string[], { env }: Pick<Place, 'env'>): Promise<Ran> {
  const file = fileURLToPath(new URL(`../../src/cli/${command}.ts`, import.meta.url))
  const began = performance.now()
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      ['--import', peak, file, ...args],
      { env: { ...bareEnvironment, INIT_CWD: home, ...env } },
      (error, out, said) => {
        const [, err = '', kilobytes] = /^([\s\S]*)peak (\d+)\n$/.exec(said) ?? [null, said, '0']
        const seconds = (performance.now() - began) / 1000
        resolve({
          code: error === null ? 0 : Number(error.code),
          out,
          err,
          memory_mb: Number(kilobytes) / 1024,
          seconds,
        })
      },
    )
  })
}

/** From one place into another, by the commands as people run them; what they cost is printed. */
async function move(from: Place, to: Place, name: string): Promise<Ran> {
  const made = await run('backup', [name], from)
  expect([made.code, made.err]).toEqual([0, ''])
  const restored = await run('restore', [name], to)
  expect([restored.code, restored.err]).toEqual([0, ''])
  const { size } = await stat(path.join(home, name))
  const told = (ran: Ran) => `${ran.seconds.toFixed(1)} s with ${ran.memory_mb.toFixed(0)} MB`
  process.stdout.write(`${name}: ${(size / 1e6).toFixed(1)} MB, made in ${told(made)}, restored in ${told(restored)}\n`)
  expect(made.memory_mb).toBeLessThan(mostMemory_mb)
  expect(restored.memory_mb).toBeLessThan(mostMemory_mb)
  await rm(path.join(home, name))
  return restored
}

/** What two places must have alike: how many rows each table has, and a figure over all of them but for the facts' numbers. */
async function figures({ url }: Place): Promise<Record<string, string>> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    const { rows: tables } = await client.query<{ name: string }>(
      `select schemaname || '.' || tablename as name from pg_tables
       where schemaname not in ('pg_catalog', 'information_schema', 'graphile_worker') order by 1`,
    )
    const found: Record<string, string> = {}
    for (const { name } of tables) {
      const row = name.startsWith('kernel.') ? `to_jsonb(t) - '{tx,id}'::text[]` : 't'
      const { rows } = await client.query<{ figure: string }>(
        `select count(*) || ' ' || coalesce(sum(hashtextextended((${row})::text, 0)), 0) as figure from ${name} t`,
      )
      found[name] = rows[0]?.figure ?? ''
    }
    return found
  } finally {
    await client.end()
  }
}

describe('a backup made with the embedded server and restored into another, and back', { timeout: limit_ms }, () => {
  test('carries the demo', async () => {
    const [first, second, third] = [await embedded(), await elsewhere(), await embedded()]
    expect((await run('demo', [], first)).code).toBe(0)
    await move(first, second, 'demo-there.backup')
    await move(second, third, 'demo-back.backup')
    expect(await figures(third)).toEqual(await figures(first))
    expect((await run('reconcile', [], third)).err).toBe('')
  })

  test.runIf(isAtLength)(`carries ${megabytes} megabytes, within bounds`, async () => {
    const [first, second, third] = [await embedded(), await elsewhere(), await embedded()]
    await prepareDatabase(first.url)
    await manyRows(first.url, megabytes / 2)
    manyFiles(path.join(first.env['MORTAR_DATA'] ?? '', 'files'), megabytes / 2)
    await move(first, second, 'large-there.backup')
    const { out } = await move(second, third, 'large-back.backup')
    expect(out).toContain(` and ${megabytes / 2} files`)
    expect(await figures(third)).toEqual(await figures(first))
  })

  test.runIf(isAtLength)(`carries ${products} products and the orders of a shop that goes on selling`, async () => {
    const [first, second, third] = [await embedded(), await elsewhere(), await embedded()]
    await prepareDatabase(first.url)
    await seed(first.url, { products, shops: Math.ceil(products / 1250) })
    const server = await aProcess(first.programUrl ?? first.url)
    ends.push(server.stop)
    const door = outside(server.address, first.url)
    ends.push(door.close)
    const keeper = await anApprovedShop(door)
    const made = await Promise.all([1, 2, 3].map((n) => aProduct(keeper, { price: 333 * n, stock: 100_000 })))
    const lived = await life({ door, shops: [{ keeper, products: made.map(({ slug }) => slug) }] })
    await lived.more(40)
    const told = lived.placed.flatMap(({ orders }) => orders.map((order) => order.order_number))
    await move(first, second, 'busy-there.backup')
    await lived.more(1)
    await lived.stop()
    expect(lived.oddities).toEqual([])
    await move(second, third, 'busy-back.backup')
    for (const place of [second, third]) await expectOrders(place, told)
    expect(await figures(third)).toEqual(await figures(second))
    expect((await run('reconcile', [], third)).err).toBe('')
    await expectToGoOn(third)
  })
})

async function expectOrders({ url }: Place, numbers: string[]): Promise<void> {
  const database = openDatabase({ url, size: 1, onError: () => undefined, query_timeout_ms: 120_000 })
  try {
    const { rows } = await sql<{ number: string }>`
      select number from orders.orders where number = any(${numbers}::text[])`.execute(database.tx)
    expect(rows.map(({ number }) => number).toSorted()).toEqual(numbers.toSorted())
    expect(await broken(database.tx, invariants)).toEqual({})
  } finally {
    await database.close()
  }
}

/** What was under way when the snapshot was taken is taken up where it stood. */
async function expectToGoOn({ url, programUrl = url }: Place): Promise<void> {
  await prepareDatabase(url)
  const server = await aProcess(programUrl)
  const door = outside(server.address, url)
  try {
    await expect.poll(() => isBehind(door), { timeout: 60_000 }).toBe(false)
    expect(await broken(door.db, settledInvariants)).toEqual({})
  } finally {
    await door.close()
    await server.stop()
  }
}

describe('what is no backup is refused in one sentence, within bounds', () => {
  const headers: [what: string, bytes: () => Buffer][] = [
    ['a first line of 100 MB', () => gzipSync(Buffer.alloc(100 * 1024 * 1024, 'a'))],
    [
      'a first line of 100 MB in the form of one',
      () => gzipSync(`{"format":"mortar-backup-1","files":["${'a","'.repeat(25 * 1024 * 1024)}"]}\n`),
    ],
    ['lists in lists without end', () => gzipSync(Buffer.alloc(30 * 1024 * 1024, '['))],
    ['empty lists in a list', () => gzipSync(`[${'[],'.repeat(10 * 1024 * 1024)}[]]\n`)],
    ['nothing', () => Buffer.alloc(0)],
  ]
  test.each(headers)('%s', async (_, bytes) => {
    const file = path.join(home, 'hostile.backup')
    await writeFile(file, bytes())
    const place = await elsewhere()
    const ran = await run('restore', [file], place)
    expect([ran.code, ran.out]).toEqual([1, ''])
    expect(ran.err).toMatch(/^\S+ cannot be restored: [\w ,]+\. Nothing was changed\.\n$/)
    expect(ran.memory_mb).toBeLessThan(mostMemory_mb)
    expect(await readdir(place.env['MORTAR_DATA'] ?? '')).toEqual([])
  })
})
