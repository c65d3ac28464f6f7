import { afterAll, beforeAll, expect, test } from 'vitest'
import { aDatabase } from '../../test/harness/database.ts'
import { aNetwork } from '../../test/harness/network.ts'
import {
  brokenConstraint,
  dynamic,
  isDatabaseAway,
  openDatabase,
  rfc3339,
  sql,
  transact,
  type Database,
} from './database.ts'

let url: string
let drop: () => Promise<void>
const opened: Database[] = []

beforeAll(async () => {
  ;({ url, drop } = await aDatabase())
})
afterAll(async () => {
  await Promise.all(opened.map((database) => database.close()))
  await drop()
})

function open(options: { url?: string; size?: number; query_timeout_ms?: number } = {}): Database {
  const database = openDatabase({ url, size: 1, onError: () => undefined, ...options })
  opened.push(database)
  return database
}

const refused = (call: Promise<unknown>) =>
  call.then(
    () => undefined,
    (error: unknown) => error,
  )

test('instants are text in RFC 3339, days are text, numbers are numbers', async () => {
  const { rows } = await sql<object>`
    select '2026-01-02 03:04:05.678901+00'::timestamptz as fine, '2026-01-02 03:04:05.6+00'::timestamptz as tenth,
           '2026-01-02 03:04:05+00'::timestamptz as whole, '2026-01-02'::date as day, 9007199254740991 as large,
           12.50::numeric as exact`.execute(open().tx)
  expect(rows[0]).toEqual({
    fine: '2026-01-02T03:04:05.678Z',
    tenth: '2026-01-02T03:04:05.600Z',
    whole: '2026-01-02T03:04:05Z',
    day: '2026-01-02',
    large: 9_007_199_254_740_991,
    exact: 12.5,
  })
  expect(new Date(rfc3339('2026-01-02 03:04:05.067+00')).toISOString()).toBe('2026-01-02T03:04:05.067Z')
})

test('a statement is planned once under its name; one marked dynamic has none', async () => {
  const { tx } = open()
  for (const n of [1, 2, 3]) {
    await sql`select ${n}::int as planned_once`.execute(tx)
    await sql`select ${n}::int as planned_each_time ${dynamic}`.execute(tx)
  }
  const { rows } = await sql<{ statement: string }>`
    select statement from pg_prepared_statements where statement like '%planned_once%' or statement like '%planned_each%'`.execute(
    tx,
  )
  const prepared = rows.map((row) => row.statement).filter((text) => !text.includes('pg_prepared_statements'))
  expect(prepared).toEqual(['select $1::int as planned_once'])
})

test('a transaction is all or nothing', async () => {
  const { tx: db } = open()
  await sql`create table public.things (id integer primary key, constraint positive check (id > 0))`.execute(db)
  const twice = transact(db, async (tx) => {
    await sql`insert into public.things values (1)`.execute(tx)
    await sql`insert into public.things values (1)`.execute(tx)
  })
  expect(brokenConstraint(await refused(twice))).toBe('things_pkey')
  expect(brokenConstraint(await refused(sql`insert into public.things values (0)`.execute(db)))).toBe('positive')
  expect((await sql`select 1 from public.things`.execute(db)).rows).toEqual([])
  expect(brokenConstraint(await refused(sql`select 1 / 0`.execute(db)))).toBeUndefined()
})

test('a connection that is lost in a transaction fails that transaction only', async () => {
  const { tx: db } = open()
  const killed = await refused(transact(db, (tx) => sql`select pg_terminate_backend(pg_backend_pid())`.execute(tx)))
  expect(isDatabaseAway(killed)).toBe(true)
  expect((await sql<{ one: number }>`select 1 as one`.execute(db)).rows).toEqual([{ one: 1 }])
})

test('what passes is told from what is wrong', async () => {
  const { tx } = open()
  const elsewhere = open({ url: 'postgres://mortar@127.0.0.1:1/none' })
  expect(isDatabaseAway(await refused(sql`select 1`.execute(elsewhere.tx)))).toBe(true)
  expect(isDatabaseAway(await refused(sql`select no_such_column`.execute(tx)))).toBe(false)
  const full = sql`do $$ begin raise exception using errcode = 'disk_full'; end $$`
  expect(isDatabaseAway(await refused(full.execute(tx)))).toBe(true)
  expect(isDatabaseAway(new TypeError('x is undefined'))).toBe(false)
  expect(isDatabaseAway('away')).toBe(false)
})

test('a network that swallows packets costs the call in flight, not the place in the pool', async () => {
  const network = await aNetwork(url)
  const { tx: db } = open({ url: network.url, query_timeout_ms: 200 })
  expect((await sql`select 1 as one`.execute(db)).rows).toEqual([{ one: 1 }])
  network.swallow()
  const swallowed = await refused(transact(db, (tx) => sql`select 2`.execute(tx)))
  expect(isDatabaseAway(swallowed)).toBe(true)
  network.mend()
  expect((await transact(db, (tx) => sql`select 3 as three`.execute(tx))).rows).toEqual([{ three: 3 }])
  network.close()
})

test('a pool that closes first serves those who wait for a connection of it', async () => {
  const database = openDatabase({ url, size: 1, connect_timeout_ms: 2_000, onError: () => undefined })
  const holder = await database.pool.connect()
  const waiting = database.pool.connect().then((client) => client.release())
  const closed = database.close()
  // Long enough for the closing to have begun.
  await new Promise((resolve) => setImmediate(resolve))
  holder.release()
  await waiting
  await closed
  expect(database.pool.waitingCount).toBe(0)
})
