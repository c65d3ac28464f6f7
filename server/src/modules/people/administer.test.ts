import type { Problem } from '@mortar/contract'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { sql, transact } from '../../kernel/database.ts'
import {
  aCustomer,
  aNewcomer,
  aMortar,
  aName,
  anAdmin,
  aShopkeeper,
  password,
  refusalOf,
  signIn,
  someone,
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

const block = (username: string, reason?: string, by = admin) =>
  by.api.block_user({ params: { username }, body: reason === undefined ? {} : { reason } })
const unblock = (username: string, reason?: string) =>
  admin.api.unblock_user({ params: { username }, body: reason === undefined ? {} : { reason } })
const make = (role: 'customer' | 'admin', username: string, by = admin) =>
  by.api.update_user({ params: { username }, body: { role } })

const audited = async (username: string) =>
  (await admin.api.list_audit_log({ query: { target: `user:${username}`, action: 'user' } })).results
const reasonsOfEnds = async (username: string) => {
  const { rows } = await sql<{ end_reason: string | null }>`
    select s.end_reason from people.sessions s join people.users u on u.id = s.user_id
    where u.username = ${username} order by s.created_at, s.end_reason nulls last`.execute(mortar.db)
  return rows.map((row) => row.end_reason)
}

async function anotherAdmin(): Promise<Someone> {
  const { username, email } = await aCustomer(mortar)
  await make('admin', username)
  return someone(mortar, username, email)
}

test('who is blocked is out at once and stays out, until they are let in again', async () => {
  const { username, api, tokens } = await aNewcomer(mortar)
  expect(await block(username.toUpperCase(), 'Sold their account')).toMatchObject({
    username,
    state: 'blocked',
    blocked_reason: 'Sold their account',
  })
  expect(await refusalOf(api.get_me())).toMatchObject({ status: 401, code: 'session_ended' })
  expect(
    await refusalOf(mortar.stranger.refresh_token({ body: { refresh_token: tokens.refresh_token } })),
  ).toMatchObject({
    code: 'session_ended',
  })
  expect(await refusalOf(signIn(mortar, username))).toMatchObject({ code: 'invalid_credentials' })
  expect(await reasonsOfEnds(username)).toEqual(['blocked'])

  expect(await unblock(username, 'A mistake')).toMatchObject({ state: 'unverified', blocked_reason: null })
  await mortar.as((await signIn(mortar, username)).access_token).get_me()
  expect((await audited(username)).slice(0, 2)).toMatchObject([
    {
      actor: admin.username,
      action: 'user.unblock',
      before: { state: 'blocked', reason: 'Sold their account' },
      after: { state: 'unverified', reason: 'A mistake' },
    },
    {
      actor: admin.username,
      action: 'user.block',
      before: { state: 'unverified' },
      after: { state: 'blocked', reason: 'Sold their account' },
      ip: '127.0.0.1',
    },
  ])
})

test('a move the state forbids is refused and leaves no trace; nobody blocks themselves', async () => {
  const { username } = await aCustomer(mortar)
  expect(await refusalOf(unblock(username))).toMatchObject({ code: 'move_not_allowed', moves: ['block'] })
  await block(username)
  expect(await refusalOf(block(username))).toMatchObject({ code: 'move_not_allowed', moves: ['unblock'] })
  expect((await audited(username)).map((each) => each.action)).toEqual(['user.block', 'user.register'])
  expect(await refusalOf(block(admin.username))).toMatchObject({
    status: 409,
    code: 'move_not_allowed',
    detail: 'Nobody blocks their own account.',
  })
})

test('a customer becomes an admin and back, and signs in anew each time', async () => {
  const customer = await aCustomer(mortar)
  expect(await make('admin', customer.username)).toMatchObject({
    role: 'admin',
    last_activity: expect.any(String) as string,
  })
  expect(await refusalOf(customer.api.get_me())).toMatchObject({ code: 'session_ended' })
  const other = await someone(mortar, customer.username, customer.email)
  await other.api.get_settings()
  expect(await make('customer', customer.username, other)).toMatchObject({ role: 'customer' })
  expect(await refusalOf(other.api.get_settings())).toMatchObject({ code: 'session_ended' })
  expect(await reasonsOfEnds(customer.username)).toEqual(['role', 'role'])
  expect((await audited(customer.username)).slice(0, 2)).toMatchObject([
    { actor: customer.username, action: 'user.update', before: { role: 'admin' }, after: { role: 'customer' } },
    { actor: admin.username, action: 'user.update', before: { role: 'customer' }, after: { role: 'admin' } },
  ])
})

test('who has the role already keeps it, and their sessions', async () => {
  const { username, api } = await aCustomer(mortar)
  expect(await make('customer', username)).toMatchObject({ role: 'customer' })
  await api.get_me()
  expect((await audited(username)).map((each) => each.action)).toEqual(['user.register'])
})

test('people of a shop stay what they are there, and may be admins beside it', async () => {
  const { username, shop } = await aShopkeeper(mortar)
  const inShop = { role: 'shopkeeper', shop: { slug: shop }, duties: [] }
  expect(await refusalOf(make('customer', username))).toMatchObject({ status: 409, code: 'move_not_allowed' })
  expect(await make('admin', username)).toMatchObject({
    role: 'admin',
    shop: null,
    grants: [{ role: 'admin' }, inShop],
  })
  expect(await listed('admin')).toContain(username)
  expect(await listed('shopkeeper')).toContain(username)
  expect(await listed('customer')).not.toContain(username)
  expect(await make('customer', username)).toMatchObject({ ...inShop, grants: [inShop] })
  expect(await listed('admin')).not.toContain(username)
})

const listed = async (role: 'admin' | 'shopkeeper' | 'customer') =>
  (await admin.api.list_users({ query: { role, page_size: 100 } })).results.map((each) => each.username)

test('whoever is not there, or is deleted, is not found', async () => {
  const { username } = await aCustomer(mortar)
  await sql`update people.users set deleted_at = created_at where username = ${username}`.execute(mortar.db)
  const problems = await Promise.all(
    [username, aName('nobody')].flatMap((name) => [block(name), unblock(name), make('admin', name)].map(refusalOf)),
  )
  expect(new Set(problems.map((problem) => JSON.stringify(problem))).size).toBe(1)
  expect(problems[0]).toMatchObject({ status: 404, code: 'not_found' })
})

test('the only admin left stays one', async () => {
  expect(await refusalOf(make('customer', admin.username))).toMatchObject({ status: 409, code: 'last_admin' })
  const other = await anotherAdmin()
  await block(other.username)
  expect(await refusalOf(make('customer', admin.username))).toMatchObject({ code: 'last_admin' })
  await unblock(other.username)
  await make('customer', other.username)
  await admin.api.get_settings()
})

/** Holds back whoever guards the admins until so many of them wait, so that all are past the check of their session. */
async function atOnce(calls: (() => Promise<unknown>)[]): Promise<(Problem | 'done')[]> {
  const made = await transact(mortar.db, async (tx) => {
    await sql`select pg_advisory_xact_lock(hashtext('mortar admins'))`.execute(tx)
    const running = calls.map((call) =>
      call().then(
        () => 'done' as const,
        (error: unknown) => refusalOf(Promise.reject(error as Error)),
      ),
    )
    for (let waiting = 0; waiting < calls.length;) {
      const { rows } = await sql<{ waiting: number }>`
        select count(*) as waiting from pg_locks l join pg_database d on d.oid = l.database
        where l.locktype = 'advisory' and not l.granted and d.datname = current_database()`.execute(tx)
      waiting = rows[0]?.waiting ?? 0
    }
    return running
  })
  return Promise.all(made)
}

test.each([
  ['make each other customers', (other: string, by: Someone) => make('customer', other, by)],
  ['block each other', (other: string, by: Someone) => block(other, undefined, by)],
])('of two admins who %s at once, one stays', async (_, deed) => {
  const other = await anotherAdmin()
  const outcomes = await atOnce([() => deed(other.username, admin), () => deed(admin.username, other)])
  expect(outcomes.filter((each) => each === 'done')).toHaveLength(1)
  expect(outcomes.filter((each) => each !== 'done')).toMatchObject([{ status: 401, code: 'session_ended' }])
  const { rows } = await sql<{ username: string }>`
    select u.username from people.users u join people.user_grants g on g.user_id = u.id
    where g.role = 'admin' and u.blocked_at is null and u.deleted_at is null`.execute(mortar.db)
  expect(rows).toHaveLength(1)
  await restore()
})

/** The platform's admin as they were, by decree of the database, and they alone. */
async function restore(): Promise<void> {
  await sql`update people.users set blocked_at = null, blocked_reason = null`.execute(mortar.db)
  await sql`delete from people.user_grants where role = 'admin'`.execute(mortar.db)
  await sql`
    insert into people.user_grants (user_id, role)
    select id, 'admin' from people.users where username = ${admin.username}`.execute(mortar.db)
  const { access_token } = await mortar.stranger.login({ body: { login: admin.username, password } })
  admin = { ...admin, api: mortar.as(access_token) }
}

test('of a sign-in and a block at once, no session is left that answers', async () => {
  for (let round = 0; round < 3; round++) {
    const { username } = await aCustomer(mortar)
    const [signedIn, blocked] = await Promise.allSettled([signIn(mortar, username), block(username)])
    expect(blocked.status).toBe('fulfilled')
    const begun = signedIn.status === 'fulfilled' ? [mortar.as(signedIn.value.access_token)] : []
    for (const api of begun) expect(await refusalOf(api.get_me())).toMatchObject({ status: 401 })
    expect((await reasonsOfEnds(username)).filter((reason) => reason === null)).toEqual([])
  }
})
