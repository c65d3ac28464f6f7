import { Kysely, PostgresDialect, type PostgresPool } from 'kysely'
import { EventEmitter } from 'node:events'
import type { Client, Pool } from 'pg'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { aDatabase } from '../../test/harness/database.ts'
import { isDatabaseAway, openDatabase, sql, transact, type DB, type Database, type Tx } from './database.ts'
import { dynamic } from './named.ts'
import { sending, sendUnread, sentAhead } from './sending.ts'
import { sharing } from './sharing.ts'

let drop: () => Promise<void>
let database: Database
let url: string
beforeAll(async () => {
  ;({ url, drop } = await aDatabase())
  const setup = openDatabase({ url, size: 1, onError: () => undefined })
  await sql`create table public.notes (id integer primary key, text text not null)`.execute(setup.tx)
  await setup.close()
})
afterAll(() => drop())
// One connection, so that whatever is left on it is met by the next caller.
beforeEach(() => {
  database = openDatabase({ url, size: 1, onError: () => undefined })
})
afterEach(async () => {
  await sql`truncate public.notes`.execute(database.tx)
  await database.close()
})

const write = (tx: Tx, id: number, text: string | null = 'x') =>
  sendUnread(tx, sql`insert into public.notes values (${id}, ${text})`)

async function notes(): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`select id from public.notes order by id`.execute(database.tx)
  return rows.map((row) => row.id)
}

test('what nobody reads is written all the same, by a later statement or by the commit', async () => {
  const seen = await transact(database.tx, async (tx) => {
    await write(tx, 1)
    await write(tx, 2)
    const { rows } = await sql<{ id: number }>`select id from public.notes order by id`.execute(tx)
    await write(tx, 3)
    return rows.map((row) => row.id)
  })
  expect(seen).toEqual([1, 2])
  expect(await notes()).toEqual([1, 2, 3])
})

test('its error is that of the statement it went with, and nothing is kept', async () => {
  const atOnce = transact(database.tx, async (tx) => {
    await write(tx, 1)
    await write(tx, 1)
    await sql`select 1`.execute(tx)
  })
  await expect(atOnce).rejects.toMatchObject({ code: '23505' })
  const atCommit = transact(database.tx, async (tx) => {
    await sql`select 1`.execute(tx)
    await write(tx, 2, null)
  })
  await expect(atCommit).rejects.toMatchObject({ code: '23502' })
  expect(await notes()).toEqual([])
})

test('what goes ahead goes with the next statement, and its answer can be had whenever it is wanted', async () => {
  await sql`insert into public.notes values (1, 'x')`.execute(database.tx)
  const sent: string[] = []
  database.pool.on('acquire', (client) => {
    const query = client.query.bind(client) as (...input: unknown[]) => unknown
    client.query = ((...input: unknown[]) => {
      sent.push((input[0] as { text: string }).text)
      return query(...input)
    }) as typeof client.query
  })
  const check = sql<{ id: number }>`select id from public.notes`
  const answers = await transact(database.tx, async (tx) => {
    const rows = await sentAhead(tx, check)
    expect(sent).toEqual([])
    await sql`insert into public.notes values (2, 'x')`.execute(tx)
    expect(sent).toHaveLength(3)
    return [await rows(), await rows()]
  })
  expect(answers).toEqual([[{ id: 1 }], [{ id: 1 }]])
  const alone = await transact(database.tx, async (tx) => (await sentAhead(tx, check))())
  expect(alone).toHaveLength(2)
})

test('several go ahead with one statement, and each has its own answer, in whichever order they are asked for', async () => {
  const [one, two] = await transact(database.tx, async (tx) => {
    const first = await sentAhead(tx, sql`select 1 as n`)
    const second = await sentAhead(tx, sql`select 2 as n`)
    await write(tx, 3)
    return [await second(), await first()]
  })
  expect([one, two]).toEqual([[{ n: 2 }], [{ n: 1 }]])
})

test('what fails ahead fails what follows, and says why itself', async () => {
  const work: unknown[] = []
  const failed = transact(database.tx, async (tx) => {
    const rows = await sentAhead(tx, sql`select 1 / 0`)
    work.push(...(await Promise.allSettled([sql`insert into public.notes values (1, 'x')`.execute(tx)])))
    return rows()
  })
  await expect(failed).rejects.toMatchObject({ code: '22012' })
  expect(work).toMatchObject([{ status: 'rejected' }])
  const unsent = transact(database.tx, async (tx) => {
    await sentAhead(tx, sql`select 1 / 0`)
    throw new Error('changed its mind')
  })
  await expect(unsent).rejects.toThrow('changed its mind')
  expect(await notes()).toEqual([])
})

test('what a transaction had not sent when it failed is never sent', async () => {
  const changedItsMind = (first: boolean) =>
    transact(database.tx, async (tx) => {
      if (first) await sql`select 1`.execute(tx)
      await write(tx, 1)
      throw new Error('changed its mind')
    })
  for (const first of [true, false]) await expect(changedItsMind(first)).rejects.toThrow('changed its mind')
  await transact(database.tx, async (tx) => {
    await write(tx, 2)
  })
  expect(await notes()).toEqual([2])
})

test('a transaction that does nothing, and one that fails before it does, leave the connection as it was', async () => {
  await transact(database.tx, async () => undefined)
  await expect(transact(database.tx, () => Promise.reject(new Error('no')))).rejects.toThrow('no')
  const { rows } = await sql<{ state: string }>`
    select state from pg_stat_activity where pid = pg_backend_pid()`.execute(database.tx)
  expect(rows).toEqual([{ state: 'active' }])
  await sql`insert into public.notes values (1, 'x')`.execute(database.tx)
  expect(await notes()).toEqual([1])
})

test('after an error within a savepoint the transaction goes on', async () => {
  await transact(database.tx, async (tx) => {
    await write(tx, 1)
    await sql`savepoint before`.execute(tx)
    await expect(sql`insert into public.notes values (1, 'again')`.execute(tx)).rejects.toMatchObject({ code: '23505' })
    await sql`rollback to savepoint before`.execute(tx)
    await write(tx, 2)
  })
  expect(await notes()).toEqual([1, 2])
})

test('what had not been sent when its savepoint was left is never sent', async () => {
  await transact(database.tx, async (tx) => {
    await write(tx, 1)
    await sql`savepoint before`.execute(tx)
    await write(tx, 2)
    await write(tx, 3, null)
    await sql`rollback to savepoint before`.execute(tx)
    await write(tx, 4)
  })
  expect(await notes()).toEqual([1, 4])
})

test('outside of a transaction a statement is sent, whoever reads it', async () => {
  await write(database.tx, 1)
  const other = openDatabase({ url, size: 1, onError: () => undefined })
  const { rows } = await sql`select from public.notes`.execute(other.tx)
  await other.close()
  expect(rows).toHaveLength(1)
})

test('a dynamic statement is planned for its values and still answers', async () => {
  const { rows } = await sql<{ n: number }>`select ${7}::int as n ${dynamic}`.execute(database.tx)
  expect(rows).toEqual([{ n: 7 }])
})

const backends = async () => {
  const { rows } = await sql<{ count: number }>`
    select count(*) from pg_stat_activity where datname = current_database() and application_name = 'sharer'`.execute(
    database.tx,
  )
  return rows[0]?.count ?? 0
}

test('callers who share connections get each their own answer, and each their own error', async () => {
  const shared = openDatabase({ url, size: 1, onError: () => undefined, name: 'sharer' })
  const ask = (n: number) => sql<{ n: number }>`select 12 / ${n}::int as n`.execute(shared.brief)
  const answers = await Promise.allSettled(Array.from({ length: 200 }, (_, i) => ask(i % 4)))
  const seen = answers.map((each) => (each.status === 'fulfilled' ? each.value.rows[0]?.n : 'refused'))
  expect(seen).toEqual(Array.from({ length: 200 }, (_, i) => ['refused', 12, 6, 4][i % 4]))
  expect(await backends()).toBe(2)
  await shared.close()
  await expect.poll(backends).toBe(0)
})

test('a shared connection that is lost fails who used it, as away, and the next caller gets another', async () => {
  const lost: string[] = []
  const shared = openDatabase({ url, size: 1, onError: (error) => void lost.push(error.message), name: 'sharer' })
  const slow = Array.from({ length: 4 }, () => sql`select pg_sleep(20)`.execute(shared.brief))
  const outcomes = Promise.allSettled(slow)
  await expect.poll(backends).toBe(2)
  await sql`select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'sharer'`.execute(
    database.tx,
  )
  const reasons = (await outcomes).map((each) =>
    each.status === 'rejected' ? isDatabaseAway(each.reason) : each.status,
  )
  expect(reasons).toEqual([true, true, true, true])
  const { rows } = await sql<{ n: number }>`select 1 as n`.execute(shared.brief)
  expect(rows).toEqual([{ n: 1 }])
  expect(lost.length).toBeGreaterThan(0)
  for (let i = 0; i < 4; i++) await sql`select 1`.execute(shared.brief)
  await shared.close()
  // None was forgotten while it was open.
  await expect.poll(backends).toBe(0)
})

test('what a lost connection has to say last does not forget the one in its place', async () => {
  const opened: EventEmitter[] = []
  const open = () => {
    const client = Object.assign(new EventEmitter(), { connect: async () => undefined, end: async () => undefined })
    opened.push(client)
    return client as unknown as Client
  }
  const pool = sharing(open, 1) as PostgresPool
  await pool.connect()
  opened[0]?.emit('error', new Error('terminating connection'))
  await pool.connect()
  opened[0]?.emit('end')
  await pool.connect()
  expect(opened).toHaveLength(2)
})

/** Answers all but the rollback. */
const dying = async ({ text }: { text: string }) => {
  if (text === 'rollback') throw Object.assign(new Error('terminating connection'), { code: '57P01' })
  return { command: 'SELECT', rowCount: 0, rows: [] }
}

test('a connection whose rollback fails is given back as broken, so that nobody gets it again', async () => {
  const released: (boolean | undefined)[] = []
  const stream = { cork: () => undefined, uncork: () => undefined }
  const client = { query: dying, connection: { stream }, release: (isBroken?: boolean) => void released.push(isBroken) }
  const pool = { connect: async () => client } as unknown as Pool
  const db = new Kysely<DB>({ dialect: new PostgresDialect({ pool: sending(pool) }) })
  const refused = transact(db, async (tx) => {
    await sql`select 1`.execute(tx)
    throw new Error('refused')
  })
  await expect(refused).rejects.toMatchObject({ code: '57P01' })
  expect(released).toEqual([true])
})
