import { TOTP, Secret } from 'otpauth'
import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  aCustomer,
  aMortar,
  anAdmin,
  password,
  refusalOf,
  type Mortar,
  type Someone,
} from '../../../test/harness/index.ts'
import { codeMailed, mailTo } from '../../../test/harness/mail.ts'
import { sql } from '../../kernel/database.ts'

let mortar: Mortar
beforeAll(async () => {
  mortar = await aMortar()
})
afterAll(() => mortar.close())

const stepMs = 30_000
/** What an app shows, `steps` from now. */
const shown = (secret: string, steps = 0) =>
  new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: mortar.clock.now.getTime() + steps * stepMs })

const enter = ({ username }: { username: string }, code?: string, given = password) =>
  mortar.stranger.login({ body: { login: username, password: given, ...(code === undefined ? {} : { code }) } })

async function withApp(): Promise<{ person: Someone; secret: string; recovery: string[] }> {
  const person = await aCustomer(mortar)
  const { secret } = await person.api.enrol_second_factor({ body: {} })
  const { recovery_codes } = await person.api.confirm_second_factor({ body: { code: shown(secret ?? '') } })
  mortar.clock.advance(stepMs)
  return { person, secret: secret ?? '', recovery: recovery_codes }
}

test('an app is enrolled with its first code, and asked for from then on', async () => {
  const person = await aCustomer(mortar)
  const { secret, otpauth_url, qr_svg } = await person.api.enrol_second_factor({ body: { method: 'app' } })
  expect(otpauth_url).toBe(
    `otpauth://totp/Mortar:${person.username}?issuer=Mortar&secret=${secret}&algorithm=SHA1&digits=6&period=30`,
  )
  expect(qr_svg).toMatch(/^<svg /)
  expect(await person.api.second_factor()).toMatchObject({ method: null, recovery_codes_left: 0 })
  await enter(person)
  const again = await aCustomer(mortar)
  const wrong = again.api.confirm_second_factor({ body: { code: '000000' } })
  expect(await refusalOf(wrong)).toMatchObject({ code: 'code_invalid' })
})

test('a session that was left open begins no second factor: the password is asked for, or a sign-in of just now', async () => {
  const person = await aCustomer(mortar)
  const enrol = (given?: string) =>
    person.api.enrol_second_factor({ body: { ...(given !== undefined && { password: given }) } })
  expect(await refusalOf(enrol('not the password'))).toMatchObject({ status: 403, code: 'password_wrong' })
  mortar.clock.advance(5 * 60_000 - 1)
  const { secret } = await enrol()
  mortar.clock.advance(1)
  expect(await refusalOf(enrol())).toMatchObject({ status: 403, code: 'password_required' })
  await mortar.stranger.refresh_token({ body: { refresh_token: person.tokens.refresh_token } })
  expect(await refusalOf(enrol())).toMatchObject({ code: 'password_required' })
  // What was begun before stands.
  expect((await enrol(password)).secret).not.toBe(secret)
})

test('turning it on or off, and new recovery codes, end every other session', async () => {
  const admin = await anAdmin(mortar)
  await admin.api.update_settings({ body: { single_device: { customer: false } } })
  const person = await aCustomer(mortar)
  let secret = ''
  const app = () => {
    mortar.clock.advance(2 * stepMs)
    return secret === '' ? {} : { code: shown(secret) }
  }
  const anotherDevice = async () => {
    const { access_token } = await mortar.stranger.login({ body: { login: person.username, password, ...app() } })
    return mortar.as(access_token)
  }
  const deeds = [
    async () => {
      const begun = await person.api.enrol_second_factor({ body: { password } })
      secret = begun.secret ?? ''
      await person.api.confirm_second_factor({ body: { code: shown(secret) } })
    },
    () => person.api.renew_recovery_codes({ body: { password } }),
    async () => {
      await person.api.disable_second_factor({ body: { password } })
      secret = ''
    },
  ]
  for (const deed of deeds) {
    const other = await anotherDevice()
    await deed()
    expect(await refusalOf(other.get_me())).toMatchObject({ status: 401, code: 'session_ended' })
    await person.api.get_me()
  }
  const { rows } = await sql<{ end_reason: string | null }>`
    select s.end_reason from people.sessions s join people.users u on u.id = s.user_id
    where u.username = ${person.username} order by s.created_at`.execute(mortar.db)
  expect(rows.map((row) => row.end_reason)).toEqual([null, 'second_factor', 'second_factor', 'second_factor'])
  await admin.api.update_settings({ body: { single_device: { customer: true } } })
})

test('with an app on, the password alone is not enough, in words that say what is missing', async () => {
  const { person, secret } = await withApp()
  expect(await person.api.second_factor()).toMatchObject({ method: 'app', recovery_codes_left: 10, is_required: false })
  await mailTo(mortar, person.email, 'Your second factor was turned on')
  expect(await refusalOf(enter(person))).toMatchObject({
    status: 401,
    code: 'two_factor_required',
    errors: [{ field: 'code', code: 'in_app' }],
  })
  expect(await refusalOf(enter(person, undefined, 'not the password'))).toMatchObject({ code: 'invalid_credentials' })
  expect(await refusalOf(enter(person, shown(secret), 'not the password'))).toMatchObject({
    code: 'invalid_credentials',
  })
  expect((await enter(person, shown(secret))).user.username).toBe(person.username)
  expect(await refusalOf(person.api.enrol_second_factor({ body: {} }))).toMatchObject({ code: 'session_ended' })
})

test('a code works once, and only one step early or late; an older step than the last used works no more', async () => {
  const { person, secret } = await withApp()
  for (const steps of [-3, -2, 2, 3])
    expect(await refusalOf(enter(person, shown(secret, steps)))).toMatchObject({ code: 'two_factor_wrong' })
  await enter(person, shown(secret, 1))
  for (const steps of [1, 0, -1])
    expect(await refusalOf(enter(person, shown(secret, steps)))).toMatchObject({ code: 'two_factor_wrong' })
  mortar.clock.advance(2 * stepMs)
  await enter(person, shown(secret))
})

test('of many sign-ins at once with one code, one succeeds', async () => {
  const { person, secret } = await withApp()
  const code = shown(secret)
  const all = await Promise.all(
    Array.from({ length: 10 }, () =>
      enter(person, code).then(
        () => 1,
        () => 0,
      ),
    ),
  )
  expect(all.reduce<number>((a, b) => a + b, 0)).toBe(1)
})

test('a recovery code works once, however it is typed, and its use is told', async () => {
  const { person, recovery } = await withApp()
  expect(new Set(recovery).size).toBe(10)
  const { access_token } = await enter(person, (recovery[0] ?? '').toLowerCase().replace('-', ' '))
  expect(await refusalOf(enter(person, recovery[0]))).toMatchObject({ code: 'two_factor_wrong' })
  await mailTo(mortar, person.email, 'One of your recovery codes was used')
  const api = mortar.as(access_token)
  expect((await api.second_factor()).recovery_codes_left).toBe(9)
  const { recovery_codes } = await api.renew_recovery_codes({ body: { password } })
  expect(await refusalOf(enter(person, recovery[1]))).toMatchObject({ code: 'two_factor_wrong' })
  await enter(person, recovery_codes[1])
})

test('codes by mail do as well, and each is good for one sign-in', async () => {
  const person = await aCustomer(mortar)
  expect(await person.api.enrol_second_factor({ body: { method: 'mail' } })).toMatchObject({
    secret: null,
    qr_svg: null,
  })
  const first = await codeMailed(mortar, person.email, 'Your second factor')
  await person.api.confirm_second_factor({ body: { code: first } })
  const refused = await refusalOf(enter(person))
  expect(refused).toMatchObject({ code: 'two_factor_required', errors: [{ field: 'code', code: 'mailed' }] })
  const code = await codeMailed(mortar, person.email, 'Your code to sign in')
  expect(await refusalOf(enter(person, '00000000'))).toMatchObject({ code: 'two_factor_wrong' })
  await enter(person, code)
  expect(await refusalOf(enter(person, code))).toMatchObject({ code: 'two_factor_wrong' })
})

test('who knows the password keeps nobody on a known device from their mailed codes, neither by guesses nor by asking', async () => {
  const person = await aCustomer(mortar)
  await person.api.enrol_second_factor({ body: { method: 'mail', password } })
  await person.api.confirm_second_factor({
    body: { code: await codeMailed(mortar, person.email, 'Your second factor') },
  })
  const from = mortar.mailbox.length
  const known = (code?: string) =>
    mortar.stranger.login({
      body: { login: person.username, password, device_token: person.tokens.device_token, ...(code && { code }) },
    })
  expect(await refusalOf(known())).toMatchObject({ code: 'two_factor_required' })
  const code = await codeMailed(mortar, person.email, 'Your code to sign in', from)
  for (let i = 0; i < 8; i++) {
    expect(await refusalOf(enter(person))).toMatchObject({ code: 'two_factor_required' })
    expect(await refusalOf(enter(person, '00000000'))).toMatchObject({ code: 'two_factor_wrong' })
  }
  expect(await refusalOf(enter(person, code))).toMatchObject({ code: 'two_factor_wrong' })
  const { access_token } = await known(code)
  // Whose device asked is no word of the export's.
  const { people } = (await mortar.as(access_token).export_me()) as { people?: { codes: { purpose: string }[] } }
  expect(people?.codes.map(({ purpose }) => purpose)).toEqual(['enrol', 'sign_in', 'sign_in', 'verify_email'])
})

test('turning it off and new recovery codes ask for the password', async () => {
  const { person, secret } = await withApp()
  const api = mortar.as((await enter(person, shown(secret))).access_token)
  const wrong = { body: { password: 'not the password' } }
  expect(await refusalOf(api.disable_second_factor(wrong))).toMatchObject({ status: 403, code: 'password_wrong' })
  expect(await refusalOf(api.renew_recovery_codes(wrong))).toMatchObject({ code: 'password_wrong' })
  expect(await refusalOf(api.enrol_second_factor({ body: {} }))).toMatchObject({ code: 'second_factor_on' })
  expect(await refusalOf(api.confirm_second_factor({ body: { code: shown(secret, 1) } }))).toMatchObject({
    code: 'second_factor_on',
  })
  await api.disable_second_factor({ body: { password } })
  for (const call of [api.disable_second_factor, api.renew_recovery_codes])
    expect(await refusalOf(call({ body: { password } }))).toMatchObject({ status: 409, code: 'second_factor_off' })
  await enter(person)
})

test('an admin turns it off for who lost it; they are told, and it is in the log with why', async () => {
  const { person } = await withApp()
  const admin = await anAdmin(mortar)
  const reset = (username: string) =>
    admin.api.reset_second_factor({ params: { username }, body: { reason: 'Lost their phone, seen in person.' } })
  expect(await reset(person.username)).toMatchObject({ username: person.username, second_factor: false })
  expect(await refusalOf(person.api.get_me())).toMatchObject({ status: 401, code: 'session_ended' })
  expect((await enter(person)).user.username).toBe(person.username)
  await mailTo(mortar, person.email, 'Your second factor was turned off')
  const log = await admin.api.list_audit_log({
    query: { action: 'second_factor.off', target: `user:${person.username}` },
  })
  expect(log.results).toMatchObject([{ actor: admin.username, after: { reason: 'Lost their phone, seen in person.' } }])
  expect(await refusalOf(reset(person.username))).toMatchObject({ status: 409, code: 'second_factor_off' })
  expect(await refusalOf(reset('nobody-here'))).toMatchObject({ status: 404 })
})

test('a role that must have one gets its codes by mail until it has an app', async () => {
  const admin = await anAdmin(mortar)
  const { access_token } = await enter(admin)
  await mortar.as(access_token).update_settings({ body: { require_second_factor: { customer: true } } })
  const person = await aCustomer(mortar, 'must-have').catch(() => null)
  expect(person).toBeNull()
  const code = async () => codeMailed(mortar, 'must-have@customers.test', 'Your code to sign in')
  const { access_token: entered } = await enter({ username: 'must-have' }, await code())
  const api = mortar.as(entered)
  expect(await api.second_factor()).toMatchObject({ method: null, is_required: true })
  await mortar.as(access_token).update_settings({ body: { require_second_factor: { customer: false } } })
  await enter({ username: 'must-have' })
})

test('what an app counts from lies encrypted, and recovery codes as keyed hashes', async () => {
  const { person, secret, recovery } = await withApp()
  const { rows } = await sql<{ kept: string }>`
    select encode(f.secret, 'escape') || r::text as kept
    from people.second_factors f join people.recovery_codes r using (user_id) join people.users u on u.id = f.user_id
    where u.username = ${person.username}`.execute(mortar.db)
  expect(rows).toHaveLength(10)
  for (const { kept } of rows) {
    expect(kept).not.toContain(secret)
    for (const code of recovery) expect(kept).not.toContain(code.replace('-', ''))
  }
})
