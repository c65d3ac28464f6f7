import { afterAll, beforeAll, expect, test } from 'vitest'
import { aDatabase } from '../../test/harness/database.ts'
import { openDatabase, sql, transact, type Database } from './database.ts'
import { statement, statementAhead, statementUnread, type Value } from './statement.ts'

let drop: () => Promise<void>
let database: Database
beforeAll(async () => {
  const made = await aDatabase()
  drop = made.drop
  database = openDatabase({ url: made.url, size: 2, onError: () => undefined })
})
afterAll(async () => {
  await database.close()
  await drop()
})

const twice = (of: Value<number>) => sql<number>`(${of}::integer * 2)`

test('is put together once, and takes its values each time, wherever they stand', async () => {
  let built = 0
  const doubled = statement<{ of: number; name: string }, { name: string; double: number; again: number }>(
    ({ of, name }) => {
      built++
      return sql`select ${name}::text as name, ${twice(of)} as double, ${of}::integer + ${1}::integer as again`
    },
  )
  const of = (value: number) => doubled(database.tx, { of: value, name: `n${value}` })
  expect(await Promise.all([of(1), of(20)])).toEqual([
    [{ name: 'n1', double: 2, again: 2 }],
    [{ name: 'n20', double: 40, again: 21 }],
  ])
  expect(await transact(database.tx, (tx) => doubled(tx, { of: 3, name: '$1' }))).toEqual([
    { name: '$1', double: 6, again: 4 },
  ])
  expect(built).toBe(1)
})

test('one whose answer nobody reads, and one that goes ahead, do what they do with what follows', async () => {
  const note = statementUnread<{ n: number }>(({ n }) => sql`insert into pg_temp.noted values (${n})`)
  const count = statementAhead<object, { count: number }>(() => sql`select count(*) from pg_temp.noted`)
  await transact(database.tx, async (tx) => {
    await sql`create temporary table if not exists noted (n integer)`.execute(tx)
    await note(tx, { n: 1 })
    const counted = await count(tx, {})
    await note(tx, { n: 2 })
    expect(await counted()).toEqual([{ count: 1 }])
    expect((await sql`select n from pg_temp.noted order by n`.execute(tx)).rows).toEqual([{ n: 1 }, { n: 2 }])
  })
})

test('one that fails fails what follows it', async () => {
  const fails = statementUnread<{ n: number }>(({ n }) => sql`select 1 / ${n}::integer`)
  const work = transact(database.tx, async (tx) => {
    await fails(tx, { n: 0 })
    return sql`select 1`.execute(tx)
  })
  await expect(work).rejects.toMatchObject({ code: '22012' })
})
