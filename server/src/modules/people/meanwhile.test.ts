import type { Problem } from '@mortar/contract'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { sql, transact, type Tx } from '../../kernel/database.ts'
import { makePasswords } from '../../kernel/passwords.ts'
import {
  aCustomer,
  aMortar,
  aName,
  anAdmin,
  password,
  refusalOf,
  signIn,
  type Mortar,
  type Someone,
} from '../../../test/harness/index.ts'
import { personOf, waiting } from '../../../test/harness/leaving.ts'
import { codeMailed } from '../../../test/harness/mail.ts'
import { blockUser } from './administer.ts'
import { deletePerson } from './delete.ts'
import { changePassword } from './password.ts'

/** What was looked at before a transaction, or before a lock was had, may be otherwise by then. */
let mortar: Mortar
let admin: Someone
let anotherHash: string
beforeAll(async () => {
  mortar = await aMortar()
  admin = await anAdmin(mortar)
  anotherHash = await makePasswords().hash('a new one, long enough')
})
afterAll(() => mortar.close())

/** Has the person's row, lets the call come to where it waits for it, changes what it rests on, and lets go. */
async function meanwhile<T>({ username }: Someone, call: () => Promise<T>, change: (tx: Tx) => Promise<unknown>) {
  const { begun } = await transact(mortar.db, async (tx) => {
    await sql`select from people.users where username = ${username} for update`.execute(tx)
    const asked = call()
    // Whoever waits for it is told once it is let go.
    asked.catch(() => undefined)
    await waiting(mortar)
    await change(tx)
    return { begun: asked }
  })
  return begun
}

/** The person's own session stays, as when it is they who change it. */
const newPassword = (who: Someone) => async (tx: Tx) => {
  const { rows } = await sql<{ id: string }>`
    select s.id from people.sessions s join people.users u on u.id = s.user_id
    where u.username = ${who.username} and s.ended_at is null`.execute(mortar.db)
  const person = { ...(await personOf(mortar, who)), session_id: rows[0]?.id ?? '' }
  await changePassword(tx, person, anotherHash, '127.0.0.1', mortar.clock.now)
}

const blocked = (who: Someone) => async (tx: Tx) => {
  const deed = { username: who.username, person: await personOf(mortar, admin), ip: '127.0.0.1', reason: null }
  await blockUser(tx, deed, mortar.clock.now)
}

const secured = (who: Someone) => (tx: Tx) =>
  sql`insert into people.second_factors (user_id, method, confirmed_at)
    select id, 'mail', ${mortar.clock.now} from people.users where username = ${who.username}`.execute(tx)

async function signedInAt({ username }: Someone): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*) as n from people.sessions s join people.users u on u.id = s.user_id
    where u.username = ${username} and s.ended_at is null`.execute(mortar.db)
  return rows[0]?.n ?? 0
}

test('a sign-in in flight ends with a change of password', async () => {
  const person = await aCustomer(mortar)
  const refused = await refusalOf(meanwhile(person, () => signIn(mortar, person.username), newPassword(person)))
  expect(refused).toMatchObject({ status: 401, code: 'invalid_credentials' })
  expect(await signedInAt(person)).toBe(1)
  await person.api.get_me()
})

test('a sign-in in flight needs the second factor that was turned on meanwhile', async () => {
  const person = await aCustomer(mortar)
  const refused = await refusalOf(meanwhile(person, () => signIn(mortar, person.username), secured(person)))
  expect(refused).toMatchObject({ status: 401, code: 'two_factor_required' })
})

test('a sign-in in flight by an address that is theirs no more is refused', async () => {
  const person = await aCustomer(mortar)
  const refused = await refusalOf(
    meanwhile(
      person,
      () => signIn(mortar, person.email),
      (tx) =>
        sql`update people.users set email = ${aName('moved')} || '@customers.test' where username = ${person.username}`.execute(
          tx,
        ),
    ),
  )
  expect(refused).toMatchObject({ status: 401, code: 'invalid_credentials' })
})

test('a sign-in in flight is refused to who is kept out meanwhile', async () => {
  const person = await aCustomer(mortar)
  const refused = await refusalOf(meanwhile(person, () => signIn(mortar, person.username), blocked(person)))
  expect(refused).toMatchObject({ status: 401, code: 'invalid_credentials' })
})

/** Everything that asks for the password again. */
const guarded: [string, (who: Someone) => Promise<unknown>][] = [
  [
    'another change of it',
    ({ api }) => api.change_password({ body: { password, new_password: 'a third, long enough' } }),
  ],
  [
    'a change of address',
    ({ api }) => api.change_email({ body: { password, email: `${aName('other')}@customers.test` } }),
  ],
  ['deleting the account', ({ api }) => api.delete_me({ body: { password } })],
  ['turning the second factor off', ({ api }) => api.disable_second_factor({ body: { password } })],
  ['new recovery codes', ({ api }) => api.renew_recovery_codes({ body: { password } })],
]

test.each(guarded)('a password that was right is wrong once it is changed: %s', async (_, call) => {
  const person = await aCustomer(mortar)
  await transact(mortar.db, secured(person))
  const before = mortar.mailbox.length
  const refused = await refusalOf(meanwhile(person, () => call(person), newPassword(person)))
  expect(refused).toMatchObject({ status: 403, code: 'password_wrong' } satisfies Partial<Problem>)
  const { rows } = await sql`
    select u.password_hash = ${anotherHash} as is_kept, u.deleted_at, f.method
    from people.users u left join people.second_factors f on f.user_id = u.id
    where u.username = ${person.username}`.execute(mortar.db)
  expect(rows).toEqual([{ is_kept: true, deleted_at: null, method: 'mail' }])
  await mortar.settle()
  expect(mortar.mailbox.slice(before).filter((mail) => /code/i.test(mail.subject))).toEqual([])
})

test('a reset in flight does nothing for who is kept out meanwhile', async () => {
  const person = await aCustomer(mortar)
  await mortar.stranger.forgot_password({ body: { email: person.email } })
  const code = await codeMailed(mortar, person.email, /password/i)
  const body = { email: person.email, code, password: 'a new one, long enough' }
  const refused = await refusalOf(meanwhile(person, () => mortar.stranger.reset_password({ body }), blocked(person)))
  expect(refused).toMatchObject({ status: 400, code: 'code_invalid' })
})

test('a code asked for while its person leaves is not issued', async () => {
  const person = await aCustomer(mortar)
  const self = await personOf(mortar, person)
  await meanwhile(
    person,
    () => mortar.stranger.forgot_password({ body: { email: person.email } }),
    (tx) => deletePerson(tx, { person: self, ip: '127.0.0.1', at: mortar.clock.now }),
  )
  const { rows } = await sql`select from people.codes where user_id = ${self.id}`.execute(mortar.db)
  expect(rows).toEqual([])
})
