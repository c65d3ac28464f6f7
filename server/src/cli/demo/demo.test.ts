import { afterAll, beforeAll, expect, test } from 'vitest'
import { aDatabase, aMortar, broken, type Mortar } from '../../../test/harness/index.ts'
import { settledInvariants } from '../../../test/invariants/index.ts'
import { ladder } from '../../app.ts'
import { openDatabase, sql, type Tx } from '../../kernel/database.ts'
import { demoSignIns, hasDemoPeople, loadDemoIfFresh } from '../demo.ts'
import { dumpFixture } from '../fixtures/dump.ts'
import { loadFixture } from '../fixtures/load.ts'
import { listModels } from '../fixtures/models.ts'
import { reconcile } from '../reconcile.ts'
import { adminUsername, customers, demoPassword, substitute, towns, usernameOf } from './towns.ts'

let mortar: Mortar
let both: boolean[]
const said: string[] = []
const say = (line: string) => void said.push(line)

/** Two processes that start at once. */
beforeAll(async () => {
  mortar = await aMortar()
  both = await Promise.all([loadDemoIfFresh(mortar.url, false, say), loadDemoIfFresh(mortar.url, false, say)])
  await mortar.settle()
})

afterAll(() => mortar.close())

async function rows<T>(query: string, db: Tx = mortar.db): Promise<T[]> {
  return (await sql<T>`${sql.raw(query)}`.execute(db)).rows
}

test('it is loaded once, and says what it does', async () => {
  expect(both).toEqual([true, true])
  expect(said.filter((line) => line.startsWith('Loaded 600 medicines, 8 shops, '))).toHaveLength(1)
  expect(await rows('select status, count(*) from shops.shops group by status order by status')).toEqual([
    { status: 'approved', count: 8 },
    { status: 'pending', count: 1 },
  ])
  const again: string[] = []
  expect(await loadDemoIfFresh(mortar.url, true, (line) => void again.push(line))).toBe(true)
  expect(again).toEqual([])
})

test('every invariant holds, and what is kept agrees with what it is the sum of', async () => {
  expect(await broken(mortar.db, settledInvariants)).toEqual({})
  expect(await reconcile(mortar.db)).toEqual([])
})

test('the 600 medicines are on sale, at the prices they have had', async () => {
  const offered = `from catalogue.products p join shops.shops s on s.id = p.shop_id and s.status = 'approved'
    join pricing.offers o on o.product_id = p.id where p.is_live and p.deleted_at is null`
  expect(await rows(`select count(distinct gtin) ${offered}`)).toEqual([{ count: 600 }])
  const [products] = await rows<{ count: number }>(`select count(*) ${offered}`)
  expect(products?.count).toBeGreaterThan(2000)
  const [prices] = await rows<{ gtins: number }>(`select count(distinct v.gtin) as gtins from catalogue.variants v
    join pricing.prices p on p.variant_id = v.id where p.ends_at is not null`)
  expect(prices?.gtins).toBeGreaterThan(500)
})

test('the store lists them, and finds a strength however it is written', async () => {
  const { results } = await mortar.stranger.search_products({ query: { q: 'paracetamol 500 mg', page_size: 100 } })
  expect(new Set(results.map((product) => product.shop.slug)).size).toBe(8)
  expect(results.filter((product) => !JSON.stringify(product.medicine?.substances).includes('"500 mg"'))).toEqual([])
  const grams = await mortar.stranger.search_products({ query: { q: 'paracetamol 1000 mg', page_size: 100 } })
  expect(grams.results.filter((product) => product.medicine?.substances[0]?.strength === '1 g').length).toBeGreaterThan(
    5,
  )
})

test('names are unique in each shop, in any case', async () => {
  expect(await rows('select shop_id, lower(name) from catalogue.products group by 1, 2 having count(*) > 1')).toEqual(
    [],
  )
})

test('there are expired lots, and none of them can be sold', async () => {
  const [expired] = await rows<{ count: number; sellable: number }>(`select count(*),
    count(*) filter (where sell_before > current_date) as sellable from inventory.lots where expires_on <= current_date`)
  expect(expired?.count).toBeGreaterThan(20)
  expect(expired?.sellable).toBe(0)
})

test('what is short nationally cannot be bought anywhere', async () => {
  const stock = `select coalesce(sum(l.on_hand - l.held), 0) as stock from catalogue.medicines m
    join catalogue.variants v on v.gtin = m.gtin join inventory.lots l on l.variant_id = v.id and l.sell_before > current_date`
  expect(await rows(`${stock} where m.supply = 'stockout'`)).toEqual([{ stock: 0 }])
  const [rest] = await rows<{ stock: number }>(`${stock} where m.supply is null`)
  expect(rest?.stock).toBeGreaterThan(10_000)
})

test('orders stand at every step, and nothing happened in the future', async () => {
  const statuses = await rows<{ status: string }>('select distinct status from orders.orders order by status')
  expect(statuses.map((row) => row.status)).toEqual(['approved', 'cancelled', 'delivered', 'pending', 'shipped'])
  expect(await rows('select count(*) from orders.moves where at > now()')).toEqual([{ count: 0 }])
  expect(await rows('select count(*) from kernel.facts where at > now()')).toEqual([{ count: 0 }])
  expect(await rows('select count(*) from kernel.parked')).toEqual([{ count: 0 }])
})

test('everybody who is named signs in with the password that is printed', async () => {
  const lines = demoSignIns().join('\n')
  expect(lines).toContain(demoPassword)
  for (const login of [customers[0]?.username ?? '', usernameOf(towns[0]?.town ?? ''), adminUsername]) {
    expect(lines).toContain(login)
    const tokens = await mortar.stranger.login({ body: { login, password: demoPassword } })
    expect(tokens.user.username).toBe(login)
  }
})

async function signIn(login: string) {
  return mortar.as((await mortar.stranger.login({ body: { login, password: demoPassword } })).access_token)
}

test('one person works in two shops, and acts for one at a time', async () => {
  const api = await signIn(substitute.username)
  const { grants } = await api.get_me()
  expect(grants.map(({ role, shop, acts }) => [role, shop?.name, acts])).toEqual([
    ['staff', 'Demo Pharmacy Lyon', true],
    ['staff', 'Demo Pharmacy Nantes', false],
    ['customer', undefined, false],
  ])
  await api.switch_grant({ body: { grant: grants[1]?.id ?? '' } })
  expect((await api.get_my_shop()).name).toBe('Demo Pharmacy Nantes')
})

test('a customer finds their orders, a shop those that wait for it', async () => {
  const mine = await (await signIn(customers[0]?.username ?? '')).my_orders({ query: {} })
  expect(mine.count).toBeGreaterThan(3)
  const [waiting] = await rows<{ username: string; number: string }>(`select u.username, o.number from orders.orders o
    join people.user_grants g on g.shop_id = o.shop_id join people.users u on u.id = g.user_id
    where o.status = 'pending' and o.released_at is not null order by o.id limit 1`)
  const pending = await (await signIn(waiting?.username ?? '')).pending_orders({ query: {} })
  expect(pending.results.map((order) => order.order_number)).toContain(waiting?.number)
})

test('dumped whole and loaded into an empty database, every row is the same', async () => {
  const other = await aDatabase()
  const to = openDatabase({ url: other.url, size: 1, onError: () => undefined })
  try {
    const models = await listModels(mortar.db, ladder)
    const names = models.map((model) => `${model.schema}.${model.table}`)
    const parts: string[] = []
    await dumpFixture(mortar.db, names, ladder, async (text) => void parts.push(text))
    await loadFixture(to.tx, parts.join(''), ladder)
    for (const name of names) expect([name, await digest(to.tx, name)]).toEqual([name, await digest(mortar.db, name)])
  } finally {
    await to.close()
    await other.drop()
  }
})

async function digest(db: Tx, table: string): Promise<unknown> {
  const [row] = await rows(`select count(*), md5(string_agg(t::text, chr(10) order by t::text)) from ${table} t`, db)
  return row
}

test('a platform that people have signed up to is not fresh, and gets the demo only when it is asked for', async () => {
  const { url, drop } = await aDatabase()
  const database = openDatabase({ url, size: 1, onError: () => undefined })
  try {
    const user = {
      username: 'first',
      email: 'first@example.test',
      password_hash: 'x',
      name: 'First',
      created_at: new Date(),
    }
    const { id } = await database.tx.insertInto('people.users').values(user).returning('id').executeTakeFirstOrThrow()
    await database.tx.insertInto('people.user_grants').values({ user_id: id, role: 'customer' }).execute()
    expect(await loadDemoIfFresh(url, false, say)).toBe(false)
    expect(await rows('select count(*) from shops.shops', database.tx)).toEqual([{ count: 0 }])
    expect([await hasDemoPeople(url), await hasDemoPeople(mortar.url)]).toEqual([false, true])

    // Asked for, it is loaded all the same; where strangers come, without an admin.
    expect(await loadDemoIfFresh(url, true, say, { admin: false })).toBe(true)
    expect(await rows(`select count(*) from people.user_grants where role = 'admin'`, database.tx)).toEqual([
      { count: 0 },
    ])
    expect(demoSignIns({ admin: false }).join()).not.toContain(adminUsername)
  } finally {
    await database.close()
    await drop()
  }
})
