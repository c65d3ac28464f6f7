import { afterAll, beforeAll, expect, test } from 'vitest'
import { aDatabase } from '../../test/harness/index.ts'
import { openDatabase, sql, type Database } from './database.ts'
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

test('forgets old facts that every reaction has passed, and nothing younger or still owed', async () => {
  const { tx } = database
  await sql`insert into kernel.reactions (name, tx, id) values ('slow', '10', 2), ('fast', '99', 9)`.execute(tx)
  await sql`
    insert into kernel.facts (tx, id, type, data, at) overriding system value values
      ('10', 1, 'passed', '{}', now() - interval '40 days'),
      ('10', 3, 'owed to slow', '{}', now() - interval '40 days'),
      ('9', 2, 'young', '{}', now())`.execute(tx)
  await sql`
    insert into kernel.idempotency (user_id, operation, key, body_hash, created_at) values
      (1, 'x', 'old', '', now() - interval '40 days'), (1, 'x', 'young', '', now())`.execute(tx)
  await housekeeping(tx, () => new Date()).tasks['forget_old_records']?.({})
  const facts = await sql<{ type: string }>`select type from kernel.facts order by type`.execute(tx)
  const keys = await sql<{ key: string }>`select key from kernel.idempotency`.execute(tx)
  expect(facts.rows.map((row) => row.type)).toEqual(['owed to slow', 'young'])
  expect(keys.rows.map((row) => row.key)).toEqual(['young'])
})
