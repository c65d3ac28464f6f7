import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  aCustomer,
  aMortar,
  aName,
  anAdmin,
  password,
  refusalOf,
  signIn,
  type Mortar,
} from '../../../test/harness/index.ts'

let mortar: Mortar
beforeAll(async () => {
  mortar = await aMortar()
})
afterAll(() => mortar.close())

test('signs in by e-mail address or username, without regard to case', async () => {
  const { username, email } = await aCustomer(mortar)
  const byName = await signIn(mortar, username.toUpperCase())
  const byMail = await signIn(mortar, email.toUpperCase())
  expect(byName.user).toEqual(byMail.user)
  expect(byName.user.role).toBe('customer')
})

test('an unknown name and a wrong password are refused in the same words', async () => {
  const { username } = await aCustomer(mortar)
  const unknown = await refusalOf(mortar.stranger.login({ body: { login: aName('nobody'), password } }))
  const wrong = await refusalOf(mortar.stranger.login({ body: { login: username, password: 'not the password' } }))
  expect(wrong).toEqual(unknown)
  expect(wrong).toMatchObject({ status: 401, code: 'invalid_credentials' })
})

test('a second sign-in ends the first session at once', async () => {
  const first = await aCustomer(mortar)
  const second = await signIn(mortar, first.username)
  expect(await refusalOf(first.api.list_sessions())).toMatchObject({ status: 401, code: 'session_ended' })
  const { results } = await mortar.as(second.access_token).list_sessions()
  expect(results.map((each) => [each.current, each.ended_at === null])).toEqual([
    [true, true],
    [false, false],
  ])
})

test('of many sign-ins at once exactly one session lives', async () => {
  const { username } = await aCustomer(mortar)
  const all = await Promise.all(Array.from({ length: 6 }, () => signIn(mortar, username)))
  const alive = await Promise.all(
    all.map((tokens) =>
      mortar
        .as(tokens.access_token)
        .list_sessions()
        .then(() => 1)
        .catch(() => 0),
    ),
  )
  expect(alive.reduce<number>((a, b) => a + b, 0)).toBe(1)
})

test('a refresh token works once; a used one ends the session', async () => {
  const { tokens } = await aCustomer(mortar)
  const next = await mortar.stranger.refresh_token({ body: { refresh_token: tokens.refresh_token } })
  expect(
    await refusalOf(mortar.stranger.refresh_token({ body: { refresh_token: tokens.refresh_token } })),
  ).toMatchObject({
    code: 'session_ended',
  })
  expect(await refusalOf(mortar.as(next.access_token).list_sessions())).toMatchObject({ status: 401 })
  expect(await refusalOf(mortar.stranger.refresh_token({ body: { refresh_token: next.refresh_token } }))).toMatchObject(
    { status: 401 },
  )
})

test('an access token is good for fifteen minutes', async () => {
  const { api } = await aCustomer(mortar)
  mortar.clock.advance(14 * 60_000)
  await api.list_sessions()
  mortar.clock.advance(61_000)
  expect(await refusalOf(api.list_sessions())).toMatchObject({ status: 401, code: 'session_ended' })
})

test('signing out ends the session, and everywhere ends all of them', async () => {
  const { api, username } = await aCustomer(mortar)
  await api.logout({ body: {} })
  expect(await refusalOf(api.list_sessions())).toMatchObject({ status: 401 })
  const again = mortar.as((await signIn(mortar, username)).access_token)
  await again.logout({ body: { everywhere: true } })
  expect(await refusalOf(again.list_sessions())).toMatchObject({ status: 401 })
})

test('of two devices either signs the other out, at once and alone; a stranger to them signs neither out', async () => {
  const admin = await anAdmin(mortar)
  await admin.api.update_settings({ body: { single_device: { customer: false } } })
  const { api, username } = await aCustomer(mortar)
  const second = mortar.as((await signIn(mortar, username)).access_token)
  const { results } = await api.list_sessions()
  const id = results.find(({ current, ended_at }) => !current && ended_at === null)?.id ?? ''
  const other = await aCustomer(mortar)
  expect(await refusalOf(other.api.end_session({ params: { id } }))).toMatchObject({ status: 404, code: 'not_found' })
  await second.list_sessions()
  await api.end_session({ params: { id } })
  expect(await refusalOf(second.list_sessions())).toMatchObject({ status: 401, code: 'session_ended' })
  expect((await api.list_sessions()).results.filter(({ ended_at }) => ended_at === null)).toMatchObject([
    { current: true },
  ])
  await admin.api.update_settings({ body: { single_device: { customer: true } } })
})

test('both taken names are said at once', async () => {
  const { username, email } = await aCustomer(mortar)
  const body = { email: email.toUpperCase(), username: username.toUpperCase(), password, name: 'Another' }
  const problem = await refusalOf(mortar.stranger.create_customer({ body }))
  expect(problem).toMatchObject({ status: 409, code: 'email_taken' })
  expect(problem.errors?.map((each) => each.code)).toEqual(['email_taken', 'username_taken'])
})
