import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Facts } from '@mortar/contract/facts'
import { aCustomer, aMortar, anAdmin, aShopkeeper, refusalOf, type Mortar } from '../../../test/harness/index.ts'
import type { World } from '../../kernel/world.ts'
import { sql, transact } from '../../kernel/database.ts'
import { publish } from '../../kernel/facts.ts'
import { tellPeople } from './reactions.ts'
import { sendMail } from './send-mail.ts'

let mortar: Mortar
beforeAll(async () => {
  mortar = await aMortar()
})
afterAll(() => mortar.close())

async function idOf(username: string): Promise<number> {
  const { rows } = await sql<{ id: number }>`select id from people.users where username = ${username}`.execute(
    mortar.db,
  )
  return rows[0]?.id ?? 0
}

async function shopIdOf(slug: string): Promise<number> {
  const { rows } = await sql<{ id: number }>`select id from shops.shops where slug = ${slug}`.execute(mortar.db)
  return rows[0]?.id ?? 0
}

type Moved = Facts['order.moved']
const moveOf = (given: Partial<Moved>): Moved => ({
  order_id: 1,
  order_number: 'ORD20260102ABCDEFGHJK',
  shop_id: 0,
  customer_id: 0,
  from: 'pending',
  to: 'approved',
  version: 2,
  by: 'shop',
  reason: null,
  slugs: [],
  ...given,
})

async function tell(...facts: Partial<Moved>[]): Promise<void> {
  await transact(mortar.db, async (tx) => {
    for (const each of facts) await publish(tx, 'order.moved', moveOf(each))
  })
  await mortar.settle()
}

const mailsTo = async (email: string) => (await mortar.stranger.list_dev_mail({ query: { to: email } })).results

test('a customer is welcomed by mail, once', async () => {
  const { email } = await aCustomer(mortar)
  await mortar.settle()
  const { rows } = await sql`select from notifications.mails where recipient = ${email}`.execute(mortar.db)
  expect(rows).toHaveLength(1)
})

test('the inbox is newest first, in pages, with both counts', async () => {
  const { api, username } = await aCustomer(mortar)
  const { shop } = await aShopkeeper(mortar)
  const of = { customer_id: await idOf(username), shop_id: await shopIdOf(shop) }
  await tell({ ...of, to: 'approved' }, { ...of, to: 'shipped' }, { ...of, to: 'delivered' })

  const first = await api.notifications({ query: { page_size: 2 } })
  expect(first).toMatchObject({
    count: 3,
    unread_count: 3,
    previous: null,
    next: '/api/notifications?page_size=2&page=2',
  })
  expect(first.results.map((each) => each.kind)).toEqual(['order_delivered', 'order_shipped'])
  const last = await api.notifications({ query: { page_size: 2, page: 2 } })
  expect(last.results.map((each) => each.kind)).toEqual(['order_approved'])
  expect(last.next).toBeNull()
  expect(await api.notifications({ query: { page: 9 } })).toMatchObject({ count: 3, unread_count: 3, results: [] })
  expect(first.results[0]).toMatchObject({ link: '/orders/ORD20260102ABCDEFGHJK', read_at: null })
})

test('what a batch tells of stands in the order in which it happened, whomever it is told', async () => {
  const { api, username } = await aCustomer(mortar)
  const keeper = await aShopkeeper(mortar)
  const of = { customer_id: await idOf(username), shop_id: await shopIdOf(keeper.shop) }
  await transact(mortar.db, async (tx) => {
    for (let order_id = 900; order_id < 910; order_id++) {
      const order_number = `ORD20260102ABCDEFGH${order_id}`
      const order = { order_id, order_number, shop_id: of.shop_id, total_minor: 1, currency: 'EUR' }
      const orders = [{ ...order, awaiting_payment: false }]
      await publish(tx, 'order.placed', { checkout_id: order_id, customer_id: of.customer_id, slugs: [], orders })
      await publish(tx, 'order.moved', moveOf({ ...of, order_id, order_number, to: 'approved' }))
      await publish(
        tx,
        'order.moved',
        moveOf({ ...of, order_id, order_number, to: 'cancelled', by: 'system', reason: 'shop_silent' }),
      )
    }
  })
  await mortar.settle()
  const told = async (who: typeof api) => (await who.notifications({ query: { page_size: 50 } })).results
  const shop = (await told(keeper.api)).filter(({ kind }) => kind.startsWith('order_'))
  expect(shop.map(({ kind }) => kind)).toEqual(
    Array.from({ length: 10 }, () => ['order_lapsed', 'order_received']).flat(),
  )
  expect((await told(api)).map(({ kind }) => kind)).toEqual(
    Array.from({ length: 10 }, () => ['order_cancelled', 'order_approved']).flat(),
  )
})

test('marks one as read, keeps the first moment, and then all', async () => {
  const { api, username } = await aCustomer(mortar)
  const of = { customer_id: await idOf(username) }
  await tell({ ...of, to: 'approved' }, { ...of, to: 'shipped' }, { ...of, to: 'delivered' })
  const uuid = (await api.notifications()).results[1]?.id ?? ''

  const read = await api.mark_notification_read({ params: { uuid } })
  expect(read).toMatchObject({ id: uuid, read_at: mortar.clock.now.toISOString() })
  mortar.clock.advance(60_000)
  expect(await api.mark_notification_read({ params: { uuid } })).toEqual(read)
  const unread = await api.notifications({ query: { unread: true } })
  expect([unread.count, unread.unread_count]).toEqual([2, 2])
  const seen = await api.notifications({ query: { unread: false } })
  expect([seen.count, seen.unread_count, seen.results[0]?.id]).toEqual([1, 2, uuid])

  expect(await api.mark_notifications_read()).toEqual({ marked: 2 })
  expect(await api.mark_notifications_read()).toEqual({ marked: 0 })
  expect((await api.notifications()).unread_count).toBe(0)
})

test("another person's notification is like none, and stays unread", async () => {
  const [owner, other] = [await aCustomer(mortar), await aCustomer(mortar)]
  await tell({ customer_id: await idOf(owner.username) })
  const uuid = (await owner.api.notifications()).results[0]?.id ?? ''
  const foreign = await refusalOf(other.api.mark_notification_read({ params: { uuid } }))
  const missing = await refusalOf(other.api.mark_notification_read({ params: { uuid: crypto.randomUUID() } }))
  expect(foreign).toEqual(missing)
  expect(foreign.code).toBe('not_found')
  expect(await other.api.mark_notifications_read()).toEqual({ marked: 0 })
  expect((await owner.api.notifications()).unread_count).toBe(1)
})

test("a shop that registers appears in every admin's inbox", async () => {
  const admin = await anAdmin(mortar)
  const before = (await admin.api.notifications()).count
  await aShopkeeper(mortar, 'waiting-shop')
  await mortar.settle()
  const { count, results } = await admin.api.notifications()
  expect(count).toBe(before + 1)
  expect(results[0]).toMatchObject({
    kind: 'shop_registered',
    title: 'Pharmacy waiting-shop is waiting for approval',
    link: '/admin',
  })
})

test('told twice, or in one batch with others, everyone hears it once', async () => {
  const { api, username, email } = await aCustomer(mortar)
  const keeper = await aShopkeeper(mortar)
  const [customer_id, shop_id] = [await idOf(username), await shopIdOf(keeper.shop)]
  const orders = [
    { order_id: 1, order_number: 'ORD1', shop_id, total_minor: 990, currency: 'EUR', awaiting_payment: false },
  ]
  const placed = { checkout_id: 1, customer_id, slugs: [], orders }
  const at = mortar.clock.now.toISOString()
  const facts = [
    { id: 900_001, type: 'order.placed' as const, data: placed, at },
    { id: 900_002, type: 'order.moved' as const, data: moveOf({ customer_id, shop_id }), at },
  ]
  const world: World = { now: () => mortar.clock.now, mail: { sends: true, send: async () => undefined } }
  const { react } = tellPeople({ config: mortar.config, world })
  const jobs = await transact(mortar.db, (tx) => react(tx, facts))
  expect(jobs).toHaveLength(2)
  expect(await transact(mortar.db, (tx) => react(tx, facts))).toEqual([])
  expect((await api.notifications()).results.map((each) => each.kind)).toEqual(['order_approved'])
  expect((await keeper.api.notifications({ query: { unread: true } })).results.map((each) => each.kind)).toContain(
    'order_received',
  )
  const subjects = (await mailsTo(email)).map((mail) => mail.subject)
  expect(subjects.filter((subject) => subject.startsWith('Your order'))).toHaveLength(2)
})

/** A mail of which no job knows. */
async function anUnsentMail(recipient: string): Promise<number> {
  const { rows } = await sql<{ id: number }>`
    insert into notifications.mails (key, recipient, subject, text, created_at)
    values (${recipient}, ${recipient}, 'Subject', 'Text', ${mortar.clock.now}) returning id`.execute(mortar.db)
  return rows[0]?.id ?? 0
}

test('a welcome goes out by itself', async () => {
  const { email } = await aCustomer(mortar)
  await expect.poll(() => mortar.mailbox.filter((mail) => mail.to === email)).toHaveLength(1)
  expect(mortar.mailbox.find((mail) => mail.to === email)).toMatchObject({
    subject: 'Welcome',
    key: expect.stringMatching(/^mail:\d+$/) as string,
  })
})

test('a mail is sent with its key, noted, and not sent again', async () => {
  const mail_id = await anUnsentMail('sent@readers.test')
  const sent: string[] = []
  const mail = { sends: true, send: async ({ key }: { key: string }) => void sent.push(key) }
  const send = sendMail({ db: mortar.db, world: { now: () => mortar.clock.now, mail } })
  await send({ mail_id })
  await send({ mail_id })
  expect(sent).toEqual([`mail:${mail_id}`])
  expect(await mailsTo('sent@readers.test')).toEqual([])
})

test('a mail that could not be sent stays to be sent', async () => {
  const mail_id = await anUnsentMail('refused@readers.test')
  const mail = { sends: true, send: () => Promise.reject(new Error('the mail server refused')) }
  const send = sendMail({ db: mortar.db, world: { now: () => mortar.clock.now, mail } })
  await expect(send({ mail_id })).rejects.toThrow('refused')
  expect(await mailsTo('refused@readers.test')).toHaveLength(1)
})

test('without a mail server a mail is kept and shown', async () => {
  const mail_id = await anUnsentMail('kept@readers.test')
  const mail = { sends: false, send: () => Promise.reject(new Error('nowhere to send to')) }
  await sendMail({ db: mortar.db, world: { now: () => mortar.clock.now, mail } })({ mail_id })
  const kept = { to: 'kept@readers.test', subject: 'Subject', html: null, sent_at: mortar.clock.now.toISOString() }
  expect(await mailsTo('KEPT@readers.test')).toMatchObject([kept])
})

test('where the demo is public, mails are for its admin', async () => {
  const open = await aMortar({ MORTAR_DEMO: 'public' })
  try {
    expect(await refusalOf(open.stranger.list_dev_mail())).toMatchObject({ code: 'unauthenticated' })
    expect(await refusalOf((await aCustomer(open)).api.list_dev_mail())).toMatchObject({ code: 'forbidden' })
    expect(await (await anAdmin(open)).api.list_dev_mail()).toMatchObject({ previous: null })
  } finally {
    await open.close()
  }
})
