import { afterAll, beforeAll, expect, test } from 'vitest'
import { sql } from '../../kernel/database.ts'
import { anOrder, statementsOf, walk } from '../../../test/harness/buying.ts'
import {
  aCustomer,
  aNewcomer,
  address,
  aMortar,
  anAdmin,
  aName,
  anApprovedShop,
  password,
  someone,
  type Mortar,
  type Shopkeeper,
  type Someone,
} from '../../../test/harness/index.ts'
import { personOf } from '../../../test/harness/leaving.ts'
import { aProduct } from '../../../test/harness/products.ts'
import { makeInvitationTokens } from '../shops/index.ts'
import { makeCodes } from './index.ts'

type Rows = Record<string, unknown>[]
/** What these tests look at; the contract leaves the members of the modules open. */
type Export = {
  made_at: string
  profile: { email: string }
  people: {
    grants: Rows
    addresses: Rows
    sessions: Rows
    second_factor: object | null
    recovery_codes: Rows
    codes: Rows
    audit: { by_me: boolean; action: string; target: string; ip: string | null; after: object | null }[]
  }
  shops: { kept: { slug: string } | null; works_in: { slug: string }[]; invitations: Rows; invited: Rows }
  carts: { lines: Rows } | null
  orders: {
    bought: {
      order_number: string
      checkout_id: string
      items: Rows
      address: object
      payment: { id: string; method: string; status: string }
      timeline: { status: string; by: string; note: string | null }[]
    }[]
    moves: Rows
  }
  notifications: { inbox: Rows; mails: Rows }
}
const exported = async ({ api }: Someone) => (await api.export_me()) as unknown as Export

let mortar: Mortar
let sent: string[]
let keeper: Shopkeeper
let customer: Someone
let staff: Someone
let product: string
beforeAll(async () => {
  mortar = await aMortar()
  sent = statementsOf(mortar)
  keeper = await anApprovedShop(mortar)
  product = (await aProduct(keeper, { stock: 100 })).slug
  customer = await aBusyCustomer()
  staff = await hired()
  await mortar.settle()
})
afterAll(() => mortar.close())

const items = () => [{ product, quantity: 1 }]

/** Someone who has done all that a customer can. */
async function aBusyCustomer(): Promise<Someone> {
  const busy = await aCustomer(mortar)
  await busy.api.create_address({ body: { address } })
  await turnOnSecondFactor(busy)
  const { order_number } = await anOrder(busy, items())
  await walk(keeper, order_number, 'approve', 'ship')
  const called = await anOrder(busy, items(), 'fake')
  await busy.api.cancel_order({
    params: { order_number: called.order_number },
    body: { note: 'I found it elsewhere.' },
  })
  await busy.api.add_to_cart({ body: { product, quantity: 3 } })
  return busy
}

async function turnOnSecondFactor(busy: Someone): Promise<void> {
  await busy.api.enrol_second_factor({ body: { method: 'mail' } })
  const { id } = await personOf(mortar, busy)
  const { rows } = await sql<{ nonce: string }>`
    select nonce from people.codes where user_id = ${id} and purpose = 'enrol'`.execute(mortar.db)
  const code = makeCodes(mortar.config.secret).of(id, 'enrol', rows[0]?.nonce ?? '')
  await busy.api.confirm_second_factor({ body: { code } })
}

/** Came by an invitation, and has accepted an order. */
async function hired(): Promise<Someone> {
  const [username, email] = [aName('staff'), `${aName('staff')}@shops.test`]
  const { id } = await keeper.api.invite_staff({ body: { email, duties: ['counter'] } })
  const token = makeInvitationTokens(mortar.config.secret).of(id)
  await mortar.stranger.accept_invitation({ body: { token, username, password, name: 'Staff' } })
  const person = await someone(mortar, username, email)
  const { order_number } = await anOrder(await aCustomer(mortar), items())
  await person.api.approve_order({ params: { order_number }, body: { note: 'Packed.' } })
  return person
}

/** Where each column that refers to people is told in an export: an element for each row. */
const told: Record<string, (all: Export) => readonly unknown[]> = {
  'people.user_grants.user_id': ({ people }) => people.grants,
  // What programs of before read: the first of them.
  'people.grants.user_id': ({ people }) => people.grants.slice(0, 1),
  'people.sessions.user_id': ({ people }) => people.sessions,
  'people.audit.actor_id': ({ people }) => people.audit.filter((entry) => entry.by_me),
  'people.codes.user_id': ({ people }) => people.codes,
  'people.second_factors.user_id': ({ people }) => present(people.second_factor),
  'people.recovery_codes.user_id': ({ people }) => people.recovery_codes,
  'people.addresses.user_id': ({ people }) => people.addresses,
  'shops.shops.owner_id': ({ shops }) => present(shops.kept),
  'shops.invitations.invited_by': ({ shops }) => shops.invited,
  'shops.invitations.accepted_by': ({ shops }) => shops.invitations,
  'payments.payments.customer_id': ({ orders }) => distinct(orders.bought.map((order) => order.payment.id)),
  'carts.carts.user_id': ({ carts }) => present(carts),
  'orders.checkouts.customer_id': ({ orders }) => distinct(orders.bought.map((order) => order.checkout_id)),
  'orders.orders.customer_id': ({ orders }) => orders.bought,
  'orders.moves.user_id': ({ orders }) => [
    ...orders.moves,
    ...orders.bought.flatMap(({ timeline }) => timeline.filter(({ by }) => by === 'customer')),
  ],
  'notifications.inbox.user_id': ({ notifications }) => notifications.inbox,
  'notifications.mails.user_id': ({ notifications }) => notifications.mails,
}

/** What is not told, and why. */
const untold: Record<string, string> = {
  'kernel.idempotency.user_id': 'answers that were given, kept for a month to be given again: the orders say the same',
}

const present = <T>(value: T | null): T[] => (value === null ? [] : [value])
const distinct = <T>(values: T[]): T[] => [...new Set(values)]

/** Every column that refers to people, by a foreign key or by its name. */
async function references(): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    select format('%s.%s.%s', n.nspname, c.relname, a.attname) as name
    from pg_attribute a
    join pg_class c on c.oid = a.attrelid and c.relkind = 'r'
    join pg_namespace n on n.oid = c.relnamespace
    where n.nspname not in ('pg_catalog', 'information_schema', 'graphile_worker') and a.attnum > 0
      and (a.attname in ('user_id', 'customer_id', 'actor_id', 'owner_id') or exists (
        select from pg_constraint k
        where k.contype = 'f' and k.conrelid = c.oid and k.confrelid = 'people.users'::regclass and a.attnum = any(k.conkey)
      ))
    order by 1`.execute(mortar.db)
  return rows.map(({ name }) => name)
}

async function countOf(column: string, userId: number): Promise<number> {
  const [schema = '', table = '', name = ''] = column.split('.')
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from ${sql.id(schema, table)} where ${sql.id(name)} = ${userId}`.execute(mortar.db)
  return rows[0]?.count ?? 0
}

test('every row that refers to a person is told to them, or stands here with a reason', async () => {
  const columns = await references()
  expect(columns).toEqual([...Object.keys(told), ...Object.keys(untold)].toSorted())
  const most: Record<string, number> = {}
  for (const who of [customer, staff, keeper]) {
    const { id } = await personOf(mortar, who)
    const counts = await Promise.all(
      Object.keys(told).map(async (column) => [column, await countOf(column, id)] as const),
    )
    const all = await exported(who)
    const numbers = Object.entries(told).map(([column, tell]) => [column, tell(all).length] as const)
    expect(Object.fromEntries(numbers)).toEqual(Object.fromEntries(counts))
    for (const [column, count] of counts) most[column] = Math.max(count, most[column] ?? 0)
  }
  // Nothing of which nobody here has any: it would be told of nobody.
  expect(Object.entries(most).filter(([, count]) => count === 0)).toEqual([])
})

test('a customer gets what they bought, said, saved and were told', async () => {
  const all = await exported(customer)
  expect(all).toMatchObject({
    made_at: mortar.clock.now.toISOString(),
    profile: { username: customer.username, email: customer.email },
    people: {
      grants: [{ role: 'customer' }],
      addresses: [{ address, is_default: true }],
      second_factor: { method: 'mail' },
      sessions: [{ ended_at: null }],
    },
    shops: { kept: null, works_in: [], invitations: [], invited: [] },
    carts: { lines: [{ product, quantity: 3 }] },
    orders: { moves: [] },
  })
  expect(all.orders.bought).toMatchObject([
    {
      items: [{ product, quantity: 1, price: 500, total: 500 }],
      address,
      payment: { method: 'cash_on_delivery', status: 'open' },
      timeline: [{ status: 'pending', by: 'customer' }, { status: 'approved' }, { status: 'shipped', by: 'shop' }],
    },
    {
      payment: { method: 'fake', status: 'voided' },
      timeline: [{ status: 'pending' }, { status: 'cancelled', note: 'I found it elsewhere.' }],
    },
  ])
  const number = all.orders.bought[0]?.order_number
  expect(all.notifications.inbox).toContainEqual(
    expect.objectContaining({ kind: 'order_shipped', title: `Your order ${number} is on its way`, read_at: null }),
  )
  expect(all.notifications.mails[0]).toMatchObject({
    to: customer.email,
    subject: 'Welcome',
    written_at: expect.any(String) as string,
  })
})

test('a shopkeeper gets the shop, and staff the place where they work and what they did there', async () => {
  expect(await exported(keeper)).toMatchObject({
    shops: { kept: { slug: keeper.shop, status: 'approved' }, works_in: [], invited: [{ duties: ['counter'] }] },
  })
  expect(await exported(staff)).toMatchObject({
    people: { grants: [{ role: 'staff', duties: ['counter'] }, { role: 'customer' }] },
    shops: { kept: null, works_in: [{ slug: keeper.shop }], invitations: [{ shop: { slug: keeper.shop } }] },
    orders: { bought: [], moves: [{ status: 'approved', by: 'shop', note: 'Packed.' }] },
  })
})

test('an invitation that is open stands in the export of whoever has its address and has proved it', async () => {
  const [invited, other] = [await aNewcomer(mortar), await aNewcomer(mortar)]
  await keeper.api.invite_staff({ body: { email: invited.email.toUpperCase(), duties: [] } })
  expect((await exported(invited)).shops.invitations).toEqual([])
  await sql`update people.users set email_verified_at = ${mortar.clock.now} where username = ${invited.username}`.execute(
    mortar.db,
  )
  expect((await exported(invited)).shops.invitations).toMatchObject([{ shop: { slug: keeper.shop }, closed_at: null }])
  expect((await exported(other)).shops.invitations).toEqual([])
})

test('whoever has done nothing gets a whole export too', async () => {
  expect(await exported(await anAdmin(mortar))).toMatchObject({
    people: { grants: [{ role: 'admin' }, { role: 'customer' }], addresses: [], second_factor: null },
    carts: null,
    orders: { bought: [], moves: [] },
  })
})

test('no secret and no number of our own is in it', async () => {
  const text = JSON.stringify(await exported(customer))
  const { id } = await personOf(mortar, customer)
  const { rows } = await sql<{ secret: string }>`
    select password_hash as secret from people.users where id = ${id}
    union all
    select nonce from people.codes where user_id = ${id}
    union all
    select encode(hash, 'hex') from people.recovery_codes where user_id = ${id}`.execute(mortar.db)
  expect(rows.length).toBeGreaterThan(5)
  expect(rows.filter(({ secret }) => text.includes(secret))).toEqual([])
  expect(text).toContain('"order_number":"ORD')
  expect(text).not.toMatch(/"(\w+_)?id":\d/)
})

test('an export is audited, and stands in the next one', async () => {
  const person = await aCustomer(mortar)
  const actions = async () => (await exported(person)).people.audit.map(({ action }) => action)
  expect(await actions()).toEqual(['user.register', 'session.start'])
  expect(await actions()).toEqual(['user.register', 'session.start', 'user.export'])
})

test('what others did about a person is told, and not from where', async () => {
  const admin = await anAdmin(mortar)
  const person = await aCustomer(mortar)
  await admin.api.update_user({ params: { username: person.username }, body: { role: 'admin' } })
  const again = await someone(mortar, person.username, person.email)
  const { audit } = (await exported(again)).people
  expect(audit.find(({ action }) => action === 'user.update')).toMatchObject({
    by_me: false,
    ip: null,
    after: { role: 'admin' },
  })
  expect(audit.find(({ action }) => action === 'session.start')).toMatchObject({ by_me: true, ip: '127.0.0.1' })
})

test('who takes a username over is told nothing of whoever had it', async () => {
  const first = await aCustomer(mortar)
  mortar.clock.advance(60_000)
  await first.api.delete_me({ body: { password } })
  mortar.clock.advance(60_000)
  const next = await aCustomer(mortar, first.username)
  const { audit } = (await exported(next)).people
  expect(audit.map(({ action, by_me }) => [action, by_me])).toEqual([
    ['user.register', true],
    ['session.start', true],
  ])
})

async function statements({ api }: Someone): Promise<number> {
  const before = sent.length
  await api.export_me()
  return sent.length - before
}

test('an export sends the same number of statements, however much there is', async () => {
  const nobody = await aCustomer(mortar)
  expect(await statements(nobody)).toBe(await statements(customer))
  expect(await statements(nobody)).toBeGreaterThan(5)
})
