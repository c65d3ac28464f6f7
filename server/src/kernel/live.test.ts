import type { Topic } from '@mortar/contract/facts'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { aDatabase } from '../../test/harness/database.ts'
import { openDatabase, sql, transact, type Database } from './database.ts'
import { startLive, tellOthers, type Live } from './live.ts'

let url: string
let drop: () => Promise<void>
let database: Database
let lives: Live[]

beforeEach(async () => {
  ;({ url, drop } = await aDatabase())
  database = openDatabase({ url, size: 2, onError: () => undefined })
  lives = []
})
afterEach(async () => {
  await Promise.all(lives.map((live) => live.stop()))
  await database.close()
  await drop()
})

function start(): Live {
  const live = startLive(url, { warn: () => undefined })
  lives.push(live)
  return live
}

/** Counts what is heard of a topic. */
function counting(live: Live, topic: Topic) {
  const heard = { times: 0, stop: () => undefined as void }
  heard.stop = live.on(topic, () => void heard.times++)
  return heard
}

const listening = async () => {
  const { rows } = await sql<{ pid: number }>`
    select pid from pg_stat_activity
    where datname = current_database() and application_name = 'mortar-live' and query like 'listen %' and state = 'idle'`.execute(
    database.tx,
  )
  return rows.map((row) => row.pid)
}

const say = (topics: string) => sql`select pg_notify('mortar_live', ${topics})`.execute(database.tx)

test('what one process says, every process hears, and only those who asked for the topic', async () => {
  const [one, other] = [start(), start()]
  await expect.poll(listening).toHaveLength(2)
  const heard = [counting(one, 'order:1'), counting(other, 'order:1'), counting(other, 'order:2')]
  const all: string[] = []
  one.onAny((topic) => void all.push(topic))
  await say('order:1\nproduct:aspirin\n')
  await expect.poll(() => heard.map(({ times }) => times)).toEqual([1, 1, 0])
  await expect.poll(() => all).toEqual(['order:1', 'product:aspirin'])
})

test('telling stays in this process, and who has stopped hears nothing', async () => {
  const [one, other] = [start(), start()]
  const here = counting(one, 'order:1')
  const there = counting(other, 'order:1')
  const gone = counting(one, 'order:1')
  gone.stop()
  one.tell(['order:1', 'order:2'])
  expect([here.times, there.times, gone.times]).toEqual([1, 0, 0])
})

test('after a lost connection it listens again, and everyone looks for what they missed', async () => {
  const live = start()
  await expect.poll(listening).toHaveLength(1)
  const [before] = await listening()
  const heard = counting(live, 'order:1')
  await sql`select pg_terminate_backend(${before})`.execute(database.tx)
  await expect.poll(() => heard.times).toBe(1)
  await expect.poll(listening).toHaveLength(1)
  expect(await listening()).not.toEqual([before])
  await say('order:1')
  await expect.poll(() => heard.times).toBe(2)
})

test('stopped while it still connects, it leaves no connection behind', async () => {
  const live = startLive(url, { warn: () => undefined })
  await live.stop()
  const { rows } = await sql`
    select 1 from pg_stat_activity where datname = current_database() and application_name = 'mortar-live'`.execute(
    database.tx,
  )
  expect(rows).toEqual([])
})

test('a batch of facts is told in few notifications, each topic once', async () => {
  const live = start()
  await expect.poll(listening).toHaveLength(1)
  const heard: string[] = []
  live.onAny((topic) => void heard.push(topic))
  const slugs = Array.from({ length: 600 }, (_, i) => `a-product-with-a-rather-long-name-${i}-é`)
  const at = new Date().toISOString()
  const facts = [
    { id: 1, type: 'stock.changed', data: { shop_id: 1, variant_ids: [], slugs }, at },
    { id: 2, type: 'product.changed', data: { product_id: 1, shop_id: 1, slug: slugs[0] ?? '' }, at },
  ] as const
  await transact(database.tx, async (tx) => void (await tellOthers.react(tx, facts as never)))
  await expect.poll(() => heard.length).toBe(601)
  expect(new Set(heard)).toEqual(new Set(['desk:1', ...slugs.map((slug) => `product:${slug}`)]))
})
