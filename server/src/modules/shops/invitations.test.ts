import { afterAll, beforeAll, expect, test } from 'vitest'
import { sql } from '../../kernel/database.ts'
import { aKey, outcomesOf, statementsOf } from '../../../test/harness/buying.ts'
import {
  aCustomer,
  address,
  aMortar,
  aName,
  anAdmin,
  anApprovedShop,
  aShopkeeper,
  password,
  refusalOf,
  signIn,
  type Mortar,
  type Shopkeeper,
  type Someone,
} from '../../../test/harness/index.ts'
import { mailTo } from '../../../test/harness/mail.ts'
import { makeInvitationTokens } from './invitation-token.ts'
import { rules } from './invitations.ts'

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
  await expect.poll(mails).toEqual([expect.stringContaining(token)])

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
  expect(await refusalOf(customer.api.checkout_cart({ headers: aKey(), body: order }))).toMatchObject({
    code: 'cart_empty',
  })
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

test('inviting does not tell whose an address is: same answer, same statements, same list, and a mail to each', async () => {
  const other = await anApprovedShop(mortar)
  const [customer, staff] = [await aCustomer(mortar), await aCustomer(mortar)]
  await join(staff, await invited(staff.email))
  const shop = await anApprovedShop(mortar)
  const sent = statementsOf(mortar)
  const seen: { answer: object; statements: string[] }[] = []
  const addresses = [anAddress(), customer.email, staff.email, other.email, (await anAdmin(mortar)).email]
  // From now on it is known who asks, and each call begins alike.
  await open(shop)
  for (const email of addresses) {
    sent.length = 0
    const { id, email: told, ...answer } = await invite(email, {}, shop)
    expect([typeof id, told]).toEqual(['string', email])
    seen.push({ answer, statements: [...sent] })
  }
  for (const each of seen) expect(each).toEqual(seen[0])
  expect((await open(shop)).map(({ email }) => email).toSorted()).toEqual(addresses.toSorted())
  await mortar.settle()
  const mailed = () =>
    addresses.map(
      (email) => mortar.mailbox.filter((mail) => mail.to === email && /staff/.test(mail.subject)).length > 0,
    )
  await expect.poll(mailed).toEqual(addresses.map(() => true))
})

test('who works for a shop may work for another as well, and acts for the one they joined last', async () => {
  const [staff, other] = [await aCustomer(mortar), await anApprovedShop(mortar)]
  await join(staff, await invited(staff.email, { duties: ['dispenser'] }))
  const there = tokenOf(await invite(staff.email, {}, other))
  expect(await refusalOf(accept(there))).toMatchObject({ status: 409, code: 'email_taken' })
  await join(staff, there)
  expect(await staff.api.get_me()).toMatchObject({
    role: 'staff',
    shop: { slug: other.shop },
    grants: [
      { role: 'staff', shop: { slug: keeper.shop }, duties: ['dispenser'], acts: false },
      { role: 'staff', shop: { slug: other.shop }, duties: ['counter'], acts: true },
      { role: 'customer', shop: null, duties: [], acts: false },
    ],
  })
  expect([await staffOf(keeper), await staffOf(other)]).toEqual([
    expect.arrayContaining([staff.username]),
    [staff.username],
  ])
})

test('who belongs to a shop cannot join it, and the invitation stays open', async () => {
  const [staff, shop] = [await aCustomer(mortar), await anApprovedShop(mortar)]
  await join(staff, tokenOf(await invite(staff.email, {}, shop)))
  const again = tokenOf(await invite(staff.email, { duties: ['dispenser'] }, shop))
  expect(await refusalOf(join(staff, again))).toMatchObject(gone)
  expect(await refusalOf(join(shop, tokenOf(await invite(shop.email, {}, shop))))).toMatchObject(gone)
  expect(await view(again)).toMatchObject({ has_account: true })
  expect(await staff.api.get_me()).toMatchObject({ duties: ['counter'] })
})

test('of one invitation taken up twice at once by the same person, one is', async () => {
  const [customer, shop] = [await aCustomer(mortar), await anApprovedShop(mortar)]
  const token = tokenOf(await invite(customer.email, {}, shop))
  const { succeeded, problems } = await outcomesOf(Array.from({ length: 6 }, () => join(customer, token)))
  expect([succeeded, new Set(problems.map(({ code }) => code))]).toEqual([1, new Set(['code_invalid'])])
  expect((await customer.api.get_me()).grants.map(({ role }) => role)).toEqual(['staff', 'customer'])
})

test('an approved shop alone invites and takes people on', async () => {
  const shop = await anApprovedShop(mortar)
  const set = (status: string) =>
    sql`update shops.shops set status = ${status} where slug = ${shop.shop}`.execute(mortar.db)
  const token = tokenOf(await invite(anAddress(), {}, shop))
  await view(token)
  for (const status of ['pending', 'suspended', 'rejected']) {
    await set(status)
    expect(await refusalOf(view(token))).toMatchObject(gone)
    expect(await refusalOf(accept(token))).toMatchObject(gone)
    const another = invite(anAddress(), {}, shop)
    expect(await refusalOf(another)).toMatchObject({ status: 403, code: 'shop_not_approved' })
  }
  await set('approved')
  await accept(token)
})

test('a shop that nobody has approved mails to nobody', async () => {
  const waiting = await aShopkeeper(mortar)
  const email = anAddress()
  expect(await refusalOf(invite(email, {}, waiting))).toMatchObject({ status: 403, code: 'shop_not_approved' })
  await mortar.settle()
  const { rows } = await sql`select from notifications.mails where recipient = ${email}`.execute(mortar.db)
  expect(rows).toEqual([])
})

test("a shop's name stands in quotes in the mail, and on no subject line", async () => {
  const email = anAddress()
  await invite(email)
  const { subject, text } = await mailTo(mortar, email, /staff/)
  expect(subject).not.toContain(keeper.username)
  expect(text).toContain(`“Pharmacy ${keeper.username}”`)
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

test('a shop mails three times a day to one address, and sixty times in all, however often it takes invitations back', async () => {
  const counted = await aMortar({ MORTAR_RATE_LIMITS: 'on' })
  try {
    const shop = await anApprovedShop(counted)
    let network = 0
    const ask = async (email: string) => {
      const { statusCode, body } = await counted.server.app.inject({
        method: 'POST',
        url: '/api/my_shop/staff',
        remoteAddress: `10.1.0.${network++ % 250}`,
        headers: { authorization: `Bearer ${shop.tokens.access_token}` },
        payload: { email, duties: [] },
      })
      if (statusCode === 201)
        await shop.api.withdraw_invitation({ params: { id: (JSON.parse(body) as { id: string }).id } })
      return statusCode
    }
    const one = anAddress()
    const same: number[] = []
    for (let i = 0; i < 5; i++) same.push(await ask(i % 2 === 0 ? one : one.toUpperCase()))
    expect(same).toEqual([201, 201, 201, 429, 429])
    let mailed = 0
    for (let i = 0; i < 70; i++) if ((await ask(anAddress())) === 201) mailed++
    expect(mailed).toBe(rules.shop.tries - rules.address.tries)
  } finally {
    await counted.close()
  }
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
