import { afterAll, beforeAll, expect, test } from 'vitest'
import { aDatabase } from '../../test/harness/database.ts'
import { openDatabase, sql, transact, type Database } from './database.ts'
import { statement, type Value } from './statement.ts'

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
