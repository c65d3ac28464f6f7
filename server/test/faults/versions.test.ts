import { execFile } from 'node:child_process'
import path from 'node:path'
import { promisify } from 'node:util'
import { setTimeout as sleep } from 'node:timers/promises'
import { createClient, type Transport } from '@mortar/contract'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sql } from '../../src/kernel/database.ts'
import { aDatabase, anApprovedShop } from '../harness/index.ts'
import { bareEnvironment } from '../harness/programs.ts'
import { aProduct } from '../harness/products.ts'
import { expectNothingLost, life, type Market } from './life.ts'
import { aProcess, outside, secret, type Outside, type ServerProcess } from './machine.ts'

/**
 * A new version is brought in beside the one that serves: MORTAR_BEFORE is the root of that one, checked out and installed. They serve one
 * database for MORTAR_TOGETHER seconds (300), and whatever is bought at one is moved at either.
 */
const before = process.env['MORTAR_BEFORE']
const here = path.resolve(import.meta.dirname, '../../..')
const together_s = Number(process.env['MORTAR_TOGETHER'] ?? 300)

describe.skipIf(before === undefined)('two versions over one database', () => {
  let drop: () => Promise<void>
  let processes: ServerProcess[] = []
  let doors: Outside[] = []
  const failed: string[] = []

  /** Counts what no version may answer, a request that is turned away included: neither is overloaded here. */
  const counted = (raw: Transport, headers: Record<string, string>) =>
    createClient(async (request) => {
      const answer = await raw({ ...request, headers: { ...headers, ...request.headers } })
      if (answer.status >= 500) failed.push(`${request.method} ${request.url} ${answer.status} ${answer.body}`)
      return answer
    })

  beforeAll(async () => {
    const database = await aDatabase(null)
    drop = database.drop
    const open = async (root = here) => {
      await promisify(execFile)(process.execPath, [`${root}/server/src/cli/migrate.ts`], {
        env: { ...bareEnvironment, DATABASE_URL: database.url, MORTAR_SECRET: secret },
      })
      const program = await aProcess(database.url, {}, root)
      processes.push(program)
      doors.push(outside(program.address, database.url, counted))
    }
    await open(before)
    // It goes on serving while the other changes what is under it.
    const brought = new AbortController()
    const reading = (async () => {
      while (!brought.signal.aborted) {
        await doors[0]?.stranger.search_products({ query: {} })
        await sleep(5)
      }
    })()
    await open()
    brought.abort()
    await reading
  }, 120_000)
  afterAll(async () => {
    await Promise.all(processes.map((each) => each.stop()))
    await Promise.all(doors.map((each) => each.close()))
    await drop?.()
  })

  test(
    'nothing is lost, nothing told twice, nobody is failed',
    async () => {
      const [old, now] = doors as [Outside, Outside]
      const shops: Market['shops'] = []
      for (const door of [old, now, old, now]) {
        const keeper = await anApprovedShop(door)
        const products = []
        for (let i = 0; i < 5; i++) products.push((await aProduct(keeper, { stock: 1_000_000 })).slug)
        shops.push({ keeper, products })
      }
      const market: Market = { door: now, doors, shops }
      const lives = await life(market)
      await sleep(together_s * 1000)
      await lives.stop()
      await expectNothingLost(market, lives)
      expect(failed).toEqual([])
      const { rows } = await sql<{ by: string; orders: number }>`
        select case when version = 1 then 'placed' else 'moved' end as by, count(*)::int as orders from orders.moves group by 1`.execute(
        now.db,
      )
      process.stdout.write(
        `bought ${lives.placed.length} times in ${together_s} s; steps of orders: ${JSON.stringify(rows)}\n`,
      )
      expect(lives.placed.length).toBeGreaterThan(together_s)
    },
    (together_s + 600) * 1000,
  )
})
