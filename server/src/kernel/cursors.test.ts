import { afterEach, beforeEach, expect, test } from 'vitest'
import { aDatabase } from '../../test/harness/database.ts'
import { next } from './cursors.ts'
import { openDatabase, sql, transact, type Database, type Tx } from './database.ts'
import { publish, reaction, type Reaction, type Retired } from './facts.ts'
import { startRelay, type Relay } from './relay.ts'

let url: string
let drop: () => Promise<void>
let databases: Database[]
let relays: Relay[]

beforeEach(async () => {
  ;({ url, drop } = await aDatabase())
  databases = []
  relays = []
  await sql`create table public.seen (place integer generated always as identity, slug text, program text)`.execute(
    open().tx,
  )
})

afterEach(async () => {
  await Promise.all(relays.map((each) => each.stop()))
  await Promise.all(databases.map((database) => database.close()))
  await drop()
})

function open(): Database {
  const database = openDatabase({ url, size: 4, onError: () => undefined })
  databases.push(database)
  return database
}

type Program = { reactions: Reaction[]; retired?: Retired[] }

async function running({ reactions, retired = [] }: Program): Promise<Relay> {
  const started = await startRelay({ db: open().tx, reactions, retired, log: { error: () => undefined } })
  relays.push(started)
  return started
}

type Told = 'product.changed' | 'stock.changed'
type How = Partial<Pick<Reaction, 'name' | 'start' | 'formerly' | 'ordered'>>

/** Notes what it is told, once per delivery: nothing in the table would hide a second one. */
const noting = (program: string, types: Told[], { name = 'noting', start = 'kept', ...how }: How = {}): Reaction =>
  reaction({
    name,
    start,
    types,
    ...how,
    react: async (tx, facts) => {
      const slugs = facts.map(({ data }) => ('slug' in data ? data.slug : (data.slugs[0] ?? '')))
      await sql`insert into public.seen (slug, program) select unnest(${slugs}::text[]), ${program}`.execute(tx)
    },
  })

const db = () => (databases[0] as Database).tx
/** Whoever was at work in the cluster when something was published keeps it among what is not finished. */
const allFinished = () =>
  expect
    .poll(
      async () => {
        const { rows } = await sql<{ is_past: boolean }>`
        select max(tx::text::bigint) < pg_snapshot_xmin(pg_current_snapshot())::text::bigint as is_past
        from kernel.facts`.execute(db())
        return rows[0]?.is_past
      },
      { timeout: 20_000 },
    )
    .toBe(true)

const product = (tx: Tx, slug: string) => publish(tx, 'product.changed', { product_id: 1, shop_id: 1, slug })
const stock = (tx: Tx, slug: string) => publish(tx, 'stock.changed', { shop_id: 1, variant_ids: [], slugs: [slug] })

async function seen(): Promise<string[]> {
  const { rows } = await sql<{ slug: string }>`select slug from public.seen order by place`.execute(db())
  return rows.map((row) => row.slug)
}

test('what only a later program takes waits for it, whatever an earlier one does beside it', async () => {
  const earlier = { reactions: [noting('earlier', ['product.changed'])] }
  const later = { reactions: [noting('later', ['product.changed', 'stock.changed'])] }
  await (await running(later)).stop()
  const old = await running(earlier)
  await product(db(), 'a product')
  await stock(db(), 'a stock')
  await old.drain()
  expect(await seen()).toEqual(['a product'])
  await (await running(later)).drain()
  expect(await seen()).toEqual(['a product', 'a stock'])
})

test('programs of two versions share the work: every fact is told once, by one that knows it', async () => {
  const earlier = noting('earlier', ['product.changed'])
  const later = noting('later', ['product.changed', 'stock.changed'])
  const all = [
    await running({ reactions: [later] }),
    await running({ reactions: [earlier] }),
    await running({ reactions: [later] }),
  ]
  const writer = open().tx
  const slugs = Array.from({ length: 300 }, (_, i) => `s${i}`)
  await Promise.all(
    slugs.map((slug, i) =>
      transact(writer, async (tx) => {
        await (i % 2 === 0 ? product : stock)(tx, slug)
        if (i % 3 === 0) await sql`select pg_sleep(0.002)`.execute(tx)
        if (i % 5 === 0) all[i % 3]?.nudge()
      }),
    ),
  )
  await Promise.all(all.map((each) => each.drain()))
  expect((await seen()).toSorted()).toEqual(slugs.toSorted())
  const { rows } = await sql`
    select from public.seen where program = 'earlier' and substr(slug, 2)::int % 2 = 1`.execute(db())
  expect(rows).toEqual([])
})

test('a reaction under a new name goes on where it was, and the program of before stops, started again as well', async () => {
  const before = { reactions: [noting('before', ['product.changed'], { name: 'old name' })] }
  const old = await running(before)
  await product(db(), 'first')
  await old.drain()
  const renamed = noting('after', ['product.changed'], { name: 'new name', formerly: 'old name' })
  const now = await running({ reactions: [renamed] })
  await running(before)
  for (const slug of ['second', 'third']) await product(db(), slug)
  await now.drain()
  await (await running({ reactions: [renamed] })).drain()
  const { rows } = await sql`select slug, program from public.seen order by place`.execute(db())
  expect(rows).toEqual([
    { slug: 'first', program: 'before' },
    { slug: 'second', program: 'after' },
    { slug: 'third', program: 'after' },
  ])
})

test('a reaction that was retired takes nothing more, in whichever program', async () => {
  const both = { reactions: [noting('before', ['product.changed', 'stock.changed'])] }
  const old = await running(both)
  await running({ reactions: [], retired: [{ reaction: 'noting', type: 'stock.changed' }] })
  await stock(db(), 'a stock')
  await product(db(), 'a product')
  await old.drain()
  expect(await seen()).toEqual(['a product'])
  await running({ reactions: [], retired: [{ reaction: 'noting' }] })
  await product(db(), 'another')
  await old.drain()
  await (await running(both)).drain()
  expect(await seen()).toEqual(['a product'])
})

test('a new reaction begins with what becomes known from now on, or with all that is kept', async () => {
  await product(db(), 'early')
  await allFinished()
  const fresh = noting('now', ['product.changed'], { name: 'from now on', start: 'now' })
  const whole = noting('kept', ['product.changed'], { name: 'all that is kept', start: 'kept' })
  const relay = await running({ reactions: [fresh, whole] })
  await product(db(), 'late')
  await relay.drain()
  const { rows } = await sql`select program, array_agg(slug order by place) as slugs from public.seen
    group by program order by program`.execute(db())
  expect(rows).toEqual([
    { program: 'kept', slugs: ['early', 'late'] },
    { program: 'now', slugs: ['late'] },
  ])
})

test('facts of two types reach one reaction in their order', async () => {
  const relay = await running({ reactions: [noting('one', ['product.changed', 'stock.changed'])] })
  const many = Array.from({ length: 600 }, (_, i) => `s${i}`)
  await transact(db(), async (tx) => {
    for (const [i, slug] of many.entries()) await (i % 3 === 0 ? product : stock)(tx, slug)
  })
  await relay.drain()
  expect(await seen()).toEqual(many)
})

test('what a reaction does not take costs it nothing: its cursors stand still, and it is not behind', async () => {
  const relay = await running({ reactions: [noting('one', ['product.changed'])] })
  await product(db(), 'a product')
  await relay.drain()
  const place = async () =>
    (await sql<{ place: string }>`select tx || ' ' || id as place from kernel.cursors`.execute(db())).rows
  const before = await place()
  for (let i = 0; i < 3; i++) await stock(db(), 'a stock')
  await allFinished()
  await relay.drain()
  expect(await place()).toEqual(before)
  await product(db(), 'another')
  await relay.drain()
  expect(await seen()).toEqual(['a product', 'another'])
})

test.each([true, false])(
  'more facts of each type than a batch holds reach a reaction once, ordered: %s',
  async (ordered) => {
    const many = Array.from({ length: 1800 }, (_, i) => `s${i}`)
    await transact(db(), async (tx) => {
      for (const [i, slug] of many.entries()) await (i < 700 || i > 1500 ? product : stock)(tx, slug)
    })
    const relay = await running({ reactions: [noting('one', ['product.changed', 'stock.changed'], { ordered })] })
    await relay.drain()
    const arrived = await seen()
    const ofProducts = (slug: string) => many.indexOf(slug) < 700 || many.indexOf(slug) > 1500
    const apart = (slugs: string[]) => [slugs.filter(ofProducts), slugs.filter((slug) => !ofProducts(slug))]
    // Without an order of both, each type is in its own, and no fact of either missed or told twice.
    expect(ordered ? [arrived] : apart(arrived)).toEqual(ordered ? [many] : apart(many))
  },
)

test('while somebody else has one cursor, an ordered reaction waits for it, and another goes on with its other ones', async () => {
  const types: Told[] = ['product.changed', 'stock.changed']
  const ordered = noting('', types, { name: 'ordered', ordered: true })
  const free = noting('', types, { name: 'free' })
  await (await running({ reactions: [ordered, free] })).stop()
  await product(db(), 'a product')
  await stock(db(), 'a stock')
  await allFinished()
  const found = async () => {
    const batches = await transact(db(), (tx) => next(tx, [ordered, free], 10))
    return batches.map(({ reaction: { name }, rows }) => [name, rows.map(({ type }) => type)])
  }
  const other = await open().pool.connect()
  try {
    await other.query('begin')
    await other.query(`select from kernel.cursors where type = 'stock.changed' for update`)
    expect(await found()).toEqual([['free', ['product.changed']]])
    await other.query('rollback')
  } finally {
    other.release()
  }
  expect(await found()).toEqual([
    ['ordered', types],
    ['free', types],
  ])
})
