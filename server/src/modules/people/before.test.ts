import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  aCustomer,
  aMortar,
  anApprovedShop,
  aShopkeeper,
  hired,
  refusalOf,
  signIn,
  someone,
  type Mortar,
  type Shopkeeper,
  type Someone,
} from '../../../test/harness/index.ts'
import { sql } from '../../kernel/database.ts'

/** What programs of before read and write, which share the database while this one is brought in: one grant a person, none of a session. */
let mortar: Mortar
let keeper: Shopkeeper
let other: Shopkeeper
beforeAll(async () => {
  mortar = await aMortar()
  keeper = await anApprovedShop(mortar)
  other = await anApprovedShop(mortar)
})
afterAll(() => mortar.close())

/** As such a program reads somebody. */
async function before({ username }: Pick<Someone, 'username'>) {
  const { rows } = await sql<{ role: string; shop: string | null; duties: string[] }>`
    select g.role, s.slug as shop, g.duties from people.users u join people.grants g on g.user_id = u.id
    left join shops.shops s on s.id = g.shop_id where u.username = ${username}`.execute(mortar.db)
  return rows
}

type As = { role: string; shop?: string; duties?: string[] }

/** As such a program writes them. */
const makes = ({ username }: Pick<Someone, 'username'>, { role, shop, duties = [] }: As) =>
  sql`
    update people.grants g
    set role = ${role}, shop_id = (select id from shops.shops where slug = ${shop ?? null}), duties = ${duties}
    from people.users u where u.id = g.user_id and u.username = ${username}`.execute(mortar.db)

const held = async ({ api }: Pick<Someone, 'api'>) =>
  (await api.get_me()).grants.map(({ role, shop, acts }) => [role, shop?.slug ?? null, acts])

test('it reads of everybody what they are, and of who is more what they are before all', async () => {
  const customer = await aCustomer(mortar)
  expect(await before(customer)).toEqual([{ role: 'customer', shop: null, duties: [] }])
  expect(await before(keeper)).toEqual([{ role: 'shopkeeper', shop: keeper.shop, duties: [] }])
  await hired(mortar, customer, other, ['counter'])
  await hired(mortar, customer, keeper, ['dispenser'])
  expect(await before(customer)).toEqual([{ role: 'staff', shop: other.shop, duties: ['counter'] }])
  await other.api.update_staff({ params: { username: customer.username }, body: { duties: ['dispenser'] } })
  expect(await before(customer)).toEqual([{ role: 'staff', shop: other.shop, duties: ['dispenser'] }])
  await other.api.remove_staff({ params: { username: customer.username } })
  expect(await before(customer)).toEqual([{ role: 'staff', shop: keeper.shop, duties: ['dispenser'] }])
  await keeper.api.remove_staff({ params: { username: customer.username } })
  expect(await before(customer)).toEqual([{ role: 'customer', shop: null, duties: [] }])
})

test('whom it registers is somebody here too', async () => {
  const { rows } = await sql<{ id: number }>`
    insert into people.users (username, email, password_hash, name, created_at)
    select 'of-before', 'of-before@people.test', password_hash, 'Of before', now() from people.users
    where username = ${keeper.username} returning id`.execute(mortar.db)
  await sql`insert into people.grants (user_id, role) values (${rows[0]?.id}, 'customer')`.execute(mortar.db)
  const person = await someone(mortar, 'of-before', 'of-before@people.test')
  expect(await held(person)).toEqual([['customer', null, true]])
})

test('a session that it began acts as what its person is', async () => {
  const shopkeeper = await aShopkeeper(mortar)
  const { access_token } = await signIn(mortar, shopkeeper.username)
  await sql`
    with old as (
      delete from people.sessions s using people.users u
      where u.id = s.user_id and u.username = ${shopkeeper.username} and s.ended_at is null returning s.*
    )
    select * from old`.execute(mortar.db)
  const [, claims = ''] = access_token.split('.')
  const { sid } = JSON.parse(Buffer.from(claims, 'base64url').toString()) as { sid: string }
  await sql`
    insert into people.sessions (id, user_id, created_at, last_seen_at, expires_at)
    select ${sid}, id, now(), now(), now() + interval '1 day' from people.users
    where username = ${shopkeeper.username}`.execute(mortar.db)
  expect(await mortar.as(access_token).get_my_shop()).toMatchObject({ slug: shopkeeper.shop })
})

test('whom it hires is staff here at once, signed in as they are, and whom it lets go acts for the shop no more', async () => {
  const customer = await aCustomer(mortar)
  await makes(customer, { role: 'staff', shop: keeper.shop, duties: ['counter'] })
  expect(await held(customer)).toEqual([
    ['staff', keeper.shop, true],
    ['customer', null, false],
  ])
  await makes(customer, { role: 'staff', shop: keeper.shop, duties: ['dispenser'] })
  expect((await customer.api.get_me()).duties).toEqual(['dispenser'])
  await makes(customer, { role: 'customer' })
  expect(await held(customer)).toEqual([['customer', null, true]])
  expect(await refusalOf(customer.api.get_my_shop())).toMatchObject({ code: 'forbidden' })
})

test('what it takes away is all that it knows: the rest stays, and is what it reads then', async () => {
  const customer = await aCustomer(mortar)
  await hired(mortar, customer, keeper, ['counter'])
  await hired(mortar, customer, other, ['counter'])
  await makes(customer, { role: 'customer' })
  expect(await held(customer)).toEqual([
    ['staff', other.shop, true],
    ['customer', null, false],
  ])
  expect(await before(customer)).toEqual([{ role: 'staff', shop: other.shop, duties: ['counter'] }])
})
