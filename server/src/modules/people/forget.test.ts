import { afterAll, beforeAll, expect, test } from 'vitest'
import { aCustomer, aMortar, signIn, type Mortar } from '../../../test/harness/index.ts'
import { sql } from '../../kernel/database.ts'
import { forgetting } from './forget.ts'

let mortar: Mortar
beforeAll(async () => {
  mortar = await aMortar()
})
afterAll(() => mortar.close())

const day = 24 * 60 * 60_000

async function kept(username: string) {
  const { rows } = await sql<{ codes: number; sessions: number }>`
    select (select count(*) from people.codes where user_id = u.id) as codes,
      (select count(*) from people.sessions where user_id = u.id) as sessions
    from people.users u where username = ${username}`.execute(mortar.db)
  return rows[0]
}

test('codes are kept until a day after they expired, sessions until a year after they ended', async () => {
  const { username } = await aCustomer(mortar)
  await signIn(mortar, username)
  const world = { now: () => mortar.clock.now, mail: { sends: false, send: async () => undefined } }
  const { tasks } = forgetting({ db: mortar.db, world })
  const forget = tasks['forget_codes_and_sessions']
  const after = async (days: number) => {
    mortar.clock.advance(days * day)
    await forget?.(null)
    return kept(username)
  }
  expect(await after(1.9)).toEqual({ codes: 1, sessions: 2 })
  expect(await after(0.2)).toEqual({ codes: 0, sessions: 2 })
  // One was superseded on the first day; the other ran out after thirty.
  expect(await after(364)).toEqual({ codes: 0, sessions: 1 })
  expect(await after(30)).toEqual({ codes: 0, sessions: 0 })
})
