import { afterAll, beforeAll, expect, test } from 'vitest'
import { sql } from '../../kernel/database.ts'
import {
  aCustomer,
  aMortar,
  anAdmin,
  aShopkeeper,
  password,
  signIn,
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

const active = async (query: object = {}) => (await admin.api.active_users({ query })).results
const namesOf = (results: { user: { username: string } }[]) => results.map(({ user }) => user.username)

test('who is signed in is shown with device and address, and is not once they are not', async () => {
  const { username } = await aCustomer(mortar)
  const { access_token } = await mortar.stranger.login({ body: { login: username, password, device: 'A blue phone' } })
  const again = mortar.as(access_token)
  const mine = (await active()).filter(({ user }) => user.username === username)
  expect(mine).toMatchObject([
    { user: { username, name: `Customer ${username}`, role: 'customer' }, device: 'A blue phone', ip: '127.0.0.1' },
  ])
  for (const at of [mine[0]?.last_activity, mine[0]?.signed_in_at])
    expect(Date.parse(at ?? '')).toBe(mortar.clock.now.getTime())
  await again.logout({ body: {} })
  expect(namesOf(await active())).not.toContain(username)
})

test('the most recently active come first, by role if asked, page by page', async () => {
  const first = await aCustomer(mortar)
  const second = await aCustomer(mortar)
  const keeper = await aShopkeeper(mortar)
  mortar.clock.advance(2 * 60_000)
  await first.api.get_me()
  const customers = namesOf(await active({ type: 'customer' }))
  expect(customers[0]).toBe(first.username)
  expect(customers).toContain(second.username)
  expect(customers).not.toContain(keeper.username)
  expect(namesOf(await active({ type: 'shopkeeper' }))).toEqual([keeper.username])
  expect(await active({ type: 'staff' })).toEqual([])

  const all = await admin.api.active_users({ query: { page_size: 100 } })
  const page = await admin.api.active_users({ query: { page: 2, page_size: 1 } })
  expect(page).toMatchObject({ count: all.results.length, previous: '/api/active?page=1&page_size=1' })
  expect(page.results).toEqual(all.results.slice(1, 2))
  expect(await admin.api.active_users({ query: { page: 99 } })).toMatchObject({ count: all.count, results: [] })
})

test('nobody is signed in who is blocked, or whose session has run out', async () => {
  const blocked = await aCustomer(mortar)
  const forgotten = await aCustomer(mortar)
  await sql`update people.users set blocked_at = ${mortar.clock.now} where username = ${blocked.username}`.execute(
    mortar.db,
  )
  expect(namesOf(await active())).not.toContain(blocked.username)
  mortar.clock.advance(31 * 24 * 60 * 60_000)
  const api = mortar.as((await signIn(mortar, admin.username)).access_token)
  const { results } = await api.active_users({ query: { page_size: 100 } })
  expect(namesOf(results)).not.toContain(forgotten.username)
  expect(namesOf(results)).toEqual([admin.username])
})
