import type { Duty } from '@mortar/contract'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { sql } from '../../kernel/database.ts'
import { anOrder, outcomesOf } from '../../../test/harness/buying.ts'
import { aProduct } from '../../../test/harness/products.ts'
import {
  aCustomer,
  aMortar,
  aName,
  anApprovedShop,
  refusalOf,
  signIn,
  type Mortar,
  type Shopkeeper,
  type Someone,
} from '../../../test/harness/index.ts'
import { makeInvitationTokens } from './invitation-token.ts'

let mortar: Mortar
let keeper: Shopkeeper
beforeAll(async () => {
  mortar = await aMortar()
  keeper = await anApprovedShop(mortar)
})
afterAll(() => mortar.close())

/** Invited, and joined. */
async function aHire(by: Shopkeeper, ...duties: Duty[]): Promise<Someone> {
  const person = await aCustomer(mortar)
  const registration_number = duties.includes('pharmacist') ? 'RPPS-1' : undefined
  const { id } = await by.api.invite_staff({ body: { email: person.email, duties, registration_number } })
  await person.api.join_staff({ body: { token: makeInvitationTokens(mortar.config.secret).of(id) } })
  return person
}

type Work = Parameters<Someone['api']['update_staff']>[0]['body']
const update = (username: string, body: Work, by = keeper) => by.api.update_staff({ params: { username }, body })
const remove = (username: string, by = keeper) => by.api.remove_staff({ params: { username } })

async function audited(username: string, action: string) {
  const { rows } = await sql<{ actor: string; before: unknown; after: unknown }>`
    select u.username as actor, a.before, a.after from people.audit a join people.users u on u.id = a.actor_id
    where a.target = ${`user:${username}`} and a.action = ${action}`.execute(mortar.db)
  return rows
}

test('duties hold from the next request on', async () => {
  const hire = await aHire(keeper)
  const body = { name: aName('Product'), category: 'first-aid', price: 100 }
  const list = () => hire.api.create_product({ body: { ...body, name: aName('Product') } })
  expect(await refusalOf(list())).toMatchObject({ status: 403, code: 'forbidden' })
  expect(await update(hire.username.toUpperCase(), { duties: ['dispenser'] })).toMatchObject({
    username: hire.username,
    duties: ['dispenser'],
    registration_number: null,
  })
  await list()
  await update(hire.username, { duties: ['counter'] })
  expect(await refusalOf(list())).toMatchObject({ status: 403 })
  const made = await update(hire.username, { duties: ['pharmacist'], registration_number: 'RPPS-7' })
  expect(made).toMatchObject({ duties: ['pharmacist'], registration_number: 'RPPS-7' })
  await list()
  expect(await audited(hire.username, 'staff.update')).toMatchObject([
    { actor: keeper.username, before: { duties: [] }, after: { duties: ['dispenser'] } },
    { before: { duties: ['dispenser'] }, after: { duties: ['counter'] } },
    {
      before: { duties: ['counter'], registration_number: null },
      after: { duties: ['pharmacist'], registration_number: '(not kept)' },
    },
  ])
})

test('who works here no more is a customer, and signs in anew', async () => {
  const hire = await aHire(keeper, 'pharmacist')
  await remove(hire.username)
  expect(await refusalOf(hire.api.get_me())).toMatchObject({ status: 401, code: 'session_ended' })
  const { access_token } = await signIn(mortar, hire.username)
  expect(await mortar.as(access_token).get_me()).toMatchObject({ role: 'customer', shop: null, duties: [] })
  const { results } = await keeper.api.list_staff()
  expect(results.map((each) => each.username)).not.toContain(hire.username)
  expect(await audited(hire.username, 'staff.remove')).toEqual([
    { actor: keeper.username, before: { duties: ['pharmacist'], registration_number: '(not kept)' }, after: null },
  ])
  expect(await refusalOf(remove(hire.username))).toMatchObject({ status: 404 })
  const { rows } = await sql<{ reasons: string[] }>`
    select array_agg(end_reason) as reasons from people.sessions s join people.users u on u.id = s.user_id
    where u.username = ${hire.username} and s.ended_at is not null`.execute(mortar.db)
  expect(rows).toEqual([{ reasons: ['role'] }])
})

test('staff are listed as they joined, the keeper not among them', async () => {
  const shop = await anApprovedShop(mortar)
  const hires: string[] = []
  for (const duty of ['counter', 'dispenser'] as const) {
    mortar.clock.advance(60_000)
    hires.push((await aHire(shop, duty)).username)
  }
  const { results } = await shop.api.list_staff()
  expect(results.map((each) => each.username)).toEqual(hires)
  expect(results[1]).toMatchObject({
    duties: ['dispenser'],
    registration_number: null,
    last_activity: expect.any(String) as string,
  })
  expect(Date.parse(results[1]?.joined_at ?? '')).toBe(mortar.clock.now.getTime())
})

test('who comes back joined when they came back', async () => {
  const shop = await anApprovedShop(mortar)
  const person = await aHire(shop, 'counter')
  await remove(person.username, shop)
  mortar.clock.advance(60_000)
  const again = mortar.as((await signIn(mortar, person.username)).access_token)
  const { id } = await shop.api.invite_staff({ body: { email: person.email, duties: [] } })
  await again.join_staff({ body: { token: makeInvitationTokens(mortar.config.secret).of(id) } })
  const { results } = await shop.api.list_staff()
  expect(results.map((each) => [each.username, Date.parse(each.joined_at)])).toEqual([
    [person.username, mortar.clock.now.getTime()],
  ])
})

test("another shop's staff, customers, keepers and nobody are alike: not found", async () => {
  const other = await anApprovedShop(mortar)
  const foreign = await aHire(other, 'counter')
  const customer = await aCustomer(mortar)
  const names = [foreign.username, other.username, keeper.username, customer.username, aName('nobody')]
  const calls = names.flatMap((username) => [update(username, { duties: [] }), remove(username)])
  const { problems } = await outcomesOf(calls)
  expect(problems).toHaveLength(calls.length)
  for (const problem of problems) expect(problem).toEqual({ ...problems[0], status: 404, code: 'not_found' })
  expect(await foreign.api.get_me()).toMatchObject({ role: 'staff', duties: ['counter'] })
})

test('staff see their own shop and no other', async () => {
  const other = await anApprovedShop(mortar)
  const buyer = await aCustomer(mortar)
  const [own, foreign] = [await aProduct(keeper), await aProduct(other)]
  const placed = await Promise.all([own, foreign].map(({ slug }) => anOrder(buyer, [{ product: slug, quantity: 1 }])))
  const [ownOrder = '', foreignOrder = ''] = placed.map((order) => order.order_number)
  const { api } = await aHire(keeper, 'pharmacist', 'counter')
  expect(await api.get_my_shop()).toMatchObject({ slug: keeper.shop })
  const products = (await api.my_products({ query: { page_size: 100 } })).results.map((each) => each.slug)
  expect(products).toContain(own.slug)
  expect(products).not.toContain(foreign.slug)
  expect((await api.pending_orders()).results.map((each) => each.order_number)).toEqual([ownOrder])
  expect(await refusalOf(api.get_order({ params: { order_number: foreignOrder } }))).toMatchObject({ status: 404 })
  expect(await refusalOf(api.approve_order({ params: { order_number: foreignOrder }, body: {} }))).toMatchObject({
    status: 404,
  })
  expect(await refusalOf(api.update_product({ params: { slug: foreign.slug }, body: { price: 1 } }))).toMatchObject({
    status: 404,
  })
  expect(await refusalOf(api.list_staff())).toMatchObject({ status: 403 })
  await api.approve_order({ params: { order_number: ownOrder }, body: {} })
})
