import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { aDatabase } from '../../test/harness/database.ts'
import { openDatabase, sql, transact, sendUnread, type Database, type Tx } from './database.ts'
import { publish, reaction, type Reaction } from './facts.ts'
import { retryParked } from './parked.ts'
import { startRelay, type Relay } from './relay.ts'

let url: string
let drop: () => Promise<void>
let databases: Database[]
let relays: Relay[]
let failures: string[]

beforeEach(async () => {
  ;({ url, drop } = await aDatabase())
  databases = []
  relays = []
  failures = []
  await sql`create table public.seen (reaction text, slug text, relay integer)`.execute(open().tx)
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

async function relaying(...reactions: Reaction[]): Promise<Relay> {
  return relayingOver(open(), ...reactions)
}

async function relayingOver({ tx: db }: Database, ...reactions: Reaction[]): Promise<Relay> {
  const log = { error: (_: object, message: string) => void failures.push(message) }
  const started = await startRelay({ db, reactions, log })
  relays.push(started)
  return started
}

/** Notes each slug it is told, once per delivery: nothing in the table would hide a second one. */
function noting(name: string, number = 0, on: (slug: string, tx: Tx) => void | Promise<void> = () => undefined) {
  return reaction({
    name,
    start: 'kept',
    types: ['product.changed'],
    react: async (tx, facts) => {
      for (const { data } of facts) {
        await sql`insert into public.seen values (${name}, ${data.slug}, ${number})`.execute(tx)
        await on(data.slug, tx)
      }
    },
  })
}

const change = (tx: Tx, slug: string) => publish(tx, 'product.changed', { product_id: 1, shop_id: 1, slug })

async function seen(name: string): Promise<string[]> {
  const { rows } = await sql<{ slug: string }>`select slug from public.seen where reaction = ${name}`.execute(db())
  return rows.map((row) => row.slug)
}

const parked = async () => (await sql`select from kernel.parked`.execute(db())).rows.length
const db = () => (databases[0] as Database).tx
const numbers = (count: number) => Array.from({ length: count }, (_, i) => `p${i}`)

test('each fact reaches each reaction once, though two processes relay and many publish', async () => {
  const writer = open().tx
  for (const number of [1, 2]) await relaying(noting('one', number), noting('other', number))
  await Promise.all(
    numbers(200).map((slug, i) =>
      transact(writer, async (tx) => {
        await change(tx, slug)
        if (i % 3 === 0) await sql`select pg_sleep(0.002)`.execute(tx)
        if (i % 10 === 0) throw new Error('changed its mind')
      }).catch(() => undefined),
    ),
  )
  const kept = numbers(200).filter((_, i) => i % 10 !== 0)
  for (const name of ['one', 'other']) {
    await expect.poll(async () => (await seen(name)).length).toBeGreaterThanOrEqual(kept.length)
    expect((await seen(name)).toSorted()).toEqual(kept.toSorted())
  }
  expect(failures).toEqual([])
})

test('a fact that commits late is not missed, whichever of its number and its transaction is the lower', async () => {
  const started = await relaying(noting('one'))
  const late = await open().pool.connect()
  const insert = (slug: string) =>
    late.query(
      `insert into kernel.facts (type, data) values ('product.changed', jsonb_build_object('product_id', 1, 'shop_id', 1, 'slug', $1::text))`,
      [slug],
    )
  try {
    // Its transaction is older than that of "quick", its first fact has the lower id, its second the higher.
    await late.query('begin')
    await insert('late, lower id')
    await transact(db(), (tx) => change(tx, 'quick'))
    await insert('late, higher id')
    const drained = started.drain()
    // Long enough for several looks: each must leave "quick" alone.
    await sleep(200)
    expect(await seen('one')).toEqual([])
    await late.query('commit')
    await drained
    expect(await seen('one')).toEqual(['late, lower id', 'late, higher id', 'quick'])
  } finally {
    late.release()
  }
})

function refuseP3(slug: string): void {
  if (slug === 'p3') throw new Error('cannot take p3')
}

async function divideP1(slug: string, tx: Tx): Promise<void> {
  if (slug === 'p1') await sql`select 1 / 0`.execute(tx)
}

test('a fact that cannot be taken is parked, without a trace of the attempt, and the others go on', async () => {
  const started = await relaying(noting('choosy', 0, refuseP3), noting('easy'))
  await transact(db(), async (tx) => {
    for (const slug of numbers(6)) await change(tx, slug)
  })
  await started.drain()
  expect(await seen('choosy')).toEqual(['p0', 'p1', 'p2', 'p4', 'p5'])
  expect(await seen('easy')).toEqual(numbers(6))
  const { rows } = await sql<object>`select reaction, type, data ->> 'slug' as slug, error from kernel.parked`.execute(
    db(),
  )
  expect(rows).toEqual([{ reaction: 'choosy', type: 'product.changed', slug: 'p3', error: 'Error: cannot take p3' }])
  expect(failures).toEqual(['relay: a fact was parked'])
})

/** As a program writes it whose facts are not those of this one. */
const written = (type: string, data: object) =>
  sql`insert into kernel.facts (type, data) values (${type}, ${JSON.stringify(data)}::jsonb)`.execute(db())

test('what a later program wrote is read by this one: facts it does not know are passed over, and so are fields', async () => {
  const given: object[] = []
  const keeping = reaction({
    name: 'keeping',
    start: 'kept',
    types: ['product.changed'],
    react: async (_, facts) => void given.push(...facts.map(({ data }) => data)),
  })
  const started = await relaying(keeping)
  const known = { product_id: 1, shop_id: 1, slug: 'aspirin' }
  await written('review.written', { review_id: 1 })
  await written('product.changed', { ...known, brand: 'new' })
  await started.drain()
  expect(given).toEqual([known])
  expect([await parked(), failures]).toEqual([0, []])
})

test('what this program cannot read is parked for one that can, and the others go on', async () => {
  const started = await relaying(noting('one'))
  await written('product.changed', { slug: 'no more than this' })
  await transact(db(), (tx) => change(tx, 'whole'))
  await started.drain()
  expect(await seen('one')).toEqual(['whole'])
  expect([await parked(), failures]).toEqual([1, ['relay: a fact was parked']])
})

test('what is not as its schema says is not published', async () => {
  const id = '7' as unknown as number
  const wrong = transact(db(), (tx) => publish(tx, 'product.changed', { product_id: id, shop_id: 1, slug: 'x' }))
  await expect(wrong).rejects.toThrow('product_id')
  expect((await sql`select from kernel.facts`.execute(db())).rows).toEqual([])
})

test('a parked fact is taken once the reaction can, and stays for as long as it cannot', async () => {
  let mended = false
  const culprit = (slug: string) => {
    if (!mended) refuseP3(slug)
  }
  const choosy = noting('choosy', 0, culprit)
  const started = await relaying(choosy)
  await transact(db(), async (tx) => {
    for (const slug of numbers(5)) await change(tx, slug)
  })
  await started.drain()
  const log = { error: (_: object, message: string) => void failures.push(message), warn: () => undefined }
  failures = []
  await retryParked(db(), [choosy], log)
  expect([await parked(), failures]).toEqual([1, ['a parked fact could not be taken again']])
  mended = true
  await Promise.all([1, 2, 3].map(() => retryParked(db(), [choosy], log)))
  expect(await parked()).toBe(0)
  expect(await seen('choosy')).toEqual(['p0', 'p1', 'p2', 'p4', 'p3'])
})

test('a statement that fails inside a reaction parks its fact only', async () => {
  const started = await relaying(noting('dividing', 0, divideP1))
  await transact(db(), async (tx) => {
    for (const slug of numbers(3)) await change(tx, slug)
  })
  await started.drain()
  expect(await seen('dividing')).toEqual(['p0', 'p2'])
})

/** Writes what cannot be written, in a statement that is not sent at once, and then fails itself. */
async function writeP1AndFail(slug: string, tx: Tx): Promise<void> {
  if (slug !== 'p1') return
  await sendUnread(tx, sql`insert into public.seen values (${slug}, null, 1 / ${0}::int)`)
  throw new Error('cannot take p1')
}

test('a reaction that fails before its last statement was sent parks its fact, and the others go on', async () => {
  const started = await relaying(noting('poisoned', 0, writeP1AndFail))
  await transact(db(), async (tx) => {
    for (const slug of numbers(3)) await change(tx, slug)
  })
  await started.drain()
  expect(await seen('poisoned')).toEqual(['p0', 'p2'])
  const { rows } = await sql<object>`select data ->> 'slug' as slug, error from kernel.parked`.execute(db())
  expect(rows).toEqual([{ slug: 'p1', error: 'Error: cannot take p1' }])
})

test('a relay whose connection is lost in the middle takes the facts again, once in effect', async () => {
  let losses = 0
  const cut = async (slug: string, tx: Tx) => {
    if (slug === 'p2' && losses++ === 0) await sql`select pg_terminate_backend(pg_backend_pid())`.execute(tx)
  }
  await relaying(noting('shaken', 0, cut))
  await transact(db(), async (tx) => {
    for (const slug of numbers(4)) await change(tx, slug)
  })
  await expect.poll(() => seen('shaken')).toEqual(numbers(4))
  expect(losses).toBe(2)
  const { rows } = await sql<object>`select 1 from kernel.parked`.execute(db())
  expect(rows).toEqual([])
})

test('jobs are added with the progress of their reaction, and a repeated key is one job', async () => {
  const mailing = reaction({
    name: 'mailing',
    start: 'kept',
    types: ['product.changed'],
    react: async (_, facts) => {
      if (facts.some(({ data }) => data.slug === 'bad')) throw new Error('cannot take it')
      return facts.map(({ data }) => ({ task: 'tell', payload: { slug: data.slug }, key: `tell:${data.slug}` }))
    },
  })
  const started = await relaying(mailing)
  await transact(db(), async (tx) => {
    for (const slug of ['a', 'bad', 'b', 'a']) await change(tx, slug)
  })
  await started.drain()
  const { rows } = await sql<object>`select task_identifier, key from graphile_worker.jobs order by key`.execute(db())
  expect(rows).toEqual([
    { task_identifier: 'tell', key: 'tell:a' },
    { task_identifier: 'tell', key: 'tell:b' },
  ])
})

test('more facts than one batch holds arrive in the order they were published, unwanted types left out', async () => {
  const started = await relaying(noting('one'))
  const many = numbers(1_203)
  await transact(db(), async (tx) => {
    await sql`
      insert into kernel.facts (type, data)
      select case when n % 3 = 0 then 'shop.decided' else 'product.changed' end, jsonb_build_object('product_id', 1, 'shop_id', 1, 'slug', slug)
      from unnest(${many}::text[]) with ordinality as all_of (slug, n)`.execute(tx)
  })
  await started.drain()
  expect(await seen('one')).toEqual(many.filter((_, i) => (i + 1) % 3 !== 0))
})

test('a stopped relay leaves what comes later to the next one', async () => {
  await (await relaying(noting('one'))).stop()
  await transact(db(), (tx) => change(tx, 'later'))
  await (await relaying(noting('one'))).drain()
  expect(await seen('one')).toEqual(['later'])
})

test('one that fails does not undo what the others of its transaction did, nor their jobs', async () => {
  const job = reaction({
    name: 'job',
    start: 'kept',
    types: ['product.changed'],
    react: (_, facts) =>
      Promise.resolve(facts.map(({ data }) => ({ task: 'tell', payload: {}, key: `tell:${data.slug}` }))),
  })
  const started = await relaying(noting('first'), noting('choosy', 0, refuseP3), job, noting('last', 0, divideP1))
  await transact(db(), async (tx) => {
    for (const slug of numbers(5)) await change(tx, slug)
  })
  await started.drain()
  expect([await seen('first'), await seen('choosy')]).toEqual([numbers(5), ['p0', 'p1', 'p2', 'p4']])
  expect(await seen('last')).toEqual(['p0', 'p2', 'p3', 'p4'])
  expect((await sql`select from graphile_worker.jobs`.execute(db())).rows).toHaveLength(5)
  expect(await parked()).toBe(2)
})

/** What was sent over it from here on, but for the looks whether there is anything to take. */
function sentOver(database: Database): string[] {
  const sent: string[] = []
  const watched = new WeakSet()
  database.pool.on('acquire', (client) => {
    if (watched.has(client)) return
    watched.add(client)
    const query = client.query.bind(client) as (...input: unknown[]) => unknown
    client.query = ((...input: unknown[]) => {
      const { text } = input[0] as { text: string }
      if (!text.trim().startsWith('select distinct')) sent.push(text)
      return query(...input)
    }) as typeof client.query
  })
  return sent
}

test('reactions that do not care about order are taken to in one transaction, and their cursors move in one statement', async () => {
  const names = ['a', 'b', 'c', 'd']
  const database = open()
  const idle = names.map((name) =>
    reaction({ name, start: 'kept', types: ['product.changed'], react: () => Promise.resolve() }),
  )
  await transact(db(), async (tx) => {
    for (const slug of numbers(3)) await change(tx, slug)
  })
  const sent = sentOver(database)
  await relayingOver(database, ...idle)
  await expect.poll(() => sent.at(-1)).toBe('commit')
  // Begin, what there is, a savepoint and its release, the cursors, commit; another number of reactions changes nothing.
  expect(sent.filter((text) => !text.includes('with declared')).map((text) => text.trim().split(' ')[0])).toEqual([
    'begin',
    'with',
    'savepoint',
    'release',
    'update',
    'commit',
  ])
  const { rows } = await sql<{ at: number }>`
    select count(distinct (tx, id)) as at from kernel.cursors where reaction = any(${names})`.execute(db())
  expect(rows).toEqual([{ at: 1 }])
})
