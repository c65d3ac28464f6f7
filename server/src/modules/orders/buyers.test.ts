import { afterAll, beforeAll, expect, test } from 'vitest'
import { sql } from '../../kernel/database.ts'
import { anOrder, brokenSales, walk } from '../../../test/harness/buying.ts'
import {
  aCustomer,
  aMortar,
  anAdmin,
  anApprovedShop,
  refusalOf,
  someone,
  type Mortar,
  type Shopkeeper,
  type Someone,
} from '../../../test/harness/index.ts'
import { aProduct } from '../../../test/harness/products.ts'
import { follow } from '../../../test/harness/stream.ts'
import { makeInvitationTokens } from '../shops/index.ts'

/** What somebody bought is theirs, whatever they become. */
let mortar: Mortar
let port: number
let admin: Someone
let keeper: Shopkeeper
let other: Shopkeeper
beforeAll(async () => {
  mortar = await aMortar()
  port = Number(new URL(await mortar.server.app.listen({ port: 0, host: '127.0.0.1' })).port)
  admin = await anAdmin(mortar)
  ;[keeper, other] = [await anApprovedShop(mortar), await anApprovedShop(mortar)]
})
afterAll(() => mortar.close())

const again = (who: Someone) => someone(mortar, who.username, who.email)

async function hired(who: Someone, by: Shopkeeper): Promise<Someone> {
  const { id } = await by.api.invite_staff({ body: { email: who.email, duties: [] } })
  await who.api.join_staff({ body: { token: makeInvitationTokens(mortar.config.secret).of(id) } })
  return who
}

const became: [string, (who: Someone) => Promise<Someone>][] = [
  [
    'an admin',
    async (who) => {
      await admin.api.update_user({ params: { username: who.username }, body: { role: 'admin' } })
      return again(who)
    },
  ],
  ['staff of another shop', (who) => hired(who, other)],
  ['staff of the shop they bought from', (who) => hired(who, keeper)],
  [
    'a shopkeeper',
    async (who) => {
      await sql`
        insert into people.user_grants (user_id, role, shop_id)
        select u.id, 'shopkeeper', s.id from people.users u, shops.shops s
        where u.username = ${who.username} and s.slug = ${other.shop}`.execute(mortar.db)
      return again(who)
    },
  ],
]

async function bought(buyer: Someone, method: 'cash_on_delivery' | 'fake' = 'cash_on_delivery') {
  const { slug } = await aProduct(keeper)
  return anOrder(buyer, [{ product: slug, quantity: 1 }], method)
}

test.each(became)('who became %s reads, follows and cancels what they bought', async (_, become) => {
  const buyer = await aCustomer(mortar)
  const [first, second] = [await bought(buyer), await bought(buyer)]
  await mortar.settle()
  const { api, tokens } = await become(buyer)
  const numbers = (await api.my_orders({})).results.map((each) => each.order_number)
  expect(numbers).toEqual([second.order_number, first.order_number])
  const params = { order_number: first.order_number }
  expect(await api.get_order({ params })).toMatchObject({ moves: ['cancel'], address: { line1: '1 rue de la Paix' } })
  expect(await api.track_order({ params })).toMatchObject({ status: 'pending' })
  const stream = await follow(port, { tokens }, first.order_number)
  expect(await stream.next()).toMatchObject({ data: { status: 'pending' } })
  expect(await api.cancel_order({ params, body: { note: 'No longer needed.' } })).toMatchObject({
    status: 'cancelled',
    moves: [],
  })
  expect(await stream.next()).toMatchObject({ data: { status: 'cancelled' } })
  stream.leave()
  const { rows } = await sql`
    select m.actor, m.note from orders.moves m join orders.orders o on o.id = m.order_id
    where o.number = ${first.order_number} and m.to_status = 'cancelled'`.execute(mortar.db)
  expect(rows).toEqual([{ actor: 'customer', note: 'No longer needed.' }])
  await walk(keeper, second.order_number, 'approve')
  await mortar.settle()
  const told = await api.notifications({})
  expect(told.results.map((each) => each.kind)).toContain('order_approved')
  const exported = (await api.export_me()) as { orders?: { orders?: unknown[] } }
  expect(JSON.stringify(exported)).toContain(first.order_number)
  expect(await brokenSales(mortar)).toEqual({})
})

test.each(became)('who became %s pays what they had ordered', async (_, become) => {
  const buyer = await aCustomer(mortar)
  const { payment } = await bought(buyer, 'fake')
  const { api } = await become(buyer)
  expect(await api.pay_fake({ params: { id: payment.id }, body: { outcome: 'paid' } })).toMatchObject({
    status: 'paid',
  })
})

test('whoever is both buyer and shop may do what either may', async () => {
  const buyer = await aCustomer(mortar)
  const { order_number } = await bought(buyer)
  const params = { order_number }
  const { api } = await hired(buyer, keeper)
  await keeper.api.update_staff({ params: { username: buyer.username }, body: { duties: ['counter'] } })
  expect((await api.get_order({ params })).moves).toEqual(['approve', 'cancel'])
  expect(await api.approve_order({ params, body: {} })).toMatchObject({ status: 'approved', moves: ['ship', 'cancel'] })
})

test("what others bought stays the shop's and theirs: a role opens none of it", async () => {
  const [buyer, another] = [await aCustomer(mortar), await aCustomer(mortar)]
  const { order_number } = await bought(buyer)
  const params = { order_number }
  const { api } = await hired(another, other)
  expect((await api.my_orders({})).results).toEqual([])
  expect(await refusalOf(api.get_order({ params }))).toMatchObject({ status: 404 })
  expect(await refusalOf(api.track_order({ params }))).toMatchObject({ status: 404 })
  expect(await refusalOf(api.cancel_order({ params, body: {} }))).toMatchObject({ status: 403, code: 'forbidden' })
  expect((await admin.api.my_orders({})).results).toEqual([])
  expect(await refusalOf(admin.api.cancel_order({ params, body: {} }))).toMatchObject({ status: 403 })
})
