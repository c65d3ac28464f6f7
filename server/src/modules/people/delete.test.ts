import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { sql, transact } from '../../kernel/database.ts'
import { aKey, anOrder, outcomesOf, terms, walk } from '../../../test/harness/buying.ts'
import {
  aCustomer,
  confirmed,
  address,
  aMortar,
  anAdmin,
  aName,
  anApprovedShop,
  broken,
  password,
  refusalOf,
  signIn,
  someone,
  type Mortar,
  type Shopkeeper,
  type Someone,
} from '../../../test/harness/index.ts'
import { personOf, whileLeaving } from '../../../test/harness/leaving.ts'
import { aProduct } from '../../../test/harness/products.ts'
import { settledInvariants } from '../../../test/invariants/index.ts'
import { sendMail } from '../notifications/send-mail.ts'
import { tellPeople } from '../notifications/reactions.ts'
import { makeInvitationTokens } from '../shops/index.ts'

let mortar: Mortar
let keeper: Shopkeeper
let product: string
beforeAll(async () => {
  mortar = await aMortar()
  keeper = await anApprovedShop(mortar)
  product = (await aProduct(keeper, { stock: 100 })).slug
})
afterAll(() => mortar.close())
afterEach(async () => {
  await mortar.settle()
  expect(await broken(mortar.db, settledInvariants)).toEqual({})
})

const leave = ({ api }: Someone) => api.delete_me({ body: { password } })

async function idOf(username: string): Promise<number> {
  const { rows } = await sql<{ id: number }>`select id from people.users where username = ${username}`.execute(
    mortar.db,
  )
  return rows[0]?.id ?? 0
}

test('an account is deleted by its password alone', async () => {
  const customer = await aCustomer(mortar)
  expect(await refusalOf(customer.api.delete_me({ body: { password: 'not the password' } }))).toMatchObject({
    status: 403,
    code: 'password_wrong',
  })
  expect(await customer.api.get_me()).toMatchObject({ username: customer.username })
})

test('then no session answers, nobody signs in, and the names are free', async () => {
  const customer = await aCustomer(mortar)
  const { username, email, tokens } = customer
  const id = await idOf(username)
  await leave(customer)
  expect(await refusalOf(customer.api.get_me())).toMatchObject({ status: 401, code: 'session_ended' })
  const renewed = mortar.stranger.refresh_token({ body: { refresh_token: tokens.refresh_token } })
  expect(await refusalOf(renewed)).toMatchObject({ code: 'session_ended' })
  const { rows } = await sql<{ username: string; email: string; ended_by: string }>`
    select u.username, u.email, s.end_reason as ended_by
    from people.users u join people.sessions s on s.user_id = u.id where u.id = ${id}`.execute(mortar.db)
  expect(rows.map((row) => row.ended_by)).toEqual(['deleted'])
  for (const login of [username, email, rows[0]?.username ?? '', rows[0]?.email ?? ''])
    expect(await refusalOf(signIn(mortar, login))).toMatchObject({ code: 'invalid_credentials' })

  const body = { username, email, password, name: 'Somebody else' }
  expect(await mortar.stranger.create_customer({ body })).toMatchObject({ username, email, email_verified: false })
  const again = await someone(mortar, username, email)
  expect(await again.api.my_orders()).toMatchObject({ count: 0 })
})

test('it is audited under the name that was, with the name it has become', async () => {
  const customer = await aCustomer(mortar)
  const id = await idOf(customer.username)
  await leave(customer)
  const { rows } = await sql`
    select a.target, a.before, a.after, u.username
    from people.audit a join people.users u on u.id = a.actor_id where a.actor_id = ${id} and a.action = 'user.delete'`.execute(
    mortar.db,
  )
  const username = expect.stringMatching(/^deleted-[\da-f]{12}$/) as string
  expect(rows).toEqual([{ target: `user:${customer.username}`, before: null, after: { username }, username }])
})

test('who keeps a shop cannot go', async () => {
  expect(await refusalOf(leave(keeper))).toMatchObject({ status: 409, code: 'shop_owned' })
  expect(await keeper.api.get_me()).toMatchObject({ shop: { slug: keeper.shop } })
})

test('the last admin cannot go; blocked and deleted ones do not count', async () => {
  const admin = await anAdmin(mortar)
  expect(await refusalOf(leave(admin))).toMatchObject({ status: 409, code: 'last_admin' })
  const [blocked, second] = [await anotherAdmin(), await anotherAdmin()]
  await admin.api.block_user({ params: { username: blocked.username }, body: {} })
  await leave(second)
  expect(await refusalOf(leave(admin))).toMatchObject({ code: 'last_admin' })
})

test('of admins who go at once one stays', async () => {
  const admins = [await anAdmin(mortar), await anotherAdmin(), await anotherAdmin()]
  const { succeeded, problems } = await outcomesOf(admins.map(leave))
  expect(succeeded).toBe(2)
  expect(problems.map(({ code }) => code)).toEqual(['last_admin'])
})

test('an admin who goes while another goes waits for what becomes of that', async () => {
  const stays = await anAdminAlone()
  const goes = await anotherAdmin()
  const outcomes = await whileLeaving(mortar, await personOf(mortar, goes), () => refusalOf(leave(stays)))
  expect(outcomes).toMatchObject([{ value: { code: 'last_admin' } }])
})

async function anAdminAlone(): Promise<Someone> {
  await sql`delete from people.user_grants where role = 'admin'`.execute(mortar.db)
  await sql`
    update people.sessions set ended_at = ${mortar.clock.now}, end_reason = 'role'
    where grant_id is null and ended_at is null`.execute(mortar.db)
  return anotherAdmin()
}

/** Appointed by decree of the database, and signed in. */
async function anotherAdmin(): Promise<Someone> {
  const { username, email } = await aCustomer(mortar)
  await sql`insert into people.user_grants (user_id, role) values (${await idOf(username)}, 'admin')`.execute(mortar.db)
  return someone(mortar, username, email)
}

test('of two deletions at once one succeeds', async () => {
  const customer = await aCustomer(mortar)
  const { succeeded, problems } = await outcomesOf([leave(customer), leave(customer), leave(customer)])
  expect(succeeded).toBe(1)
  expect(problems.map(({ code }) => code)).toEqual(['session_ended', 'session_ended'])
})

test('what is saved while the account goes is refused', async () => {
  const customer = await aCustomer(mortar)
  const { api } = customer
  const outcomes = await whileLeaving(
    mortar,
    await personOf(mortar, customer),
    () => refusalOf(api.create_address({ body: { address } })),
    () => refusalOf(api.update_me({ body: { name: 'Ada' } })),
    () => refusalOf(signIn(mortar, customer.username)),
    () => refusalOf(leave(customer)),
  )
  const codes = outcomes.map((each) => (each.status === 'fulfilled' ? each.value.code : each.reason))
  expect(codes).toEqual(['session_ended', 'session_ended', 'invalid_credentials', 'session_ended'])
})

const called = 'Zacharias Quittenbaum'
const home = { ...address, name: called, line1: '17 Quittengasse', phone: '+33698765432' }

/** Everywhere in the database where any of the texts stands: table and text. */
async function found(texts: string[], except: string[] = []): Promise<string[]> {
  const { rows: tables } = await sql<{ name: string }>`
    select schemaname || '.' || tablename as name from pg_tables
    where schemaname not in ('pg_catalog', 'information_schema') order by 1`.execute(mortar.db)
  const places: string[] = []
  for (const { name } of tables.filter((table) => !except.includes(table.name))) {
    const { rows } = await sql<{ text: string }>`
      select distinct n.text from ${sql.table(name)} t, unnest(${texts}::text[]) as n(text)
      where position(lower(n.text) in lower(t::text)) > 0`.execute(mortar.db)
    places.push(...rows.map(({ text }) => `${name}: ${text}`))
  }
  return places
}

/** Someone who has left traces wherever one can. */
async function aKnownCustomer(): Promise<{ customer: Someone; texts: string[] }> {
  const name = aName('quitte')
  const email = `${name}@personal.test`
  const registration = { username: name, email, password, name: called, phone: home.phone }
  await mortar.stranger.create_customer({ body: registration })
  await confirmed(mortar, name)
  const device = `${called}'s telephone`
  const tokens = await mortar.stranger.login({ body: { login: name, password, device } })
  const customer = { username: name, email, tokens, api: mortar.as(tokens.access_token) }
  const { id } = await customer.api.create_address({ body: { address: home } })
  await customer.api.update_me({ body: { name: `${called} the elder`, language: 'fr' } })
  await customer.api.enrol_second_factor({ body: { method: 'mail' } })
  await customer.api.change_email({ body: { email: `new-${email}`, password } })
  await customer.api.add_to_cart({ body: { product, quantity: 1 } })

  const items = [{ product, quantity: 1 }]
  const bought = () =>
    customer.api.create_order({ headers: aKey(), body: { ...terms(), address: id, items } }).then(numberOf)
  const [delivered, cancelled] = [await bought(), await bought()]
  await walk(keeper, delivered, 'approve', 'ship', 'deliver')
  const note = `Please write to ${email}`
  await customer.api.cancel_order({ params: { order_number: cancelled }, body: { note } })
  await customer.api.export_me()
  return { customer, texts: [email, called, home.line1, home.phone] }
}

const numberOf = ({ orders }: { orders: { order_number: string }[] }) => orders[0]?.order_number ?? ''

test('the database holds neither name, address, phone nor e-mail of who is deleted', async () => {
  const { customer, texts } = await aKnownCustomer()
  await mortar.settle()
  const before = await found(texts)
  for (const table of ['people.users', 'people.addresses', 'people.sessions', 'people.codes', 'orders.orders'])
    expect(before.some((place) => place.startsWith(table))).toBe(true)
  for (const table of ['orders.moves', 'notifications.mails', 'kernel.idempotency'])
    expect(before.some((place) => place.startsWith(table))).toBe(true)
  await leave(customer)
  await mortar.settle()
  expect(await found(texts)).toEqual([])
})

test('nor does the audit log, in what says that an account was changed, exported or deleted', async () => {
  const { customer, texts } = await aKnownCustomer()
  const id = await idOf(customer.username)
  await leave(customer)
  const { rows } = await sql<{ action: string; text: string }>`
    select action, a::text as text from people.audit a
    where actor_id = ${id} and action in ('user.update', 'user.export', 'user.delete') order by id`.execute(mortar.db)
  expect(rows.map(({ action }) => action)).toEqual(['user.update', 'user.export', 'user.delete'])
  expect(rows.filter((row) => texts.some((text) => row.text.includes(text)))).toEqual([])
})

test('who worked in a shop is gone from it, with what invited them', async () => {
  const email = `${aName('quitte')}@personal.test`
  const { id } = await keeper.api.invite_staff({
    body: { email, duties: ['pharmacist'], registration_number: 'RPPS-QUITTE' },
  })
  const token = makeInvitationTokens(mortar.config.secret).of(id)
  // The mail that invites is written before there is such a person.
  await mortar.settle()
  const username = aName('staff')
  await mortar.stranger.accept_invitation({ body: { token, username, password, name: called } })
  const staff = await someone(mortar, username, email)
  const { order_number } = await anOrder(await aCustomer(mortar), [{ product, quantity: 1 }])
  await staff.api.approve_order({ params: { order_number }, body: { note: 'Packed.' } })
  const work = {
    duties: ['pharmacist', 'counter'] as ('pharmacist' | 'counter')[],
    registration_number: 'RPPS-QUITTE-2',
  }
  await keeper.api.update_staff({ params: { username }, body: work })
  expect((await keeper.api.list_staff()).results.map((each) => each.username)).toContain(username)

  await leave(staff)
  await mortar.settle()
  expect((await keeper.api.list_staff()).results.map((each) => each.username)).not.toContain(username)
  expect(await found([email, called, 'RPPS-QUITTE'])).toEqual([])
  const { timeline } = await keeper.api.track_order({ params: { order_number } })
  expect(timeline.map(({ note }) => note)).toEqual([null, 'Packed.'])
})

test('a mail that waits is not sent any more', async () => {
  const customer = await aCustomer(mortar)
  const user_id = await idOf(customer.username)
  const { rows } = await sql<{ id: number }>`
    insert into notifications.mails (key, user_id, recipient, subject, text, created_at)
    values (${aName('mail')}, ${user_id}, ${customer.email}, 'Subject', 'Text', ${mortar.clock.now}) returning id`.execute(
    mortar.db,
  )
  await leave(customer)
  await mortar.settle()
  const sent: string[] = []
  const mail = { sends: true, send: async ({ to }: { to: string }) => void sent.push(to) }
  await sendMail({ db: mortar.db, world: { now: () => mortar.clock.now, mail } })({ mail_id: rows[0]?.id ?? 0 })
  expect(sent).toEqual([])
})

test('what becomes known of the deleted later is told to nobody', async () => {
  const customer = await aCustomer(mortar)
  const { order_number } = await anOrder(customer, [{ product, quantity: 1 }])
  await leave(customer)
  await mortar.settle()
  const all = async () => {
    const { rows } = await sql<{ count: number }>`
      select (select count(*) from notifications.mails) + (select count(*) from notifications.inbox) as count`.execute(
      mortar.db,
    )
    return rows[0]?.count
  }
  const before = await all()
  await walk(keeper, order_number, 'approve', 'ship')
  await mortar.settle()
  expect(await all()).toBe(before)
})

test('what was to be told when the deletion came, in one batch with it, is not kept either', async () => {
  const customer = await aCustomer(mortar)
  await mortar.settle()
  const user_id = await idOf(customer.username)
  const at = mortar.clock.now.toISOString()
  const what = 'password_changed' as const
  const secured = { id: 910_001, type: 'account.secured' as const, data: { user_id, what }, at }
  const deleted = { id: 910_002, type: 'person.deleted' as const, data: { user_id }, at }
  const world = { now: () => mortar.clock.now, mail: { sends: true, send: async () => undefined } }
  const { react } = tellPeople({ config: mortar.config, world })
  const mails = async () =>
    (await sql`select from notifications.mails where user_id = ${user_id}`.execute(mortar.db)).rows.length
  // The welcome.
  expect(await mails()).toBe(1)
  expect(await transact(mortar.db, (tx) => react(tx, [secured]))).toHaveLength(1)
  expect(await mails()).toBe(2)
  await transact(mortar.db, (tx) => react(tx, [{ ...secured, id: 910_003 }, deleted]))
  expect(await mails()).toBe(0)
})
