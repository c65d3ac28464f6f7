import type { LightMyRequestResponse } from 'fastify'
import { Secret, TOTP } from 'otpauth'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { aCustomer, aMortar, password, type Mortar, type Someone } from '../../../test/harness/index.ts'
import { codeMailed } from '../../../test/harness/mail.ts'

/**
 * Somebody knows a password, and not the second factor, and is on no device that the account knows: how far they get, and that
 * whoever reads the account's mails is let in by a new password all the same.
 */
let mortar: Mortar
beforeAll(async () => {
  mortar = await aMortar({ MORTAR_RATE_LIMITS: 'on' })
})
afterAll(() => mortar.close())

const minute = 60_000
const next = 'a sentence nobody guesses'
type Quota = { login: string; password: string; code?: string; device_token?: string }

let network = 0
/** Each from an address of its own: it is the account that is fought over. */
const enter = (payload: Quota): Promise<LightMyRequestResponse> => {
  const remoteAddress = `10.20.${network >> 8}.${network++ & 255}`
  return mortar.server.app.inject({ method: 'POST', url: '/api/login', remoteAddress, payload })
}
const said = async (payload: Quota) => {
  const answer = await enter(payload)
  return answer.statusCode === 200 ? 'in' : answer.json<{ code: string }>().code
}

type Guarded = { owner: Someone; right: Quota; codeNow: (from: number) => Promise<string> }

async function withApp(): Promise<Guarded> {
  const owner = await aCustomer(mortar)
  const { secret } = await owner.api.enrol_second_factor({ body: { method: 'app', password } })
  const app = new TOTP({ secret: Secret.fromBase32(secret ?? '') })
  const shown = () => app.generate({ timestamp: mortar.clock.now.getTime() })
  await owner.api.confirm_second_factor({ body: { code: shown() } })
  mortar.clock.advance(minute)
  return { owner, right: { login: owner.username, password }, codeNow: () => Promise.resolve(shown()) }
}

const subject = 'Your code to sign in'

async function withMail(): Promise<Guarded> {
  const owner = await aCustomer(mortar)
  await owner.api.enrol_second_factor({ body: { method: 'mail', password } })
  await owner.api.confirm_second_factor({ body: { code: await codeMailed(mortar, owner.email, 'Your second factor') } })
  const codeNow = (from: number) => codeMailed(mortar, owner.email, subject, from)
  return { owner, right: { login: owner.username, password }, codeNow }
}

/** A new password by mail. Answers the device that it makes known. */
async function renewed({ email }: Someone): Promise<string> {
  const from = mortar.mailbox.length
  await mortar.stranger.forgot_password({ body: { email } })
  const code = await codeMailed(mortar, email, 'A new password', from)
  return (await mortar.stranger.reset_password({ body: { email, code, password: next } })).device_token
}

/** With the second factor, on the device that a new password has made known. */
async function entersAgain({ owner, right, codeNow }: Guarded): Promise<string> {
  const device_token = await renewed(owner)
  // What was known before is worth nothing any more, and is counted with strangers' guesses.
  expect(['invalid_credentials', 'rate_limited']).toContain(await said({ ...right, code: '00000000' }))
  const known = { ...right, password: next, device_token }
  const from = mortar.mailbox.length
  expect(await said(known)).toBe('two_factor_required')
  return said({ ...known, code: await codeNow(from) })
}

test('all the mails of an hour, asked for on an unknown device, keep its owner from a new device and no other', async () => {
  const guarded = await withMail()
  const { owner, right } = guarded
  for (let i = 0; i < 9; i++) {
    expect(await said(right)).toBe('two_factor_required')
    await mortar.settle()
  }
  await expect
    .poll(() => mortar.mailbox.filter((mail) => mail.to === owner.email && mail.subject === subject).length)
    .toBe(5)
  const last = await codeMailed(mortar, owner.email, subject)
  mortar.clock.advance(11 * minute)
  expect([await said({ ...right, code: last }), await said(right)]).toEqual(['two_factor_wrong', 'two_factor_required'])
  // On a device that the account knows codes are asked for, and counted, apart.
  const from = mortar.mailbox.length
  const known = { ...right, device_token: owner.tokens.device_token }
  expect(await said(known)).toBe('two_factor_required')
  expect(await said({ ...known, code: await codeMailed(mortar, owner.email, subject, from) })).toBe('in')
  // Nor does one of theirs let in whoever asked elsewhere.
  expect(await said(known)).toBe('two_factor_required')
  const theirs = await codeMailed(mortar, owner.email, subject, from + 1)
  expect(await said({ ...right, code: theirs })).toBe('two_factor_wrong')
})

test.each([
  ['an app', withApp],
  ['codes by mail', withMail],
] as const)(
  'with %s, however much is asked for and guessed elsewhere, a new password lets the owner in',
  async (_, made) => {
    const guarded = await made()
    const { right } = guarded
    for (let i = 0; i < 9; i++) {
      await said(right)
      await said({ ...right, code: '00000000' })
    }
    // The owner on a new device is kept out with them: nothing tells the two apart but the mail.
    expect(await said({ ...right, code: '00000000' })).toBe('rate_limited')
    expect(await entersAgain(guarded)).toBe('in')
  },
)

test('a new password alone, by whoever reads the mails, does not pass the app', async () => {
  const { owner, right } = await withApp()
  const device_token = await renewed(owner)
  const known = { ...right, password: next, device_token }
  expect([await said(known), await said({ ...known, code: '000000' })]).toEqual([
    'two_factor_required',
    'two_factor_wrong',
  ])
})
