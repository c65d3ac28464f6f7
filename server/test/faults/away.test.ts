import { Client } from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { sql } from '../../src/kernel/database.ts'
import { aKey, terms } from '../harness/buying.ts'
import { aCrowd, type Crowded } from '../harness/crowd.ts'
import { aDatabase, anApprovedShop, asProgram, broken, refusalOf } from '../harness/index.ts'
import { aNetwork, type Network } from '../harness/network.ts'
import { aProduct } from '../harness/products.ts'
import { invariants } from '../invariants/index.ts'
import { isBehind } from './life.ts'
import { aProcess, outside, secret, type Outside, type ServerProcess } from './machine.ts'

let url: string
let drop: () => Promise<void>
let network: Network
let server: ServerProcess
let door: Outside
let product: string
let buyers: Crowded[]

beforeAll(async () => {
  ;({ url, drop } = await aDatabase())
  network = await aNetwork(asProgram(url))
  server = await aProcess(network.url)
  door = outside(server.address, url)
  product = (await aProduct(await anApprovedShop(door), { stock: 100 })).slug
  buyers = await aCrowd(door, secret, 12)
})
afterAll(async () => {
  await server.kill()
  await door.close()
  network.close()
  await drop()
})

const order = (buyer: Crowded | undefined, headers = aKey()) =>
  buyer!.api.create_order({ headers, body: { ...terms(), items: [{ product, quantity: 1 }] } })

const answer = (path: string) => fetch(new URL(path, server.address))

test('without its database the server says so, stays, and serves again by itself', async () => {
  expect((await answer('/readyz')).status).toBe(200)
  network.cut()
  const ready = await answer('/readyz')
  expect([ready.status, ready.headers.get('retry-after'), await ready.json()]).toMatchObject([
    503,
    '2',
    { code: 'unavailable' },
  ])
  expect((await answer('/healthz')).status).toBe(200)
  expect((await answer('/api/shops')).status).toBe(503)
  const key = aKey()
  expect(await refusalOf(order(buyers[0], key))).toMatchObject({ status: 503, code: 'unavailable' })
  network.mend()
  const { orders } = await order(buyers[0], key)
  expect(orders).toHaveLength(1)
  expect((await answer('/readyz')).status).toBe(200)
  // Relay and jobs are back as well: the buyer gets the mail.
  const mails = async () => {
    const { rows } = await sql`
      select from notifications.mails where recipient = ${`${buyers[0]?.username}@customers.test`}`.execute(door.db)
    return rows.length
  }
  await expect.poll(mails).toBe(1)
  expect(server.isAlive()).toBe(true)
})

/** What it answered, and after how many milliseconds. */
async function timed<T>(call: Promise<T>): Promise<[T, number]> {
  const began = performance.now()
  return [await call, performance.now() - began]
}

test('where the network swallows everything, it says so soon instead of hanging, and serves again by itself', async () => {
  const { api } = buyers[0]!
  await api.my_orders({ query: {} })
  // As many connections as there are, so that what is asked next goes over one that was fine.
  await Promise.all(Array.from({ length: 20 }, () => api.my_orders({ query: {} })))
  network.swallow()
  const key = aKey()
  const [[ready, ready_ms], [refused, order_ms], ...reads] = await Promise.all([
    timed(answer('/readyz')),
    timed(refusalOf(order(buyers[0], key))),
    ...Array.from({ length: 30 }, () => timed(answer('/api/shops'))),
  ])
  expect([ready.status, ready.headers.get('retry-after')]).toEqual([503, '2'])
  expect(ready_ms).toBeLessThan(2_000)
  expect(refused).toMatchObject({ status: 503, code: 'unavailable' })
  expect(order_ms).toBeLessThan(5_000)
  expect(reads.filter(([{ status }, ms]) => status !== 503 || ms > 5_000)).toEqual([])
  for (const path of ['/readyz', '/api/shops']) expect((await timed(answer(path)))[1]).toBeLessThan(2_000)
  const [{ status, headers }] = await timed(
    fetch(new URL('/api/orders/create', server.address), {
      method: 'POST',
      headers: { authorization: `Bearer ${buyers[1]?.token}`, 'content-type': 'application/json', ...aKey() },
      body: JSON.stringify({ ...terms(), items: [{ product, quantity: 1 }] }),
    }),
  )
  expect([status, headers.get('retry-after')]).toEqual([503, '2'])
  expect((await answer('/healthz')).status).toBe(200)
  network.mend()
  await expect.poll(async () => (await answer('/readyz')).status).toBe(200)
  expect((await order(buyers[0], key)).orders).toHaveLength(1)
  await expect.poll(() => isBehind(door), { timeout: 30_000 }).toBe(false)
  expect(server.isAlive()).toBe(true)
})

test('told to stop, the server finishes what is under way and leaves with success', async () => {
  const stopped = await aProcess(asProgram(url))
  const other = outside(stopped.address, url)
  const holder = new Client({ connectionString: url })
  await holder.connect()
  try {
    // Checkouts wait for the lot that we lock, so they are under way when the server is told to stop.
    await holder.query('begin')
    await holder.query('select from inventory.lots for update')
    const underWay = buyers.slice(1).map(({ token, username }) => order({ username, token, api: other.as(token) }))
    await expect.poll(() => waiting(door)).toBeGreaterThan(5)
    const code = stopped.stop()
    await expect
      .poll(() =>
        fetch(new URL('/healthz', stopped.address)).then(
          () => 'listens',
          () => 'refuses',
        ),
      )
      .toBe('refuses')
    await holder.query('commit')
    expect((await Promise.all(underWay)).map((placed) => placed.orders.length)).toEqual(underWay.map(() => 1))
    expect(await code).toBe(0)
  } finally {
    await holder.end()
    await other.close()
  }
  expect(await broken(door.db, invariants)).toEqual({})
})

/** Transactions of this database that wait for a lock. */
async function waiting({ db }: Outside): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*) from pg_stat_activity
    where datname = current_database() and application_name = 'mortar' and wait_event_type = 'Lock'`.execute(db)
  return rows[0]?.count ?? 0
}
