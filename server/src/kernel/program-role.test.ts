import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { anOrder } from '../../test/harness/buying.ts'
import { aCustomer, aDatabase, aMortar, anApprovedShop, asProgram, type Mortar } from '../../test/harness/index.ts'
import { aProduct } from '../../test/harness/products.ts'
import { mayRewriteHistory, prepareDatabase, programRole } from './program-role.ts'

/** What only ever grows, each with a column that tells something. */
const appendOnly = [
  ['inventory.movements', 'quantity'],
  ['ledger.journals', 'kind'],
  ['ledger.postings', 'amount_minor'],
  ['orders.adjusted_lines', 'quantity'],
  ['orders.adjustments', 'kind'],
  ['orders.charges', 'kind'],
  ['orders.checkouts', 'total_minor'],
  ['orders.lines', 'name'],
  ['orders.moves', 'to_status'],
  ['payments.entries', 'amount_minor'],
  ['payments.events', 'amount_minor'],
  ['people.audit', 'action'],
  ['pricing.prices', 'starts_at'],
] as const
const history: readonly string[] = appendOnly.map(([table]) => table)

let mortar: Mortar
beforeAll(async () => {
  mortar = await aMortar()
  const { slug } = await aProduct(await anApprovedShop(mortar), { stock: 5 })
  await anOrder(await aCustomer(mortar), [{ product: slug, quantity: 1 }])
})
afterAll(() => mortar.close())

async function asked<T extends object>(url: string, query: string): Promise<T[]> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query<T>(query)).rows
  } finally {
    await client.end()
  }
}

/** What the role is told that tries it; nothing of it stays. */
const can = (statement: string) =>
  asked(asProgram(mortar.url), `begin; ${statement}; rollback`).then(
    () => 'done',
    (error: Error) => error.message,
  )

// A server of one's own whose user may make no roles has the triggers alone.
describe.skipIf(inject('programPassword') === null)('the role that the program is', () => {
  test.each(appendOnly)('adds to %s, and changes nothing of it', async (table, column) => {
    const denied = `permission denied for table ${table.split('.')[1]}`
    expect(await can(`update ${table} set ${column} = ${column}`)).toBe(denied)
    expect(await can(`delete from ${table}`)).toBe(denied)
    expect(await can(`truncate ${table} cascade`)).toBe(denied)
    expect(await can(`alter table ${table} disable trigger append_only`)).toContain('must be owner')
    expect(await can(`drop trigger append_only on ${table}`)).toContain('must be owner')
    expect(await can(`create rule gone as on insert to ${table} do instead nothing`)).toContain('must be owner')
    expect(await can(`insert into ${table} overriding user value select * from ${table} where false`)).toBe('done')
    expect(await can(`select from ${table} limit 1`)).toBe('done')
  })

  test('forgets what a buyer wrote, and nothing else of an order’s history', async () => {
    expect(await can('update orders.moves set note = null')).toBe('done')
  })

  test('ends a price, and says of none that it was another', async () => {
    expect(await can(`update pricing.prices set ends_at = starts_at + interval '1 day'`)).toBe('done')
    expect(await can('update pricing.prices set price_minor = price_minor + 1')).toBe('pricing.prices is append-only')
  })

  // By the code of the refusal: its words differ from one version of PostgreSQL to another.
  test.each([
    'set role pg_database_owner',
    `alter role ${programRole} superuser`,
    'create schema mine',
    'create table public.mine ()',
    'update public.mortar_migrations set version = version',
    `copy people.audit to program 'true'`,
  ])('makes nobody else of itself, and no schema where others would look: %s', async (statement) => {
    await expect(asked(asProgram(mortar.url), `begin; ${statement}; rollback`)).rejects.toMatchObject({ code: '42501' })
  })

  test('changes every other table of the modules', async () => {
    const tables = await asked<{ name: string }>(
      mortar.url,
      `select schemaname || '.' || tablename as name from pg_tables
       where schemaname not in ('pg_catalog', 'information_schema', 'public', 'graphile_worker')`,
    )
    const denied: string[] = []
    for (const { name } of tables.filter((table) => !history.includes(table.name)))
      for (const statement of [
        `delete from ${name} where false`,
        `insert into ${name} select * from ${name} where false`,
      ])
        if ((await can(statement)).startsWith('permission')) denied.push(statement)
    expect(denied).toEqual([])
  })

  test('starts where there is nothing to do, and says who must where there is', async () => {
    expect(await prepareDatabase(asProgram(mortar.url))).toEqual([])
    const { url, drop } = await aDatabase(null)
    await expect(prepareDatabase(asProgram(url))).rejects.toThrow(
      /^The database has to be brought up to date.*npm run migrate/,
    )
    await drop()
  })

  test('gets its rights in a database that an earlier version made, once', async () => {
    const { url, drop } = await aDatabase()
    await asked(
      url,
      `do $$ declare s text; begin
         for s in select nspname from pg_namespace where nspname !~ '^(pg_|information_schema)' loop
           execute format('revoke all on all tables in schema %I from ${programRole}', s);
           execute format('revoke all on all sequences in schema %I from ${programRole}', s);
           execute format('revoke all on schema %I from ${programRole}', s);
         end loop;
       end $$;
       drop schema graphile_worker cascade;
       grant update, delete on people.audit to ${programRole};
       create table people.later (id bigint generated always as identity)`,
    )
    await prepareDatabase(url)
    const server = asProgram(url)
    await asked(server, 'insert into people.later default values')
    await asked(server, `select graphile_worker.add_job('x', '{}')`)
    await expect(asked(server, 'delete from people.audit')).rejects.toThrow('permission denied')
    expect(await asked<object>(server, 'select count(*)::int as jobs from graphile_worker.jobs')).toEqual([{ jobs: 1 }])
    await prepareDatabase(url)
    expect(await mayRewriteHistory(server)).toBe(false)
    await drop()
  })
})

test('whoever owns the tables, or has the rights, may rewrite history, and is told', async () => {
  expect(await mayRewriteHistory(mortar.url)).toBe(true)
})

test('a price ends once', async () => {
  const again = `with one as (select id from pricing.prices limit 1)
    update pricing.prices set ends_at = starts_at + interval '1 day' where id = (select id from one)`
  await expect(asked(mortar.url, `begin; ${again}; ${again}; rollback`)).rejects.toThrow('append-only')
})

test.each(appendOnly)('%s is append-only for its owner too', async (table, column) => {
  for (const statement of [
    `update ${table} set ${column} = ${column}`,
    `delete from ${table}`,
    `truncate ${table} cascade`,
  ])
    await expect(asked(mortar.url, statement)).rejects.toThrow('append-only')
})
