import { afterAll, beforeAll, expect, test } from 'vitest'
import { aCustomer, aMortar, aName, anApprovedShop, password, type Mortar } from '../../../test/harness/index.ts'
import { sql, transact } from '../../kernel/database.ts'
import { forgetStrangers } from './store.ts'

let mortar: Mortar
beforeAll(async () => {
  mortar = await aMortar()
})
afterAll(() => mortar.close())

const dayMs = 86_400_000

/** Whose the mails to an address are, by username. */
async function readersAt(email: string): Promise<(string | null)[]> {
  const { rows } = await sql<{ username: string | null }>`
    select u.username from notifications.mails m left join people.users u on u.id = m.user_id
    where lower(m.recipient) = lower(${email}) order by m.id`.execute(mortar.db)
  return rows.map(({ username }) => username)
}

async function invited(email: string): Promise<void> {
  const keeper = await anApprovedShop(mortar)
  await keeper.api.invite_staff({ body: { email, duties: [] } })
  await mortar.settle()
}

test('an invitation to the address of somebody who is here is theirs', async () => {
  const { username, email } = await aCustomer(mortar)
  await invited(email.toUpperCase())
  expect(await readersAt(email)).toEqual([username, username])
})

test('one to a stranger becomes theirs when they come', async () => {
  const username = aName('late')
  const email = `${username}@people.test`
  await invited(email)
  expect(await readersAt(email)).toEqual([null])
  await mortar.stranger.create_customer({ body: { username, email: email.toUpperCase(), password, name: 'Late' } })
  await mortar.settle()
  expect(await readersAt(email)).toEqual([username, username])
})

test('one to a stranger goes with the invitation, and what is theirs stays', async () => {
  const keeper = await anApprovedShop(mortar)
  const [gone, here] = [`${aName('gone')}@people.test`, `${aName('here')}@people.test`]
  const { id } = await keeper.api.invite_staff({ body: { email: gone, duties: [] } })
  await keeper.api.invite_staff({ body: { email: here, duties: [] } })
  await mortar.settle()
  const username = aName('here')
  await mortar.stranger.create_customer({ body: { username, email: here, password, name: 'Here' } })
  await mortar.settle()
  await keeper.api.withdraw_invitation({ params: { id } })
  await mortar.server.modules.find(({ name }) => name === 'shops')?.tasks?.['forget_invitations']?.({})
  expect([await readersAt(gone), await readersAt(here)]).toEqual([[], [username, username]])
})

test('what was written to strangers who did not come is forgotten after a month, and nothing else', async () => {
  const { username, email } = await aCustomer(mortar)
  const [long, lately] = [`${aName('long')}@people.test`, `${aName('lately')}@people.test`]
  await invited(long)
  const { rows } = await sql<{ at: string }>`select max(created_at) as at from notifications.mails`.execute(mortar.db)
  const written = Date.parse(rows[0]?.at ?? '')
  await invited(lately)
  await transact(mortar.db, (tx) => forgetStrangers(tx, new Date(written + 1)))
  expect([await readersAt(long), await readersAt(lately), await readersAt(email)]).toEqual([[], [null], [username]])
})

test('the task does so each night, thirty days back', async () => {
  const email = `${aName('stranger')}@people.test`
  await invited(email)
  const { tasks, schedules } = mortar.server.modules.find(({ name }) => name === 'notifications') ?? {}
  expect(schedules?.map(({ task }) => task)).toContain('forget_mails_to_strangers')
  mortar.clock.advance(29 * dayMs)
  await tasks?.['forget_mails_to_strangers']?.({})
  expect(await readersAt(email)).toEqual([null])
  mortar.clock.advance(2 * dayMs)
  await tasks?.['forget_mails_to_strangers']?.({})
  expect(await readersAt(email)).toEqual([])
})
