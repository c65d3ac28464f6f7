import { afterAll, beforeAll, expect, test } from 'vitest'
import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from '../../kernel/database.ts'
import { anOrder, walk } from '../../../test/harness/buying.ts'
import { aCustomer, aMortar, anApprovedShop, signIn, type Mortar, type Someone } from '../../../test/harness/index.ts'
import { aProduct } from '../../../test/harness/products.ts'
import { follow as followAt, type Stream } from '../../../test/harness/stream.ts'

let mortar: Mortar
let port: number
let keeper: Awaited<ReturnType<typeof anApprovedShop>>
beforeAll(async () => {
  mortar = await aMortar()
  keeper = await anApprovedShop(mortar)
  port = Number(new URL(await mortar.server.app.listen({ port: 0, host: '127.0.0.1' })).port)
})
afterAll(() => mortar.close())

const follow = (who: Someone, number: string, headers: Record<string, string> = {}, at = port): Promise<Stream> =>
  followAt(at, who, number, headers)

async function placed(): Promise<{ buyer: Someone; number: string }> {
  const buyer = await aCustomer(mortar)
  const { slug } = await aProduct(keeper)
  return { buyer, number: (await anOrder(buyer, [{ product: slug, quantity: 1 }])).order_number }
}

test('tracking says where the order stands, and when it should arrive once it is shipped', async () => {
  const { buyer, number } = await placed()
  const params = { order_number: number }
  expect(await buyer.api.track_order({ params })).toEqual({
    order_number: number,
    status: 'pending',
    version: 1,
    timeline: [{ status: 'pending', at: expect.any(String) as string, reason: null, note: null }],
    estimate: null,
    carrier: null,
    tracking_number: null,
  })
  await walk(keeper, number, 'approve')
  expect((await buyer.api.track_order({ params })).estimate).toBeNull()
  await walk(keeper, number, 'ship')
  const { estimate, timeline } = await buyer.api.track_order({ params })
  const { rows } = await sql<{ day: string }>`
    select (${timeline.at(-1)?.at}::timestamptz at time zone 'Europe/Paris')::date + 3 as day`.execute(mortar.db)
  expect(estimate).toBe(rows[0]?.day)
})

test('a stream begins with the order as it is, and then tells every move', async () => {
  const { buyer, number } = await placed()
  const stream = await follow(buyer, number)
  expect(stream.status).toBe(200)
  expect(stream.headers).toMatchObject({
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    'x-accel-buffering': 'no',
  })
  expect(await stream.next()).toMatchObject({
    name: 'order',
    id: '1',
    data: { order_number: number, status: 'pending' },
  })
  for (const [i, [move, status]] of (
    [
      ['approve', 'approved'],
      ['ship', 'shipped'],
      ['deliver', 'delivered'],
    ] as const
  ).entries()) {
    await walk(keeper, number, move)
    expect(await stream.next()).toMatchObject({ name: 'order', id: String(i + 2), data: { status, version: i + 2 } })
  }
  expect(await buyer.api.track_order({ params: { order_number: number } })).toMatchObject({ status: 'delivered' })
  stream.leave()
})

test('a move made by another process arrives too', async () => {
  const { buyer, number } = await placed()
  const stream = await follow(buyer, number)
  await stream.next()
  const { rows } = await sql<{ id: number }>`select id from orders.orders where number = ${number}`.execute(mortar.db)
  await sql`update orders.orders set status = 'approved', version = 2 where number = ${number}`.execute(mortar.db)
  await sql`select pg_notify('mortar_live', ${`order:${rows[0]?.id}\n`})`.execute(mortar.db)
  expect(await stream.next()).toMatchObject({ id: '2', data: { status: 'approved' } })
  stream.leave()
})

test('what the client already has is not sent again', async () => {
  const { buyer, number } = await placed()
  await walk(keeper, number, 'approve')
  const [old, current] = [
    await follow(buyer, number, { 'last-event-id': '1' }),
    await follow(buyer, number, { 'last-event-id': '2' }),
  ]
  expect(await old.next()).toMatchObject({ id: '2', data: { status: 'approved' } })
  await walk(keeper, number, 'ship')
  expect(await current.next()).toMatchObject({ id: '3', data: { status: 'shipped' } })
  expect(current.body()).not.toContain('id: 2\n')
  old.leave()
  current.leave()
})

test('a strange Last-Event-ID counts as none', async () => {
  const { buyer, number } = await placed()
  for (const id of ['nonsense', '-1', '1e3', '9'.repeat(30)]) {
    const stream = await follow(buyer, number, { 'last-event-id': id })
    expect(await stream.next()).toMatchObject({ id: '1' })
    stream.leave()
  }
})

test('another’s order, and one that is none, are refused as JSON', async () => {
  const { number } = await placed()
  const stranger = await aCustomer(mortar)
  const answers = []
  for (const each of [number, 'ORD20260101AAAAAAAAAA']) {
    const stream = await follow(stranger, each)
    await stream.ended
    answers.push([stream.status, stream.headers['content-type'], stream.body()])
  }
  expect(answers[0]).toEqual(answers[1])
  expect(answers[0]?.[0]).toBe(404)
  expect(answers[0]?.[1]).toMatch(/problem\+json/)
})

test('its shop may follow an order, too', async () => {
  const { number } = await placed()
  const stream = await follow(keeper, number)
  expect(await stream.next()).toMatchObject({ id: '1' })
  stream.leave()
})

test('a stream ends with its session', async () => {
  const { buyer, number } = await placed()
  const stream = await follow(buyer, number)
  await stream.next()
  await signIn(mortar, buyer.username)
  await stream.ended
  expect((await follow(buyer, number)).status).toBe(401)
})

test('streams hold no place among the requests, and leave nothing behind when the client goes', async () => {
  const { buyer, number } = await placed()
  const followers = Array.from({ length: 40 }, (_, i) => (i % 2 === 0 ? buyer : keeper))
  const streams = await Promise.all(followers.map((each) => follow(each, number)))
  await Promise.all(streams.map((stream) => stream.next()))
  expect((await buyer.api.track_order({ params: { order_number: number } })).version).toBe(1)
  for (const stream of streams) stream.leave()
  await Promise.all(streams.map((stream) => stream.ended))
  for (;;) {
    const open = await new Promise<number>((resolve) =>
      mortar.server.app.server.getConnections((_, count) => resolve(count)),
    )
    if (open <= 6) break
    await sleep(20)
  }
})

test('whoever opens one stream too many loses the oldest, which is told to come back later', async () => {
  const { buyer, number } = await placed()
  const first = await follow(buyer, number)
  await first.next()
  const others = await Promise.all(Array.from({ length: 20 }, () => follow(buyer, number)))
  await first.ended
  expect(first.body()).toMatch(/retry: 60000\n\n$/)
  expect((await others.at(-1)?.next())?.id).toBe('1')
  for (const stream of others) stream.leave()
})

test('a server that stops ends its streams', async () => {
  const second = await aMortar()
  const shop = await anApprovedShop(second)
  const buyer = await aCustomer(second)
  const { slug } = await aProduct(shop)
  const { order_number } = await anOrder(buyer, [{ product: slug, quantity: 1 }])
  const at = Number(new URL(await second.server.app.listen({ port: 0, host: '127.0.0.1' })).port)
  const stream = await follow(buyer, order_number, {}, at)
  await stream.next()
  await second.close()
  await expect(stream.ended).resolves.toBeUndefined()
})
