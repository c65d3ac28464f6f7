import { afterAll, beforeAll, expect, test } from 'vitest'
import { aDatabase } from '../../test/harness/index.ts'
import { openDatabase, sql, type Database } from './database.ts'
import { reaction } from './facts.ts'
import { housekeeping } from './housekeeping.ts'

let database: Database
let drop: () => Promise<void>
beforeAll(async () => {
  const made = await aDatabase()
  drop = made.drop
  database = openDatabase({ url: made.url, size: 2, onError: () => undefined })
})
afterAll(async () => {
  await database.close()
  await drop()
})

const fast = reaction({ name: 'fast', start: 'now', types: ['product.changed'], react: async () => undefined })

test('forgets old facts that no reaction at work has yet to take, and nothing younger or still owed', async () => {
  const { tx } = database
  await sql`
    insert into kernel.cursors (reaction, type, tx, id, seen_at, retired_at) values
      ('slow', 'product.changed', '10', 2, now(), null),
      ('fast', 'product.changed', '99', 9, now() - interval '40 days', null),
      ('renamed', 'product.changed', '0', 0, now(), now()),
      ('of a program that is gone', 'product.changed', '0', 0, now() - interval '40 days', null)`.execute(tx)
  await sql`
    insert into kernel.facts (tx, id, type, data, at) overriding system value values
      ('10', 1, 'product.changed', '"passed"', now() - interval '40 days'),
      ('10', 3, 'product.changed', '"owed to slow"', now() - interval '40 days'),
      ('10', 4, 'stock.changed', '"taken by nobody"', now() - interval '40 days'),
      ('9', 2, 'product.changed', '"young"', now())`.execute(tx)
  await sql`
    insert into kernel.idempotency (user_id, operation, key, body_hash, created_at) values
      (1, 'x', 'old', '', now() - interval '40 days'), (1, 'x', 'young', '', now())`.execute(tx)
  await housekeeping(tx, [fast], () => new Date()).tasks['forget_old_records']?.({})
  const facts = await sql<{ what: string }>`select data #>> '{}' as what from kernel.facts order by 1`.execute(tx)
  const keys = await sql<{ key: string }>`select key from kernel.idempotency`.execute(tx)
  expect(facts.rows.map((row) => row.what)).toEqual(['owed to slow', 'young'])
  expect(keys.rows.map((row) => row.key)).toEqual(['young'])
  const { rows: stale } = await sql<{ reaction: string }>`
    select reaction from kernel.cursors where seen_at < now() - interval '1 day'`.execute(tx)
  expect(stale).toEqual([{ reaction: 'of a program that is gone' }])
})
