import { afterAll, beforeAll, expect, test } from 'vitest'
import { sql } from '../../kernel/database.ts'
import {
  aCustomer,
  aNewcomer,
  aMortar,
  aName,
  anAdmin,
  aShopkeeper,
  refusalOf,
  type Mortar,
  type Someone,
} from '../../../test/harness/index.ts'

let mortar: Mortar
let admin: Someone
beforeAll(async () => {
  mortar = await aMortar()
  admin = await anAdmin(mortar)
})
afterAll(() => mortar.close())

type Query = NonNullable<NonNullable<Parameters<Someone['api']['list_users']>[0]>['query']>
const list = (query: Query) => admin.api.list_users({ query })
const found = async (query: Query) => (await list(query)).results.map((each) => each.username)
const get = (username: string) => admin.api.get_user({ params: { username } })

test('a person is shown with what they are, where they work and when they were last seen', async () => {
  const keeper = await aShopkeeper(mortar)
  const shown = await get(keeper.username.toUpperCase())
  expect(shown).toMatchObject({
    username: keeper.username,
    email: keeper.email,
    role: 'shopkeeper',
    state: 'unverified',
    email_verified: false,
    blocked_reason: null,
    shop: { slug: keeper.shop, name: `Pharmacy ${keeper.username}` },
    duties: [],
    second_factor: false,
  })
  expect(Date.parse(shown.last_activity ?? '')).toBe(mortar.clock.now.getTime())
  expect(await get(admin.username)).toMatchObject({ role: 'admin', shop: null })
  expect(await refusalOf(get(aName('nobody')))).toMatchObject({ status: 404, code: 'not_found' })
})

test('a second factor counts once it is confirmed, and someone who was never seen was not', async () => {
  const { username } = await aCustomer(mortar)
  await sql`
    insert into people.second_factors (user_id, method) select id, 'mail' from people.users where username = ${username}`.execute(
    mortar.db,
  )
  expect(await get(username)).toMatchObject({ second_factor: false })
  await sql`
    update people.second_factors f set confirmed_at = u.created_at from people.users u
    where u.id = f.user_id and u.username = ${username}`.execute(mortar.db)
  expect(await get(username)).toMatchObject({ second_factor: true })
  await sql`
    delete from people.sessions s using people.users u where u.id = s.user_id and u.username = ${username}`.execute(
    mortar.db,
  )
  expect(await get(username)).toMatchObject({ last_activity: null })
})

test('of all states a person is in, the gravest is told', async () => {
  const { username } = await aNewcomer(mortar)
  const set = (column: string) =>
    sql`update people.users set ${sql.ref(column)} = created_at where username = ${username}`.execute(mortar.db)
  const told: string[] = [(await get(username)).state]
  for (const column of ['email_verified_at', 'blocked_at', 'deleted_at']) {
    await set(column)
    const { state } = await get(username)
    told.push(state)
    expect(await found({ q: username, state })).toEqual([username])
  }
  expect(told).toEqual(['unverified', 'active', 'blocked', 'deleted'])
  expect(await found({ q: username, state: 'active' })).toEqual([])
})

test('people are found by a part of their names or address, whatever case and accents', async () => {
  const { username } = await aCustomer(mortar)
  await sql`update people.users set name = 'Hélène Ångström' where username = ${username}`.execute(mortar.db)
  for (const q of [
    'hélène',
    'HELENE',
    'helène ang',
    ' NGSTRÖM ',
    username.slice(4).toUpperCase(),
    `${username}@CUSTOMERS`,
  ])
    expect(await found({ q })).toEqual([username])
  for (const q of ['helen_', '%', 'helenea', `${username} helene`]) expect(await found({ q })).toEqual([])
})

test('the newest come first, page by page, by role if asked', async () => {
  const names: string[] = []
  for (let i = 0; i < 3; i++) {
    mortar.clock.advance(1_000)
    names.unshift((await aCustomer(mortar)).username)
  }
  const first = await list({ role: 'customer', page_size: 2 })
  expect(first.results.map((each) => each.username)).toEqual(names.slice(0, 2))
  expect(first.next).toBe('/api/admin/users?role=customer&page_size=2&page=2')
  const second = await list({ role: 'customer', page: 2, page_size: 2 })
  expect(second.results[0]?.username).toBe(names[2])
  const all = await list({ page_size: 100 })
  expect(all.count).toBe(all.results.length)
  expect(first.count).toBe(all.results.filter((each) => each.role === 'customer').length)
  expect((await list({ page: 99 })).count).toBe(all.count)
  expect(await found({ role: 'admin' })).toEqual([admin.username])
})
