import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  aCustomer,
  aMortar,
  aName,
  aNewcomer,
  anApprovedShop,
  password,
  someone,
  type Mortar,
  type Shopkeeper,
} from '../../../test/harness/index.ts'
import { sql } from '../../kernel/database.ts'
import { makeInvitationTokens } from './index.ts'

let mortar: Mortar
let keeper: Shopkeeper
beforeAll(async () => {
  mortar = await aMortar()
  keeper = await anApprovedShop(mortar)
})
afterAll(() => mortar.close())

const dayMs = 86_400_000

async function invite(): Promise<string> {
  const email = `${aName('invited')}@people.test`
  return (await keeper.api.invite_staff({ body: { email, duties: [] } })).id
}

async function join(id: string) {
  const username = aName('staff')
  const token = makeInvitationTokens(mortar.config.secret).of(id)
  const { email } = await mortar.stranger.accept_invitation({ body: { token, username, password, name: 'Staff' } })
  return someone(mortar, username, email)
}

async function kept(...ids: string[]): Promise<boolean[]> {
  const { rows } = await sql<{ id: string }>`select id from shops.invitations where id = any(${ids}::uuid[])`.execute(
    mortar.db,
  )
  return ids.map((id) => rows.some((row) => row.id === id))
}

test('the invitation that somebody took up goes with them', async () => {
  const [mine, other] = [await invite(), await invite()]
  const staff = await join(mine)
  await join(other)
  await staff.api.delete_me({ body: { password } })
  await mortar.settle()
  expect(await kept(mine, other)).toEqual([false, true])
})

const waitingFor = async (email: string, by: Shopkeeper = keeper) =>
  (await by.api.invite_staff({ body: { email: email.toUpperCase(), duties: [] } })).id

test('an invitation that is open goes with the account of who has proved its address, whichever shop asked', async () => {
  const [leaver, other] = [await aCustomer(mortar), await aCustomer(mortar)]
  const here = await waitingFor(leaver.email)
  const there = await waitingFor(leaver.email, await anApprovedShop(mortar))
  const others = await waitingFor(other.email)
  await leaver.api.delete_me({ body: { password } })
  expect(await kept(here, there, others)).toEqual([false, false, true])
  await mortar.settle()
  const { rows } = await sql`
    select from notifications.mails where lower(recipient) = lower(${leaver.email})`.execute(mortar.db)
  expect(rows).toEqual([])
})

test("who has typed in another's address takes no invitation away by leaving", async () => {
  const stranger = await aNewcomer(mortar)
  const open = await waitingFor(stranger.email)
  await stranger.api.delete_me({ body: { password } })
  expect(await kept(open)).toEqual([true])
})

test('invitations that came to nothing are forgotten the night after they ended', async () => {
  const { tasks, schedules } = mortar.server.modules.find(({ name }) => name === 'shops') ?? {}
  expect(schedules?.map(({ task }) => task)).toContain('forget_invitations')
  const night = () => tasks?.['forget_invitations']?.({})
  const [taken, withdrawn, open] = [await invite(), await invite(), await invite()]
  await join(taken)
  await keeper.api.withdraw_invitation({ params: { id: withdrawn } })
  mortar.clock.advance(6 * dayMs)
  await night()
  expect(await kept(taken, withdrawn, open)).toEqual([true, false, true])
  mortar.clock.advance(dayMs)
  await night()
  expect(await kept(taken, withdrawn, open)).toEqual([true, false, false])
})
