import type { Duty } from '@mortar/contract'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { sql, transact } from '../src/kernel/database.ts'
import { blockUser, makeTokens } from '../src/modules/people/index.ts'
import { makeInvitationTokens } from '../src/modules/shops/index.ts'
import { aKey, anOrder, buy, outcomesOf, statementsOf, terms, walk } from './harness/buying.ts'
import {
  aCustomer,
  address,
  aMortar,
  aName,
  anAdmin,
  anApprovedShop,
  password,
  refusalOf,
  signIn,
  someone,
  type Mortar,
  type Shopkeeper,
  type Someone,
} from './harness/index.ts'
import { personOf, waiting } from './harness/leaving.ts'
import { aProduct } from './harness/products.ts'
import { allButTheLastByte } from './harness/slow.ts'
import { follow } from './harness/stream.ts'

let mortar: Mortar
let port: number
let admin: Someone
let keeper: Shopkeeper
beforeAll(async () => {
  mortar = await aMortar({ MORTAR_POOL_SIZE: '16' })
  port = Number(new URL(await mortar.server.app.listen({ port: 0, host: '127.0.0.1' })).port)
  admin = await anAdmin(mortar)
  keeper = await anApprovedShop(mortar)
})
afterAll(() => mortar.close())

type Sent = { body: unknown; headers?: Record<string, string> }
const bearing = ({ tokens }: Someone) => ({ authorization: `Bearer ${tokens.access_token}` })
const begin = (who: Someone, method: string, path: string, { body, headers = {} }: Sent) =>
  allButTheLastByte(mortar, port, { method, path, body, headers: { ...bearing(who), ...headers } })
const ended = { status: 401, code: 'session_ended' }

async function anotherAdmin(): Promise<Someone> {
  const { username, email } = await aCustomer(mortar)
  await admin.api.update_user({ params: { username }, body: { role: 'admin' } })
  return someone(mortar, username, email)
}

async function aHire(...duties: Duty[]): Promise<Someone> {
  const person = await aCustomer(mortar)
  const { id } = await keeper.api.invite_staff({ body: { email: person.email, duties } })
  await person.api.join_staff({ body: { token: makeInvitationTokens(mortar.config.secret).of(id) } })
  return person
}

async function ordersOf({ username }: Someone): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*) as n from orders.orders o join people.users u on u.id = o.customer_id
    where u.username = ${username}`.execute(mortar.db)
  return rows[0]?.n ?? 0
}

const anItem = async () => ({ product: (await aProduct(keeper)).slug, quantity: 1 })
const anOrderOf = (items: { product: string; quantity: number }[], headers = aKey()) => ({
  headers,
  body: { ...terms(), items },
})

test('an admin who is blocked while their request comes makes nobody an admin', async () => {
  const [other, friend] = [await anotherAdmin(), await aCustomer(mortar)]
  const slow = await begin(other, 'PATCH', `/api/admin/users/${friend.username}`, { body: { role: 'admin' } })
  await admin.api.block_user({ params: { username: other.username }, body: {} })
  expect(await slow.finish()).toMatchObject(ended)
  expect((await friend.api.get_me()).role).toBe('customer')
})

test('who signs out while their order comes has ordered nothing', async () => {
  const buyer = await aCustomer(mortar)
  const slow = await begin(buyer, 'POST', '/api/orders/create', anOrderOf([await anItem()]))
  await buyer.api.logout({ body: {} })
  expect(await slow.finish()).toMatchObject(ended)
  expect(await ordersOf(buyer)).toBe(0)
})

test('a change is not preceded by a look at who was just seen, and is made as they are by now', async () => {
  const [buyer, other] = [await aCustomer(mortar), await aCustomer(mortar)]
  const item = await anItem()
  const sent = statementsOf(mortar)
  const looks = () => sent.filter((text) => text.includes('last_seen_at')).length
  await buyer.api.add_to_cart({ body: item })
  await buyer.api.add_to_cart({ body: item })
  expect(looks()).toBe(1)
  // Without the server's knowledge, as another process would do it.
  await sql`update people.users set name = 'Somebody Else' where username = ${buyer.username}`.execute(mortar.db)
  const placed = await buyer.api.create_order(anOrderOf([item]))
  expect(placed.orders[0]?.customer).toEqual({ username: buyer.username, name: 'Somebody Else' })
  expect(looks()).toBe(1)
  mortar.clock.advance(60_000)
  await buyer.api.add_to_cart({ body: item })
  expect(looks()).toBe(2)
  // What somebody might not do a moment ago is decided by what they may now.
  await refusalOf(other.api.update_user({ params: { username: buyer.username }, body: { role: 'admin' } }))
  await admin.api.update_user({ params: { username: other.username }, body: { role: 'admin' } })
  const again = await signIn(mortar, other.username)
  await mortar.as(again.access_token).update_user({ params: { username: buyer.username }, body: { role: 'customer' } })
})

test('what was answered once is not answered again to a session that has ended', async () => {
  const buyer = await aCustomer(mortar)
  const order = anOrderOf([await anItem()])
  await buyer.api.create_order(order)
  const slow = await begin(buyer, 'POST', '/api/orders/create', order)
  await buyer.api.logout({ body: {} })
  expect(await slow.finish()).toMatchObject(ended)
  expect(await ordersOf(buyer)).toBe(1)
})

test('who is of the staff no more approves nothing', async () => {
  const hire = await aHire('counter')
  const { order_number } = await anOrder(await aCustomer(mortar), [await anItem()])
  const slow = await begin(hire, 'POST', `/api/orders/${order_number}/approve`, { body: {} })
  await keeper.api.remove_staff({ params: { username: hire.username } })
  expect(await slow.finish()).toMatchObject(ended)
  expect((await keeper.api.get_order({ params: { order_number } })).status).toBe('pending')
})

test('a duty that was taken away meanwhile allows nothing, though the session lives', async () => {
  const hire = await aHire('counter')
  const { order_number } = await anOrder(await aCustomer(mortar), [await anItem()])
  const slow = await begin(hire, 'POST', `/api/orders/${order_number}/approve`, { body: {} })
  await keeper.api.update_staff({ params: { username: hire.username }, body: { duties: [] } })
  expect(await slow.finish()).toMatchObject({ status: 403, code: 'forbidden' })
  expect((await keeper.api.get_order({ params: { order_number } })).status).toBe('pending')
})

test('who has another duty by now, which allows it too, does it as they are now', async () => {
  const hire = await aHire('counter')
  const { order_number } = await anOrder(await aCustomer(mortar), [await anItem()])
  const slow = await begin(hire, 'POST', `/api/orders/${order_number}/approve`, { body: {} })
  await keeper.api.update_staff({ params: { username: hire.username }, body: { duties: ['dispenser'] } })
  expect(await slow.finish()).toMatchObject({ status: 200, body: { status: 'approved' } })
})

test('who belongs to a shop by now buys nothing of it with what was on its way', async () => {
  const buyer = await aCustomer(mortar)
  const order = anOrderOf([await anItem()])
  const { id } = await keeper.api.invite_staff({ body: { email: buyer.email, duties: [] } })
  const slow = await begin(buyer, 'POST', '/api/orders/create', order)
  await buyer.api.join_staff({ body: { token: makeInvitationTokens(mortar.config.secret).of(id) } })
  expect(await slow.finish()).toMatchObject({ status: 409, body: { code: 'own_shop' } })
  expect(await ordersOf(buyer)).toBe(0)
})

test('whether a password is right is told to no session that has ended', async () => {
  for (const given of [password, 'not the password']) {
    const person = await aCustomer(mortar)
    const body = { password: given, new_password: 'a new one, long enough' }
    const slow = await begin(person, 'POST', '/api/password/change', { body })
    await person.api.logout({ body: {} })
    expect(await slow.finish()).toMatchObject(ended)
    await signIn(mortar, person.username)
  }
})

test('behind a cookie that died meanwhile is a stranger, with a cart of their own', async () => {
  const person = await aCustomer(mortar)
  const { rows } = await sql<{ id: string }>`
    select s.id from people.sessions s join people.users u on u.id = s.user_id
    where u.username = ${person.username}`.execute(mortar.db)
  const cookie = `mortar=${makeTokens(mortar.config.secret).cookie(rows[0]?.id ?? '')}`
  const call = { method: 'POST', path: '/api/cart/add', body: await anItem() }
  const [byCookie, byBearer] = [
    await allButTheLastByte(mortar, port, { ...call, headers: { cookie, 'sec-fetch-site': 'same-origin' } }),
    await allButTheLastByte(mortar, port, { ...call, headers: bearing(person) }),
  ]
  await person.api.logout({ body: {} })
  const answer = await byCookie.finish()
  expect(answer).toMatchObject({ status: 200, body: { cart_token: expect.any(String) as string } })
  expect(await byBearer.finish()).toMatchObject(ended)
  const { access_token } = await signIn(mortar, person.username)
  expect((await mortar.as(access_token).view_cart()).shops).toEqual([])
})

/** Holds what `take` takes, lets the calls come that wait for it, and lets go. */
async function whileHeld<T>(take: (tx: Mortar['db']) => Promise<unknown>, calls: () => Promise<T>[], waits = 1) {
  const { begun } = await transact(mortar.db, async (tx) => {
    await take(tx)
    const all = Promise.allSettled(calls())
    await waiting(mortar, waits)
    return { begun: all }
  })
  return begun
}

test('what comes while a session is being ended waits, and is refused', async () => {
  const buyer = await aCustomer(mortar)
  const person = await personOf(mortar, admin)
  const item = await anItem()
  const deed = { username: buyer.username, person, ip: '127.0.0.1', reason: null }
  const [outcome] = await whileHeld(
    (tx) => blockUser(tx, deed, mortar.clock.now),
    () => [refusalOf(buy(buyer, [item]))],
  )
  expect(outcome).toMatchObject({ status: 'fulfilled', value: ended })
  expect(await ordersOf(buyer)).toBe(0)
})

test('ending a session waits for what its person is doing, and lets them do it at once', async () => {
  const buyer = await aCustomer(mortar)
  const item = await anItem()
  await buyer.api.add_to_cart({ body: item })
  const lockCart = (tx: Mortar['db']) =>
    sql`select from carts.carts c join people.users u on u.id = c.user_id where u.username = ${buyer.username}
      for update of c`.execute(tx)
  const order = { headers: aKey(), body: terms() }
  const begun = await transact(mortar.db, async (tx) => {
    await lockCart(tx)
    const ordering = buyer.api.checkout_cart(order)
    await waiting(mortar)
    // None of these waits for the order, which does not go on.
    await buyer.api.list_sessions()
    await buyer.api.mark_notifications_read()
    const { id } = await buyer.api.create_address({ body: { address } })
    await buyer.api.delete_address({ params: { id } })
    const leaving = buyer.api.logout({ body: {} })
    await waiting(mortar, 2)
    return { ordering, leaving }
  })
  expect((await begun.ordering).orders).toHaveLength(1)
  await begun.leaving
  expect(await refusalOf(buyer.api.get_me())).toMatchObject(ended)
})

test('whatever one person does at once, nothing waits in a circle', async () => {
  const buyer = await aCustomer(mortar)
  const item = await anItem()
  const staff = await aHire('counter')
  await admin.api.update_settings({ body: { single_device: { customer: false } } })
  for (let round = 0; round < 4; round++) {
    const tokens = await Promise.all([1, 2, 3].map(() => signIn(mortar, buyer.username)))
    const devices = tokens.map((each) => mortar.as(each.access_token))
    // The note of who was last active is due as well.
    await sql`update people.sessions set last_seen_at = last_seen_at - interval '2 minutes'`.execute(mortar.db)
    const calls = devices.flatMap((api, n) => [
      api.create_order({ headers: aKey(), body: { ...terms(), items: [item] } }),
      api.add_to_cart({ body: item }),
      api.create_address({ body: { address } }).then(({ id }) => api.delete_address({ params: { id } })),
      api.update_me({ body: { name: aName('Name') } }),
      api.logout({ body: { everywhere: n === 0 } }),
      api.change_password({ body: { password, new_password: password } }),
      mortar.stranger.refresh_token({ body: { refresh_token: tokens[n]?.refresh_token ?? '' } }),
      signIn(mortar, buyer.username),
      keeper.api.update_staff({ params: { username: staff.username }, body: { duties: n === 1 ? [] : ['counter'] } }),
      staff.api.update_me({ body: { name: aName('Name') } }),
      admin.api.block_user({ params: { username: staff.username }, body: {} }),
      admin.api.unblock_user({ params: { username: staff.username }, body: {} }),
    ])
    const { problems } = await outcomesOf(calls)
    expect(problems.filter(({ status }) => status >= 500)).toEqual([])
    await sql`update people.users set blocked_at = null, blocked_reason = null`.execute(mortar.db)
    Object.assign(staff, await someone(mortar, staff.username, staff.email))
  }
  await admin.api.update_settings({ body: { single_device: { customer: true } } })
})

test('a stream tells nothing to a session that has ended, whoever forgot to say so', async () => {
  const buyer = await aCustomer(mortar)
  const { order_number } = await anOrder(buyer, [await anItem()])
  const stream = await follow(port, buyer, order_number)
  expect(await stream.next()).toMatchObject({ data: { status: 'pending' } })
  await sql`
    update people.sessions s set ended_at = now(), end_reason = 'logout' from people.users u
    where u.id = s.user_id and u.username = ${buyer.username} and s.ended_at is null`.execute(mortar.db)
  await walk(keeper, order_number, 'approve')
  await stream.ended
  expect(stream.body()).not.toContain('approved')
})

test('an export breaks off when its session ends', async () => {
  const other = await anotherAdmin()
  await sql`
    insert into people.audit (action, target, after, at)
    select 'long.export', 'thing:' || n, to_jsonb(repeat('x', 4000)), '2005-01-01T00:00:00Z'
    from generate_series(1, 6000) n`.execute(mortar.db)
  const answer = await fetch(`http://127.0.0.1:${port}/api/admin/audit-log/export?action=long`, {
    headers: bearing(other),
  })
  expect(answer.status).toBe(200)
  await other.api.logout({ body: {} })
  await expect(answer.text()).rejects.toThrow('terminated')
})
