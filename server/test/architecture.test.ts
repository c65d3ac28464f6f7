import { facts } from '@mortar/contract/facts'
import { expect, test } from 'vitest'
import { ladder } from '../src/app.ts'
import { listMigrations } from '../src/kernel/migrate.ts'
import { openDatabase, sql } from '../src/kernel/database.ts'
import { rules, type Plan } from './architecture/rules.ts'
import { parse, readSources } from './architecture/source.ts'
import { aDatabase } from './harness/index.ts'

const tables = new Set(
  listMigrations().flatMap(({ text }) =>
    [...text.matchAll(/^create table (\w+\.\w+)/gm)].map((match) => match[1] ?? ''),
  ),
)
const sources = readSources(['contract', 'server', 'web', 'bench', 'e2e', 'scripts'])

const allFaults = (rule: keyof typeof rules) =>
  sources.flatMap((source) => rules[rule](source, { ladder, tables, facts: new Set(Object.keys(facts)) }))

test.each(Object.keys(rules) as (keyof typeof rules)[])('the tree keeps the rule of %s', (rule) => {
  expect(allFaults(rule)).toEqual([])
})

test('the rules look at the whole tree and know its tables', () => {
  const files = sources.map((source) => source.file)
  for (const name of ladder) expect(files).toContain(`server/src/modules/${name}/index.ts`)
  expect(files).toContain('contract/src/api.ts')
  expect(tables).toContain('orders.orders')
  expect(sources.flatMap((source) => source.strings).some((text) => text.includes('from people.users'))).toBe(true)
})

/** What PostgreSQL 16, 17 and 18 brought, as far as somebody might reach for it; 15 is promised to be enough. */
const later =
  /\b(?:uuidv[47]|uuid_extract_\w+|any_value|array_(?:sample|shuffle|reverse|sort)|date_(?:add|subtract)|random_normal|json_(?:table|exists|query|value|scalar|serialize)|merge_action|to_(?:bin|oct)|casefold|crc32c?|pg_input_is_valid)\s*\(/

test('nothing newer than PostgreSQL 15 is asked of it', () => {
  const asked = [
    ...listMigrations().map(({ name, text }) => ({ file: name, text })),
    ...sources.flatMap(({ file, strings }) => strings.map((text) => ({ file, text }))),
  ].filter(({ file }) => !file.includes('architecture'))
  expect(asked.flatMap(({ file, text }) => later.exec(text)?.map((found) => `${file}: ${found}`) ?? [])).toEqual([])
  expect(later.test('id uuid default uuidv7()')).toBe(true)
})

/** What an index lets out, and what a file of the kernel exports. */
const letOut = sources.flatMap(({ file, text }) => {
  const [, module] = /^server\/src\/modules\/(\w+)\/index\.ts$/.exec(file) ?? []
  if (module !== undefined)
    return [...text.matchAll(/^export (?:type )?\{([^}]*)\}/gm)]
      .flatMap(([, names = '']) => names.split(','))
      .map((name) => ({ name: name.trim().replace(/^type |^.* as /, ''), from: module }))
      .filter(({ name }) => name !== '')
  if (!/^server\/src\/kernel\/[\w-]+\.ts$/.test(file) || file.includes('.test.')) return []
  return [...text.matchAll(/^export (?:async )?(?:function|const|type|class) (\w+)/gm)].map(([, name = '']) => ({
    name,
    from: file,
  }))
})

test('a name that leaves a module or a file of the kernel is of one thing', () => {
  expect(letOut.length).toBeGreaterThan(300)
  const twice = [...Map.groupBy(letOut, ({ name }) => name)]
    .map(([name, of]) => [name, ...new Set(of.map(({ from }) => from))])
    .filter((each) => each.length > 2)
  expect(twice).toEqual([])
})

/** A small world with three rungs, in which each rule can be seen to fail. */
const plan: Plan = {
  ladder: ['ledger', 'people', 'orders'],
  tables: new Set(['kernel.facts', 'ledger.accounts', 'people.users', 'orders.orders']),
  facts: new Set(['person.deleted']),
}
const people = 'server/src/modules/people/x.ts'

const wrong: [rule: keyof typeof rules, file: string, text: string, sentence: string][] = [
  ['moduleImports', people, "import { a } from '../orders/index.ts'", 'stands above'],
  ['moduleImports', people, "import type { A } from '../orders/index.ts'", 'stands above'],
  ['moduleImports', people, "export * from '../orders/index.ts'", 'stands above'],
  ['moduleImports', people, "const a: import('../orders/index.ts').A = 1", 'stands above'],
  ['moduleImports', people, "import { a } from '../ledger/store.ts'", 'through its index.ts'],
  ['moduleImports', people, "import { a } from '../../app.ts'", 'kernel, the contract'],
  ['moduleImports', people, "import { a } from '../../../test/harness/index.ts'", 'kernel, the contract'],
  ['moduleImports', people, "import { a } from '@mortar/web'", 'the contract only'],
  ['moduleImports', people, "const a = await import('../ledger/index.ts')", 'lazily'],
  ['moduleImports', 'server/src/modules/rumours/x.ts', '', 'not on the ladder'],
  ['kernelImports', 'server/src/kernel/x.ts', "import { a } from '../modules/people/index.ts'", 'no module'],
  ['kernelImports', 'server/src/kernel/x.ts', "import { a } from '../app.ts'", 'no module'],
  ['kernelFacts', 'server/src/kernel/x.ts', "const types = ['person.deleted']", 'none by name'],
  [
    'kernelFacts',
    'server/src/kernel/x.ts',
    "sql`select from kernel.facts where type = 'person.deleted'`",
    'none by name',
  ],
  ['contractImports', 'contract/src/x.ts', "import { readFile } from 'node:fs'", 'judge values'],
  ['contractImports', 'contract/src/x.ts', "import { a } from '../../server/src/app.ts'", 'judge values'],
  ['tablesRead', people, 'sql`select 1 from orders.orders`', 'orders.orders'],
  ['tablesRead', people, "db.selectFrom('orders.orders as o')", 'orders.orders'],
  ['tablesRead', 'server/src/kernel/x.ts', 'sql`select 1 from people.users`', 'people.users'],
  ['tablesWritten', people, 'sql`insert into ledger.accounts default values`', 'writes to the schema ledger'],
  [
    'tablesWritten',
    people,
    'sql`with a as (UPDATE\n ledger.accounts set x = 1) select 1`',
    'writes to the schema ledger',
  ],
  ['tablesWritten', people, "'delete from only ledger.accounts'", 'writes to the schema ledger'],
  ['tablesWritten', people, 'sql`merge into ledger.accounts using x`', 'writes to the schema ledger'],
  ['tablesWritten', people, "tx.insertInto('ledger.accounts')", 'writes to the schema ledger'],
  ['stores', 'server/src/modules/orders/x.ts', 'sql`update orders.orders set a = 1`', 'only its store writes'],
  ['stores', 'server/src/modules/orders/x.ts', "tx.insertInto('orders.orders')", 'only its store writes'],
  ['clocks', people, 'const at = new Date()', 'new Date()'],
  ['clocks', people, 'const at = Date.now()', 'Date.now'],
  ['clocks', people, 'sql`select now()`', 'now()'],
  ['environment', people, "process.env['X']", 'reads the environment'],
  ['connections', people, 'const client = new Client({})', 'clientOf'],
  ['connections', 'server/src/cli/x.ts', 'const client = new pg.Client({})', 'clientOf'],
  ['leftovers', people, `// ${['TO', 'DO'].join('')} later`, 'says'],
  ['leftovers', 'web/x.test.ts', `test.${['on', 'ly'].join('')}('x', f)`, 'runs one test alone'],
]

test.each(wrong)('%s: refuses %s with %s', (rule, file, text, sentence) => {
  const faults = rules[rule](parse(file, text), plan)
  expect(faults).toHaveLength(1)
  expect(faults[0]).toContain(sentence)
  expect(faults[0]).toContain(file)
})

const right: [rule: keyof typeof rules, file: string, text: string][] = [
  ['moduleImports', people, "import { a } from '../ledger/index.ts'"],
  ['moduleImports', people, "import { a } from './store.ts'; import pg from 'pg'; import 'node:fs'"],
  ['moduleImports', people, "import { a } from '../../kernel/page.ts'; import { b } from '@mortar/contract'"],
  ['moduleImports', 'server/src/modules/people/x.test.ts', "import { a } from '../../../test/harness/index.ts'"],
  ['kernelFacts', people, "const types = ['person.deleted']"],
  ['kernelFacts', 'server/src/kernel/x.ts', 'sql`select type from kernel.facts where type = ${type}`'],
  ['contractImports', 'contract/src/x.ts', "import { z } from 'zod'; import { a } from './shape.ts'"],
  ['tablesRead', people, '// orders.orders\nsql`select 1 from ledger.accounts a join people.users u on true`'],
  ['tablesRead', people, 'orders.orders.map(f)'],
  [
    'tablesWritten',
    people,
    'sql`insert into people.users select from ledger.accounts on conflict do update set a = 1`',
  ],
  ['tablesWritten', people, 'sql`select 1 from ledger.accounts for update of accounts`'],
  ['stores', 'server/src/modules/orders/store.ts', 'sql`update orders.orders set a = 1`'],
  ['stores', 'server/src/modules/orders/store/lines.ts', 'sql`update orders.orders set a = 1`'],
  ['stores', 'server/src/modules/orders/x.ts', 'sql`select 1 from orders.orders for update`'],
  ['clocks', people, 'const at = new Date(call.at)'],
  ['connections', 'server/src/kernel/client.ts', 'const client = new Client({})'],
  ['environment', 'server/src/main.ts', "process.env['X']"],
]

test.each(right)('%s: lets %s with %s pass', (rule, file, text) => {
  expect(rules[rule](parse(file, text), plan)).toEqual([])
})

test('foreign keys of the migrated database point down the ladder, and every schema stands on it', async () => {
  const { url, drop } = await aDatabase()
  const database = openDatabase({ url, size: 1, onError: () => undefined })
  const rungs = ['kernel', ...ladder]
  const { rows } = await sql<{ name: string; from: string; to: string }>`
    select c.conname as name, a.nspname as from, b.nspname as to
    from pg_constraint c
    join pg_class t on t.oid = c.conrelid join pg_namespace a on a.oid = t.relnamespace
    join pg_class u on u.oid = c.confrelid join pg_namespace b on b.oid = u.relnamespace
    where c.contype = 'f' and a.nspname not in ('graphile_worker')`.execute(database.tx)
  const { rows: schemas } = await sql<{ name: string }>`
    select distinct schemaname as name from pg_tables
    where schemaname not in ('pg_catalog', 'information_schema', 'public', 'graphile_worker')`.execute(database.tx)
  await database.close()
  await drop()
  const up = rows.filter(({ from, to }) => rungs.indexOf(to) > rungs.indexOf(from))
  expect(
    up.map(({ name, from, to }) => `${name} of ${from} refers up to ${to}; foreign keys point down the ladder.`),
  ).toEqual([])
  expect(rows.length).toBeGreaterThan(20)
  expect(schemas.map((schema) => schema.name).filter((name) => !rungs.includes(name))).toEqual([])
})
