import { chmod, mkdtemp, rm } from 'node:fs/promises'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { sql } from '../../src/kernel/database.ts'
import { prepareDatabase } from '../../src/kernel/program-role.ts'
import { startPostgres, type Postgres } from '../../src/kernel/postgres/index.ts'
import { anApprovedShop } from '../harness/index.ts'
import { aProduct } from '../harness/products.ts'
import { checkouts, expectNothingLost, life, type Market } from './life.ts'
import { aProcess, outside, type ServerProcess } from './machine.ts'
import { quickFolder } from '../harness/quick.ts'

/** `npm run faults` asks for more. */
const times = Number(process.env['MORTAR_FAULTS'] ?? 1)
const rounds = Array.from({ length: times }, (_, i) => i + 1)
const limit_ms = 120_000

let folder: string
let postgres: Postgres
let server: ServerProcess
let market: Market

beforeAll(async () => {
  folder = await mkdtemp(path.join(await quickFolder(), 'mortar-faults-'))
  // Where root starts the cluster, its account has to enter the folder; else it would live elsewhere and be left behind.
  await chmod(folder, 0o711)
  // Durable, as where it matters; and watched over by this process, as by any that uses it.
  postgres = await startPostgres({ folder, log: () => undefined })
  await prepareDatabase(postgres.url)
  server = await aProcess(postgres.programUrl)
  const door = outside(server.address, postgres.url)
  const shops = await Promise.all(
    [1, 2].map(async () => {
      const keeper = await anApprovedShop(door)
      const made = await Promise.all([1, 2, 3].map((n) => aProduct(keeper, { price: 333 * n, stock: 100_000 })))
      return { keeper, products: made.map(({ slug }) => slug) }
    }),
  )
  market = { door, shops }
}, limit_ms)

afterAll(async () => {
  await server?.stop()
  await market?.door.close()
  await postgres?.stop()
  await rm(folder, { recursive: true, force: true })
}, limit_ms)

const soon = () => sleep(Math.random() * 100)

/** Life goes on, something dies in its midst, and when it is back nothing is missing and nothing is there twice. */
async function live(fault: () => Promise<void>): Promise<{ told: number; written: number }> {
  const before = await checkouts(market)
  const lived = await life(market)
  await lived.more(20)
  await soon()
  await fault()
  await lived.more(20)
  await lived.stop()
  await expectNothingLost(market, lived)
  return { told: lived.placed.length, written: (await checkouts(market)) - before }
}

test.each(rounds)('kill -9 of the server during checkouts loses nothing, round %i', { timeout: limit_ms }, async () => {
  const { told, written } = await live(async () => {
    await server.kill()
    server = await aProcess(postgres.programUrl, { PORT: new URL(server.address).port })
  })
  expect(written).toBe(told)
})

test.each(rounds)('kill -9 of PostgreSQL during checkouts loses nothing, round %i', { timeout: limit_ms }, async () => {
  const { told, written } = await live(async () => {
    const killed = await postmaster()
    process.kill(killed, 'SIGKILL')
    await expect.poll(postmaster, { timeout: 60_000 }).not.toBe(killed)
  })
  expect(written).toBe(told)
  expect(server.isAlive()).toBe(true)
})

test('kill -9 of one connection, which restarts all of PostgreSQL, loses nothing', { timeout: limit_ms }, async () => {
  const { told, written } = await live(async () => {
    const { rows } = await sql<{ pid: number }>`
      select pid from pg_stat_activity where application_name = 'mortar' order by random() limit 1`.execute(
      market.door.db,
    )
    process.kill(rows[0]?.pid ?? 0, 'SIGKILL')
    await soon()
  })
  expect(written).toBe(told)
  expect(server.isAlive()).toBe(true)
})

/** The number of PostgreSQL's main process, once it answers. */
async function postmaster(): Promise<number> {
  try {
    const { rows } = await sql<{ pid: number }>`
      select split_part(pg_read_file('postmaster.pid'), E'\n', 1)::int as pid`.execute(market.door.db)
    return rows[0]?.pid ?? 0
  } catch {
    await sleep(50)
    return postmaster()
  }
}
