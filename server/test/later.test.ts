import type { OperationId } from '@mortar/contract'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { sql, type Tx } from '../src/kernel/database.ts'
import { statusesOf, type Row } from './access/row.ts'
import { rows } from './access/rows.ts'
import { requestOf, routeOf, send, type Request } from './access/send.ts'
import { actors, aNotification, anOrderThat, aTown, type Actor, type Town } from './access/town.ts'

// While a later program is brought in, or after it was taken back, this one reads what that one wrote: words it does not know.

let town: Town
let reads: { what: string; request: Request }[]
beforeAll(async () => {
  town = await aTown()
  await anOrderThat(town, 'approve', 'ship')
  await aNotification(town)
  await town.mortar.settle()
  reads = await successfulReads()
})
afterAll(() => town.mortar.close())

/** Every read there is, by everybody to whom it answers. */
async function successfulReads() {
  const all: typeof reads = []
  const operations = (Object.keys(rows) as OperationId[]).filter((each) => routeOf(each).method === 'GET')
  for (const operation of operations) for (const actor of actors) all.push(...(await readBy(operation, actor)))
  return all
}

async function readBy(operation: OperationId, actor: Actor): Promise<typeof reads> {
  const row: Row = rows[operation]
  if (statusesOf(routeOf(operation), row)[actor] >= 400) return []
  const given = (await row.given?.(town, (await row.thing?.(town)) ?? '', actor)) ?? {}
  const { query, ...unfiltered } = given
  return [{ ...unfiltered, query: {} }, ...(query === undefined ? [] : [given])].map((each) => ({
    what: `${operation} by ${actor}`,
    request: requestOf(town, operation, actor, each),
  }))
}

async function failures(): Promise<string[]> {
  const failed: string[] = []
  for (const { what, request } of reads) {
    const { status, body } = await send(town, request)
    if (status >= 500) failed.push(`${what} answers ${status}: ${body}`)
  }
  return failed
}

/** Columns that hold one of a few words, as this program's own schema says, and all that it asks of them. */
async function enumerations(db: Tx): Promise<{ table: string; column: string; checks: string[] }[]> {
  const { rows: found } = await sql<{ table: string; column: string; checks: string[] }>`
    select a.attrelid::regclass::text as table, quote_ident(a.attname) as column,
      array_agg(quote_ident(c.conname)) as checks
    from pg_constraint c
    join pg_attribute a on a.attrelid = c.conrelid and a.attnum = any(c.conkey) and a.atttypid = 'text'::regtype
    where c.contype = 'c'
    group by a.attrelid, a.attname
    having bool_or(pg_get_constraintdef(c.oid) like '%' || quote_ident(a.attname) || ' = ANY (ARRAY[%')
    order by 1, 2`.execute(db)
  return found
}

const unheardOf = 'unheard_of'

/** As if a later program had taken another word for every row there is, while `work` goes on. */
async function withWord<T>(
  db: Tx,
  table: string,
  column: string,
  checks: string[],
  work: () => Promise<T>,
): Promise<T> {
  const [of, named] = [sql.raw(table), sql.raw(column)]
  for (const check of checks) await sql`alter table ${of} drop constraint if exists ${sql.raw(check)}`.execute(db)
  await sql`alter table ${of} disable trigger user`.execute(db)
  await sql`alter table ${of} add column word_of_before text`.execute(db)
  await sql`update ${of} set word_of_before = ${named}, ${named} = ${sql.lit(unheardOf)}`.execute(db)
  const result = await work()
  await sql`update ${of} set ${named} = word_of_before`.execute(db)
  await sql`alter table ${of} drop column word_of_before`.execute(db)
  return result
}

test('no word in a column of words takes a read away', { timeout: 90_000 }, async () => {
  const { db } = town.mortar
  const columns = await enumerations(db)
  expect(columns.map(({ table, column }) => `${table}.${column}`)).toContain('orders.orders.status')
  const failed: string[] = []
  for (const { table, column, checks } of columns)
    for (const each of await withWord(db, table, column, checks, failures)) failed.push(`${table}.${column}: ${each}`)
  expect(failed).toEqual([])
})

test('what is kept as JSON is read by its schema, and what does not fit is told plainly', async () => {
  const { people } = town
  const { db } = town.mortar
  const unknown = [
    { kind: 'unheard_of', data: {} },
    { kind: 'order_delivered', data: { order: 'ORD1' } },
    { kind: 'order_cancelled', data: { order_number: 'ORD1', shop: 'A shop', by: 'unheard_of' } },
    { kind: 'toString', data: null },
  ]
  for (const [i, { kind, data }] of unknown.entries())
    await sql`
      insert into notifications.inbox (user_id, kind, data, key, created_at)
      select id, ${kind}, ${JSON.stringify(data)}::jsonb, ${`later ${i}`}, now() from people.users`.execute(db)
  await sql`
    insert into kernel.settings (name, value, changed_at) values
      ('unheard_of', '7', now()), ('single_device', '{"unheard_of": 1}', now())
    on conflict (name) do update set value = excluded.value`.execute(db)
  expect(await failures()).toEqual([])
  const { results } = await people.customer.api.notifications({ query: {} })
  const plainly = results.filter(({ text }) => text === 'Its text will appear here shortly.')
  expect(plainly.map(({ kind }) => kind)).toEqual(unknown.map(({ kind }) => kind).toReversed())
})
