import { afterAll, beforeAll, expect, test } from 'vitest'
import { sql } from '../../kernel/database.ts'
import {
  aCustomer,
  aMortar,
  aShopkeeper,
  anAdmin,
  anApprovedShop,
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

type Decision = 'approve_shop' | 'reject_shop' | 'suspend_shop' | 'reinstate_shop'
const decide = (decision: Decision, slug: string, note?: string) =>
  admin.api[decision]({ params: { slug }, body: note === undefined ? {} : { note } })

test('an approved shop is verified, open to all, and its owner shown to the admin', async () => {
  const keeper = await aShopkeeper(mortar)
  expect(await refusalOf(mortar.stranger.get_shop({ params: { slug: keeper.shop } }))).toMatchObject({ status: 404 })
  expect(await decide('approve_shop', keeper.shop)).toMatchObject({
    slug: keeper.shop,
    status: 'approved',
    is_verified: true,
    owner: { username: keeper.username, email: keeper.email },
  })
  expect(await mortar.stranger.get_shop({ params: { slug: keeper.shop } })).toMatchObject({
    slug: keeper.shop,
    city: 'Lyon',
    rating: null,
    rating_count: 0,
  })
})

test('every path of the lifecycle can be walked', async () => {
  const { shop, api } = await aShopkeeper(mortar)
  expect(await decide('reject_shop', shop, 'No licence')).toMatchObject({ status: 'rejected', is_verified: false })
  expect(await api.get_my_shop()).toMatchObject({ status: 'rejected', status_note: 'No licence' })
  expect(await decide('approve_shop', shop)).toMatchObject({ status: 'approved', status_note: null, is_verified: true })
  expect(await decide('suspend_shop', shop, 'Complaints')).toMatchObject({ status: 'suspended' })
  expect(await refusalOf(mortar.stranger.get_shop({ params: { slug: shop } }))).toMatchObject({ status: 404 })
  expect(await decide('reinstate_shop', shop)).toMatchObject({ status: 'approved' })
})

test('a move the status forbids names the ones that are open, and changes nothing', async () => {
  const { shop } = await aShopkeeper(mortar)
  for (const move of ['suspend_shop', 'reinstate_shop'] as const)
    expect(await refusalOf(decide(move, shop))).toMatchObject({
      status: 409,
      code: 'move_not_allowed',
      moves: ['approve', 'reject'],
    })
  await decide('approve_shop', shop)
  expect(await refusalOf(decide('approve_shop', shop))).toMatchObject({ code: 'move_not_allowed', moves: ['suspend'] })
  expect(await audited(shop)).toHaveLength(1)
})

test('of decisions at once, one holds', async () => {
  const { shop } = await aShopkeeper(mortar)
  const moves = ['approve_shop', 'reject_shop', 'approve_shop', 'reject_shop'] as const
  const outcomes = await Promise.allSettled(moves.map((move) => decide(move, shop)))
  const rows = await audited(shop)
  expect(outcomes.filter((each) => each.status === 'fulfilled')).toHaveLength(rows.length)
  // A rejected shop may still be approved; every step starts where the one before ended.
  const path = rows.map((row) => [row.before.status, row.after.status])
  expect([
    JSON.stringify([['pending', 'approved']]),
    JSON.stringify([
      ['pending', 'rejected'],
      ['rejected', 'approved'],
    ]),
  ]).toContain(JSON.stringify(path))
})

test('a decision is audited with who, what, before and after, and published', async () => {
  const { shop } = await aShopkeeper(mortar)
  await decide('reject_shop', shop, 'No licence')
  const [row] = await audited(shop)
  expect(row).toMatchObject({
    actor: admin.username,
    action: 'shop.reject',
    before: { status: 'pending', note: null },
    after: { status: 'rejected', note: 'No licence' },
  })
  const { rows } = await sql<{ data: object }>`
    select data from kernel.facts where type = 'shop.decided' and data ->> 'slug' = ${shop}`.execute(mortar.db)
  expect(rows.map((each) => each.data)).toEqual([
    expect.objectContaining({ slug: shop, status: 'rejected', note: 'No licence' }),
  ])
})

test('an unknown shop is not found', async () => {
  expect(await refusalOf(decide('approve_shop', 'no-such-shop'))).toMatchObject({ status: 404, code: 'not_found' })
})

test('lists: the public sees open shops by name, the admin all of them by what they ask for', async () => {
  const open = await anApprovedShop(mortar)
  const waiting = await aShopkeeper(mortar)
  const { results } = await mortar.stranger.list_shops({ query: { page_size: 100 } })
  const slugs = results.map((shop) => shop.slug)
  expect(slugs).toContain(open.shop)
  expect(slugs).not.toContain(waiting.shop)
  expect(slugs).toEqual(slugs.toSorted())
  expect(await mortar.stranger.list_shops({ query: { category: 'optician' } })).toMatchObject({ count: 0, results: [] })

  const pending = await admin.api.list_admin_shops({ query: { status: 'pending' } })
  expect(pending.results[0]).toMatchObject({ slug: waiting.shop, owner: { email: waiting.email } })
  expect(pending.results.every((shop) => shop.status === 'pending')).toBe(true)
  const byOwner = await admin.api.list_admin_shops({ query: { q: waiting.email.toUpperCase() } })
  expect(byOwner.results.map((shop) => shop.slug)).toEqual([waiting.shop])
  expect(await admin.api.list_admin_shops({ query: { q: 'no % such _' } })).toMatchObject({ count: 0 })
})

test('a list is paged by links that keep the rest of the address', async () => {
  const all = await admin.api.list_admin_shops({ query: { page_size: 100 } })
  const first = await admin.api.list_admin_shops({ query: { page_size: 2 } })
  expect(first).toMatchObject({ count: all.count, previous: null })
  expect(first.next).toBe('/api/admin/shops?page_size=2&page=2')
  const second = await admin.api.list_admin_shops({ query: { page_size: 2, page: 2 } })
  expect([...first.results, ...second.results]).toEqual(all.results.slice(0, 4))
})

test('the kinds of shop are public', async () => {
  const { results } = await mortar.stranger.list_shop_categories()
  expect(results[0]).toEqual({ slug: 'pharmacy', name: 'Pharmacy' })
})

test('a customer has no shop, and decides nothing', async () => {
  const { api } = await aCustomer(mortar)
  expect(await refusalOf(api.get_my_shop())).toMatchObject({ status: 403 })
  expect(await refusalOf(api.approve_shop({ params: { slug: 'any' }, body: {} }))).toMatchObject({ status: 403 })
})

async function audited(slug: string) {
  const { rows } = await sql<{ actor: string; action: string; before: { status: string }; after: { status: string } }>`
    select u.username as actor, a.action, a.before, a.after
    from people.audit a left join people.users u on u.id = a.actor_id
    where a.target = ${`shop:${slug}`} order by a.id`.execute(mortar.db)
  return rows
}
