import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  aCustomer,
  address,
  aMortar,
  anAdmin,
  anApprovedShop,
  hired,
  password,
  refusalOf,
  signIn,
  someone,
  type Mortar,
  type Shopkeeper,
  type Someone,
} from '../../../test/harness/index.ts'
import { waiting } from '../../../test/harness/leaving.ts'
import { aProduct } from '../../../test/harness/products.ts'
import { sql, transact } from '../../kernel/database.ts'

let mortar: Mortar
let admin: Someone
let keeper: Shopkeeper
let other: Shopkeeper
beforeAll(async () => {
  mortar = await aMortar()
  admin = await anAdmin(mortar)
  keeper = await anApprovedShop(mortar)
  other = await anApprovedShop(mortar)
})
afterAll(() => mortar.close())

type Hat = { role: string; shop?: string }

async function grantOf({ api }: Pick<Someone, 'api'>, { role, shop }: Hat): Promise<string> {
  const { grants } = await api.get_me()
  return grants.find((each) => each.role === role && (shop === undefined || each.shop?.slug === shop))?.id ?? ''
}

const actAs = async (person: Pick<Someone, 'api'>, hat: Hat) =>
  person.api.switch_grant({ body: { grant: await grantOf(person, hat) } })

/** Staff of both shops. */
async function aSubstitute(): Promise<Someone> {
  const person = await aCustomer(mortar)
  await hired(mortar, person, other, ['counter'])
  await hired(mortar, person, keeper, ['dispenser'])
  return person
}

const ends = async ({ username }: Someone) => {
  const { rows } = await sql<{ end_reason: string | null }>`
    select s.end_reason from people.sessions s join people.users u on u.id = s.user_id
    where u.username = ${username}`.execute(mortar.db)
  return new Set(rows.map((row) => row.end_reason))
}

const setSingle = (role: 'staff' | 'shopkeeper' | 'customer', isSingle: boolean) =>
  admin.api.update_settings({ body: { single_device: { [role]: isSingle } } })

test('a person acts for one shop at a time, and sees and does there what their duties are there', async () => {
  const person = await aSubstitute()
  expect(await person.api.get_my_shop()).toMatchObject({ slug: keeper.shop })
  const me = await actAs(person, { role: 'staff', shop: other.shop })
  expect(me).toMatchObject({ role: 'staff', shop: { slug: other.shop }, duties: ['counter'] })
  expect(me.grants.filter(({ acts }) => acts)).toMatchObject([{ shop: { slug: other.shop } }])
  expect(await person.api.get_my_shop()).toMatchObject({ slug: other.shop })
  const product = { name: 'Plasters', category: 'first-aid', price: 450, stock: 1, expiry_date: '2099-12-31' }
  expect(await refusalOf(person.api.create_product({ body: product }))).toMatchObject({ code: 'forbidden' })
  expect(await actAs(person, { role: 'customer' })).toMatchObject({ role: 'customer', shop: null, duties: [] })
  expect(await refusalOf(person.api.get_my_shop())).toMatchObject({ code: 'forbidden' })
})

test('the next session acts by what was chosen last, or by what is asked for', async () => {
  const person = await aSubstitute()
  const { api } = await someone(mortar, person.username, person.email)
  expect(await api.get_my_shop()).toMatchObject({ slug: other.shop })
  await actAs({ api }, { role: 'customer' })
  const grant = await grantOf({ api }, { role: 'staff', shop: keeper.shop })
  const tokens = await signIn(mortar, person.username)
  expect(tokens.user.role).toBe('customer')
  expect((await mortar.stranger.refresh_token({ body: { refresh_token: tokens.refresh_token } })).user.role).toBe(
    'customer',
  )
  const asked = await mortar.stranger.login({ body: { login: person.username, password, grant } })
  expect(await mortar.as(asked.access_token).get_my_shop()).toMatchObject({ slug: keeper.shop })
})

test("nobody acts by another's grant, signed in or signing in", async () => {
  const person = await aCustomer(mortar)
  const foreign = await grantOf(keeper, { role: 'shopkeeper' })
  for (const grant of [foreign, randomUUID()]) {
    expect(await refusalOf(person.api.switch_grant({ body: { grant } }))).toMatchObject({ code: 'not_found' })
    const login = mortar.stranger.login({ body: { login: person.username, password, grant } })
    expect(await refusalOf(login)).toMatchObject({ code: 'invalid_input', errors: [{ field: 'grant' }] })
  }
  expect((await person.api.get_me()).role).toBe('customer')
})

test('whatever acts, its person buys, but nothing from a shop they belong to', async () => {
  const [own, foreign] = [await aProduct(keeper), await aProduct(other)]
  const buyer = await anApprovedShop(mortar)
  await sql`update people.users set email_verified_at = now() where username = ${buyer.username}`.execute(mortar.db)
  await hired(mortar, buyer, keeper)
  await actAs(buyer, { role: 'shopkeeper' })
  const buy = async (...slugs: string[]) => {
    for (const product of slugs) await buyer.api.add_to_cart({ body: { product, quantity: 1 } })
    return buyer.api.checkout_cart({
      body: { address, payment_method: 'cash_on_delivery' },
      headers: { 'idempotency-key': randomUUID() },
    })
  }
  expect(await refusalOf(buy(foreign.slug, own.slug))).toMatchObject({ status: 409, code: 'own_shop' })
  await buyer.api.remove_from_cart({ body: { product: own.slug } })
  const { orders } = await buy()
  expect(orders).toMatchObject([{ shop: { slug: other.shop } }])
  expect((await buyer.api.my_orders()).results).toMatchObject([{ order_number: orders[0]?.order_number }])
  expect((await buyer.api.pending_orders()).results).toEqual([])
  await actAs(buyer, { role: 'customer' })
  expect(await refusalOf(buy(own.slug))).toMatchObject({ code: 'own_shop' })
})

test('a grant that is taken away ends the sessions that act by it, and no others', async () => {
  const person = await aSubstitute()
  await setSingle('staff', false)
  const elsewhere = await someone(mortar, person.username, person.email)
  await actAs(elsewhere, { role: 'staff', shop: other.shop })
  await keeper.api.remove_staff({ params: { username: person.username } })
  expect(await refusalOf(person.api.get_me())).toMatchObject({ code: 'session_ended' })
  expect(await elsewhere.api.get_my_shop()).toMatchObject({ slug: other.shop })
  expect((await elsewhere.api.get_me()).grants.map(({ shop }) => shop?.slug)).toEqual([other.shop, undefined])
  expect(await ends(person)).toEqual(new Set(['role', null]))
  await setSingle('staff', true)
})

test('one device is the rule of a role: who acts in it elsewhere is signed out, by signing in and by switching', async () => {
  const person = await aSubstitute()
  await actAs(person, { role: 'customer' })
  const asStaff = await mortar.stranger.login({
    body: { login: person.username, password, grant: await grantOf(person, { role: 'staff', shop: other.shop }) },
  })
  await person.api.get_me()
  await actAs(person, { role: 'staff', shop: keeper.shop })
  expect(await refusalOf(mortar.as(asStaff.access_token).get_me())).toMatchObject({ code: 'session_ended' })
  expect(await person.api.get_my_shop()).toMatchObject({ slug: keeper.shop })
})

test('a second factor that any of their roles demands is asked for, whichever acts', async () => {
  const person = await aSubstitute()
  const grant = await grantOf(person, { role: 'customer' })
  await admin.api.update_settings({ body: { require_second_factor: { staff: true } } })
  const login = mortar.stranger.login({ body: { login: person.username, password, grant } })
  expect(await refusalOf(login)).toMatchObject({ code: 'two_factor_required' })
  await admin.api.update_settings({ body: { require_second_factor: { staff: false } } })
})

test('who is signed in is listed in the role that acts', async () => {
  const person = await aSubstitute()
  const listed = async (type: 'customer' | 'staff') =>
    (await admin.api.active_users({ query: { type, page_size: 100 } })).results
      .filter(({ user }) => user.username === person.username)
      .map(({ user }) => user.role)
  expect([await listed('staff'), await listed('customer')]).toEqual([['staff'], []])
  await actAs(person, { role: 'customer' })
  expect([await listed('staff'), await listed('customer')]).toEqual([[], ['customer']])
})

test('a switch is audited, one to what acts already is not', async () => {
  const person = await aSubstitute()
  await actAs(person, { role: 'customer' })
  await actAs(person, { role: 'customer' })
  const { results } = await admin.api.list_audit_log({
    query: { target: `user:${person.username}`, action: 'session.switch' },
  })
  expect(results).toMatchObject([{ actor: person.username, before: { role: 'staff' }, after: { role: 'customer' } }])
})

test('of switches at once each is done, and what acts is one of them', async () => {
  const person = await aSubstitute()
  const hats = [{ role: 'customer' }, { role: 'staff', shop: other.shop }, { role: 'staff', shop: keeper.shop }]
  const grants = await Promise.all(hats.map((hat) => grantOf(person, hat)))
  const answers = await Promise.all([...grants, ...grants].map((grant) => person.api.switch_grant({ body: { grant } })))
  expect(answers.map((me) => me.grants.find(({ acts }) => acts)?.id)).toEqual([...grants, ...grants])
  const { grants: now } = await person.api.get_me()
  expect(now.filter(({ acts }) => acts)).toHaveLength(1)
})

test('what is asked for while its grant is being taken away is not done', async () => {
  const person = await aSubstitute()
  await person.api.get_my_shop()
  const { asked } = await transact(mortar.db, async (tx) => {
    await sql`select from people.users where username = ${person.username} for update`.execute(tx)
    const call = refusalOf(
      person.api.restock_products_create({
        body: { lots: [{ product: (await aProduct(keeper)).slug, quantity: 1, expiry_date: '2099-12-31' }] },
      }),
    )
    await waiting(mortar)
    await sql`
      delete from people.user_grants where role = 'staff'
        and user_id = (select id from people.users where username = ${person.username})`.execute(tx)
    return { asked: call }
  })
  expect(await asked).toMatchObject({ code: 'session_ended' })
})

test('what is asked for while its session switches is judged by what acts then', async () => {
  const person = await aSubstitute()
  await person.api.get_my_shop()
  const { asked } = await transact(mortar.db, async (tx) => {
    const { rows } = await sql<{ id: number }>`
      select id from people.users where username = ${person.username} for update`.execute(tx)
    const call = refusalOf(
      person.api.restock_products_create({
        body: { lots: [{ product: (await aProduct(keeper)).slug, quantity: 1, expiry_date: '2099-12-31' }] },
      }),
    )
    await waiting(mortar)
    await sql`
      update people.sessions set grant_id = (
        select id from people.user_grants where user_id = ${rows[0]?.id} and role = 'customer')
      where user_id = ${rows[0]?.id}`.execute(tx)
    return { asked: call }
  })
  expect(await asked).toMatchObject({ code: 'forbidden' })
})
