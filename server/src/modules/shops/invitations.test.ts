import { afterAll, beforeAll, expect, test } from 'vitest'
import { sql } from '../../kernel/database.ts'
import { aKey, outcomesOf } from '../../../test/harness/buying.ts'
import {
  aCustomer,
  address,
  aMortar,
  aName,
  anApprovedShop,
  aShopkeeper,
  password,
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

const day = 24 * 60 * 60_000
/** Time passes, and the keeper signs in anew. */
async function pass(ms: number, who = keeper): Promise<void> {
  mortar.clock.advance(ms)
  who.api = mortar.as((await signIn(mortar, who.username)).access_token)
}
const anAddress = () => `${aName('guest')}@people.test`
type Body = Parameters<Someone['api']['invite_staff']>[0]['body']
const invite = (email: string, work: Partial<Body> = {}, by = keeper) =>
  by.api.invite_staff({ body: { email, duties: ['counter'], ...work } })
const tokenOf = ({ id }: { id: string }) => makeInvitationTokens(mortar.config.secret).of(id)
const invited = async (email: string, work: Partial<Body> = {}) => tokenOf(await invite(email, work))

const view = (token: string) => mortar.stranger.view_invitation({ body: { token } })
const accept = (token: string, username = aName('newcomer')) =>
  mortar.stranger.accept_invitation({ body: { token, username, password, name: 'A newcomer' } })
const join = ({ api }: Someone, token: string) => api.join_staff({ body: { token } })
const staffOf = async ({ api }: Someone) => (await api.list_staff()).results.map((each) => each.username)
const open = async ({ api }: Someone) => (await api.list_staff()).invitations
const gone = { status: 400, code: 'code_invalid' }

async function audited(target: string) {
  const { rows } = await sql<{ actor: string; action: string; after: unknown }>`
    select u.username as actor, a.action, a.after from people.audit a join people.users u on u.id = a.actor_id
    where a.target = ${target} order by a.id desc`.execute(mortar.db)
  return rows
}

test('an invitation goes out by mail, and with a new account makes its holder staff', async () => {
  const email = anAddress()
  const invitation = await invite(email, { duties: ['pharmacist', 'counter'], registration_number: 'RPPS-1' })
  expect(invitation).toMatchObject({ email, duties: ['pharmacist', 'counter'], registration_number: 'RPPS-1' })
  expect(Date.parse(invitation.expires_at)).toBe(mortar.clock.now.getTime() + 7 * day)
  expect(await open(keeper)).toEqual([invitation])
  const token = tokenOf(invitation)
  await mortar.settle()
  const mails = () => mortar.mailbox.filter((mail) => mail.to === email).map((mail) => mail.text)
  await expect.poll(mails, { timeout: 10_000 }).toEqual([expect.stringContaining(token)])

  expect(await view(token)).toEqual({
    shop: { slug: keeper.shop, name: `Pharmacy ${keeper.username}` },
    email,
    duties: ['pharmacist', 'counter'],
    expires_at: invitation.expires_at,
    has_account: false,
  })
  const username = aName('newcomer')
  const user = await accept(token, username)
  expect(user).toMatchObject({ username, email, role: 'staff', email_verified: true })
  const { access_token } = await signIn(mortar, username)
  expect(await mortar.as(access_token).get_me()).toMatchObject({
    ...user,
    shop: { slug: keeper.shop },
    duties: ['pharmacist', 'counter'],
  })
  const { results, invitations } = await keeper.api.list_staff()
  expect(results.find((each) => each.username === username)).toMatchObject({
    email,
    registration_number: 'RPPS-1',
    duties: ['pharmacist', 'counter'],
  })
  expect(invitations).toEqual([])
})

test('an address that the invitation proved needs no code', async () => {
  const email = anAddress()
  const username = aName('newcomer')
  await accept(await invited(email), username)
  const { rows } = await sql<{ nonce: string | null; codes: number }>`
    select f.data ->> 'nonce' as nonce, (select count(*) from people.codes c where c.user_id = u.id) as codes
    from people.users u join kernel.facts f on f.type = 'person.registered' and f.data ->> 'user_id' = u.id::text
    where u.username = ${username}`.execute(mortar.db)
  expect(rows).toEqual([{ nonce: null, codes: 0 }])
})

test('a customer joins with the invitation to their own address, without signing in anew', async () => {
  const customer = await aCustomer(mortar)
  const token = await invited(customer.email.toUpperCase())
  expect(await view(token)).toMatchObject({ has_account: true })
  expect(await refusalOf(accept(token))).toMatchObject({ status: 409, code: 'email_taken' })
  expect(await join(customer, token)).toMatchObject({
    username: customer.username,
    role: 'staff',
    email_verified: true,
  })
  expect(await customer.api.get_my_shop()).toMatchObject({ slug: keeper.shop })
  expect(await staffOf(keeper)).toContain(customer.username)
  const order = { address, payment_method: 'cash_on_delivery' } as const
  expect(await refusalOf(customer.api.checkout_cart({ headers: aKey(), body: order }))).toMatchObject({ status: 403 })
})

test("nobody takes up what came to another's address", async () => {
  const [customer, other] = [await aCustomer(mortar), await aCustomer(mortar)]
  const token = await invited(customer.email)
  expect(await refusalOf(join(other, token))).toMatchObject(gone)
  expect(await view(token)).toMatchObject({ email: customer.email })
  await join(customer, token)
})

test('what is forged, used, replaced, withdrawn or too old is refused in the same words', async () => {
  const [used, replaced, withdrawn, old] = [anAddress(), anAddress(), anAddress(), anAddress()]
  const tokens: Record<string, string> = { old: await invited(old) }
  await pass(7 * day)
  tokens['used'] = await invited(used)
  await accept(tokens['used'])
  tokens['replaced'] = await invited(replaced)
  const { duties } = await invite(replaced.toUpperCase(), { duties: [] })
  expect(duties).toEqual([])
  const invitation = await invite(withdrawn)
  tokens['withdrawn'] = tokenOf(invitation)
  await keeper.api.withdraw_invitation({ params: { id: invitation.id } })
  tokens['forged'] = makeInvitationTokens('another secret, as long as it has to be').of(invitation.id)
  tokens['bare'] = invitation.id
  tokens['of nothing'] = makeInvitationTokens(mortar.config.secret).of('00000000-0000-4000-8000-000000000000')
  const customer = await aCustomer(mortar)
  const calls = Object.values(tokens).flatMap((token) => [view(token), accept(token), join(customer, token)])
  const { problems } = await outcomesOf(calls)
  expect(problems).toHaveLength(calls.length)
  for (const problem of problems) expect(problem).toEqual({ ...problems[0], ...gone })
  expect(await open(keeper)).toMatchObject([{ email: replaced.toUpperCase() }])
})

test('an invitation lives for seven days to the millisecond', async () => {
  const late = await invited(anAddress())
  const inTime = await invited(anAddress())
  mortar.clock.advance(7 * day - 1)
  await accept(inTime)
  await pass(1)
  expect(await refusalOf(view(late))).toMatchObject(gone)
  expect(await refusalOf(accept(late))).toMatchObject(gone)
  expect(await open(keeper)).toEqual([])
})

test('a password is judged by the address of the invitation too', async () => {
  const email = `unmistakable-${aName('guest')}@people.test`
  const body = { token: await invited(email), username: aName('newcomer'), password: email, name: 'A newcomer' }
  expect(await refusalOf(mortar.stranger.accept_invitation({ body }))).toMatchObject({
    code: 'invalid_input',
    errors: [{ field: 'password', code: 'personal' }],
  })
})

test('a taken username takes nothing up', async () => {
  const { username } = await aCustomer(mortar)
  const token = await invited(anAddress())
  expect(await refusalOf(accept(token, username))).toMatchObject({ status: 409, code: 'username_taken' })
  await accept(token)
})

test('who is no customer cannot be invited, anywhere', async () => {
  const other = await anApprovedShop(mortar)
  const staff = await aCustomer(mortar)
  await join(staff, await invited(staff.email))
  for (const [email, by] of [
    [other.email, keeper],
    [keeper.email.toUpperCase(), keeper],
    [staff.email, keeper],
    [staff.email, other],
  ] as const)
    expect(await refusalOf(invite(email, {}, by))).toMatchObject({
      status: 409,
      code: 'email_taken',
      errors: [{ field: 'email', code: 'email_taken' }],
    })
})

test('who became something else meanwhile cannot join', async () => {
  const customer = await aCustomer(mortar)
  const [here, there] = [await invited(customer.email), await invite(customer.email, {}, await anApprovedShop(mortar))]
  await join(customer, here)
  expect(await refusalOf(join(customer, tokenOf(there)))).toMatchObject({ status: 403 })
  expect(await view(tokenOf(there))).toMatchObject({ has_account: true })
})

test('a shop that waits gathers its people; one that was suspended or turned away takes nobody on', async () => {
  const waiting = await aShopkeeper(mortar)
  const set = (status: string) =>
    sql`update shops.shops set status = ${status} where slug = ${waiting.shop}`.execute(mortar.db)
  const token = tokenOf(await invite(anAddress(), {}, waiting))
  await view(token)
  for (const status of ['suspended', 'rejected']) {
    await set(status)
    expect(await refusalOf(view(token))).toMatchObject(gone)
    expect(await refusalOf(accept(token))).toMatchObject(gone)
    const another = invite(anAddress(), {}, waiting)
    expect(await refusalOf(another)).toMatchObject({ status: 403, code: 'shop_not_approved' })
  }
  await set('pending')
  await accept(token)
})

test('members and open invitations together are fifty at most, also of invitations at once', async () => {
  const shop = await anApprovedShop(mortar)
  const addresses = Array.from({ length: 60 }, anAddress)
  const { succeeded, problems } = await outcomesOf(addresses.map((email) => invite(email, {}, shop)))
  expect(succeeded).toBe(50)
  expect(new Set(problems.map((problem) => problem.code))).toEqual(new Set(['too_many']))
  const [first, second] = await open(shop)
  if (first === undefined || second === undefined) throw new Error('nobody was invited')
  await accept(tokenOf(first))
  expect(await refusalOf(invite(anAddress(), {}, shop))).toMatchObject({ status: 409, code: 'too_many' })
  await invite(second.email, { duties: [] }, shop)
  await pass(7 * day, shop)
  await invite(anAddress(), {}, shop)
  await pass(0)
})

test('of invitations to one address at once, one is open', async () => {
  const shop = await anApprovedShop(mortar)
  const email = anAddress()
  await Promise.all(Array.from({ length: 8 }, () => invite(email, {}, shop)))
  expect(await open(shop)).toHaveLength(1)
})

test('of twenty who accept one invitation at once, one is staff', async () => {
  const token = await invited(anAddress())
  const names = Array.from({ length: 20 }, () => aName('newcomer'))
  const { succeeded, problems } = await outcomesOf(names.map((name) => accept(token, name)))
  expect(succeeded).toBe(1)
  expect(problems.map((problem) => problem.code)).toEqual(Array.from({ length: 19 }, () => 'code_invalid'))
  const { rows } = await sql`select from people.users where username = any(${names})`.execute(mortar.db)
  expect(rows).toHaveLength(1)
})

test('of joining and withdrawing at once, one happens', async () => {
  for (let round = 0; round < 5; round++) {
    const customer = await aCustomer(mortar)
    const invitation = await invite(customer.email)
    const { succeeded } = await outcomesOf([
      join(customer, tokenOf(invitation)),
      join(customer, tokenOf(invitation)),
      keeper.api.withdraw_invitation({ params: { id: invitation.id } }),
    ])
    const isStaff = (await staffOf(keeper)).includes(customer.username)
    const actions = (await audited(`invitation:${invitation.id}`)).map((each) => each.action)
    expect(succeeded).toBe(1)
    expect(actions.includes('staff.withdraw')).toBe(!isStaff)
  }
})

test('an invitation is withdrawn once, and by its own shop', async () => {
  const { id } = await invite(anAddress())
  const other = await anApprovedShop(mortar)
  const withdraw = (by: Someone) => by.api.withdraw_invitation({ params: { id } })
  expect(await refusalOf(withdraw(other))).toMatchObject({ status: 404, code: 'not_found' })
  await withdraw(keeper)
  expect(await refusalOf(withdraw(keeper))).toMatchObject({ status: 404 })
})

test('who invited whom is audited without any address, and a closed invitation keeps none', async () => {
  const email = anAddress()
  const [accepted, withdrawn] = [await invite(email), await invite(anAddress())]
  const username = aName('newcomer')
  await accept(tokenOf(accepted), username)
  await keeper.api.withdraw_invitation({ params: { id: withdrawn.id } })
  const madeBy = { actor: keeper.username, action: 'staff.invite', after: { shop: keeper.shop, duties: ['counter'] } }
  expect(await audited(`invitation:${accepted.id}`)).toEqual([madeBy])
  expect(await audited(`invitation:${withdrawn.id}`)).toMatchObject([{ action: 'staff.withdraw' }, madeBy])
  expect(await audited(`user:${username}`)).toEqual([
    { actor: username, action: 'staff.join', after: { shop: keeper.shop, duties: ['counter'] } },
    { actor: username, action: 'user.register', after: { role: 'staff' } },
  ])
  const { rows } = await sql<{ email: string; accepted_by: string | null }>`
    select i.email, u.username as accepted_by from shops.invitations i left join people.users u on u.id = i.accepted_by
    where i.id = any(${[accepted.id, withdrawn.id]}::uuid[]) order by accepted_by`.execute(mortar.db)
  expect(rows).toEqual([
    { email: '', accepted_by: username },
    { email: '', accepted_by: null },
  ])
  const { rows: told } = await sql`select from people.audit a where a::text like ${`%${email}%`}`.execute(mortar.db)
  expect(told).toEqual([])
})

test('a pharmacist is known to the chamber, and nobody else gives a number', async () => {
  for (const work of [{ duties: ['pharmacist'] }, { duties: ['counter'], registration_number: 'RPPS-1' }] as const)
    expect(await refusalOf(invite(anAddress(), { ...work, duties: [...work.duties] }))).toMatchObject({
      code: 'invalid_input',
      errors: [{ field: 'registration_number' }],
    })
})
