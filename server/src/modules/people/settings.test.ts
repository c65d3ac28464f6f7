import { settingsAtFirst } from '@mortar/contract'
import { pino } from 'pino'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Config } from '../../kernel/config.ts'
import {
  aCustomer,
  aMortar,
  anAdmin,
  refusalOf,
  signIn,
  type Mortar,
  type Someone,
} from '../../../test/harness/index.ts'
import { makeServer } from '../../serve.ts'

let mortar: Mortar
let admin: Someone
beforeAll(async () => {
  mortar = await aMortar()
  admin = await anAdmin(mortar)
})
afterAll(() => mortar.close())

const set = (body: Parameters<Someone['api']['update_settings']>[0]['body']) => admin.api.update_settings({ body })
const entries = async () => (await admin.api.list_audit_log({ query: { action: 'settings.update' } })).results

test('what is given is set, what is not stays, and only what changed is audited', async () => {
  expect(await admin.api.get_settings()).toEqual(settingsAtFirst)
  const wanted = { ...settingsAtFirst, single_device: { ...settingsAtFirst.single_device, staff: false } }
  expect(await set({ single_device: { staff: false, customer: true } })).toEqual(wanted)
  expect(await admin.api.get_settings()).toEqual(wanted)
  expect((await entries())[0]).toMatchObject({
    actor: admin.username,
    target: 'platform:settings',
    before: { single_device: { staff: true } },
    after: { single_device: { staff: false } },
    ip: '127.0.0.1',
  })

  const before = (await entries()).length
  await set({ single_device: { staff: false } })
  await set({})
  expect(await entries()).toHaveLength(before)
  await set({ single_device: { staff: true }, require_second_factor: { staff: true } })
  expect((await entries())[0]).toMatchObject({
    before: { single_device: { staff: false }, require_second_factor: { staff: false } },
    after: { single_device: { staff: true }, require_second_factor: { staff: true } },
  })
  expect(await set({ require_second_factor: { staff: false } })).toEqual(settingsAtFirst)
})

test('of admins who set at once, none undoes what the other set', async () => {
  const roles = ['customer', 'shopkeeper', 'staff', 'admin'] as const
  await Promise.all(roles.map((role) => set({ single_device: { [role]: false } })))
  const none = { customer: false, shopkeeper: false, staff: false, admin: false }
  expect((await admin.api.get_settings()).single_device).toEqual(none)
  await Promise.all(roles.map((role) => set({ single_device: { [role]: true } })))
  expect((await admin.api.get_settings()).single_device).toEqual(settingsAtFirst.single_device)
})

test('one device as the rule leaves sessions that are there alone until the next sign-in', async () => {
  await set({ single_device: { customer: false } })
  const first = await aCustomer(mortar)
  const second = mortar.as((await signIn(mortar, first.username)).access_token)
  await set({ single_device: { customer: true } })
  await first.api.get_me()
  await second.get_me()
  await signIn(mortar, first.username)
  for (const api of [first.api, second]) expect(await refusalOf(api.get_me())).toMatchObject({ code: 'session_ended' })
})

/** What is answered where mails are only kept. */
async function setWithoutMail(config: Partial<Config>, body: Parameters<typeof set>[0]): Promise<unknown> {
  const world = { now: () => mortar.clock.now, mail: { sends: false, send: async () => undefined } }
  const log = pino({ level: 'silent' })
  const server = await makeServer({ config: { ...mortar.config, ...config }, url: mortar.url, world, log })
  const headers = { authorization: `Bearer ${admin.tokens.access_token}` }
  const answer = await server.app.inject({ method: 'PATCH', url: '/api/admin/settings', headers, payload: body })
  await server.stop()
  return answer.json()
}

test('a second factor is not asked for where nobody would get the mail with it', async () => {
  const asked = { require_second_factor: { admin: true, customer: true } }
  const [forAll, forStaff] = [{ admin: false, customer: false }, { staff: true }]
  expect(await setWithoutMail({ demo: 'off' }, asked)).toMatchObject({
    status: 400,
    code: 'invalid_input',
    errors: [
      { field: 'require_second_factor.customer', code: 'mail_needed' },
      { field: 'require_second_factor.admin', code: 'mail_needed' },
    ],
  })
  // On a demo that anyone may reach, mails are for whoever is signed in as admin.
  expect(await setWithoutMail({ demo: 'on', demoIsPublic: true }, asked)).toMatchObject({ code: 'invalid_input' })
  expect(await admin.api.get_settings()).toEqual(settingsAtFirst)
  expect(await setWithoutMail({ demo: 'off' }, { require_second_factor: forAll })).toEqual(settingsAtFirst)

  // On one's own machine everybody can read them. What is set already may stay there, and go.
  const wanted = { ...settingsAtFirst.require_second_factor, ...forStaff }
  for (const demo of ['on', 'off'] as const)
    expect(await setWithoutMail({ demo }, { require_second_factor: forStaff })).toMatchObject({
      require_second_factor: wanted,
    })
  expect(await setWithoutMail({ demo: 'off' }, { require_second_factor: { staff: false } })).toEqual(settingsAtFirst)
})
