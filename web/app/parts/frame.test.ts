import { ApiError, type RefusalCode } from '@mortar/contract'
import { expect, test, vi } from 'vitest'
import type { Visit } from '../../visit.ts'
import { frameOf } from './frame.server.ts'

// Made when the web is built.
vi.mock(import('./i18n/all.server.ts'), () => ({ addAllMessages: () => undefined, messageFiles: () => null as never }))

const refused = (code: RefusalCode, status: number) => async () => {
  throw new ApiError({ type: 'about:blank', title: code, status, code }, status)
}
const me = async () => ({ username: 'ada', name: 'Ada', role: 'customer', grants: [customer(true)] })
const customer = (acts: boolean) => ({ id: 'c', role: 'customer', shop: null, duties: [], acts })
const keeper = { id: 'k', role: 'shopkeeper', shop: { name: 'Pharmacy' }, duties: [], acts: true }
const cart = async () => ({ shops: [{ items: [{ quantity: 2 }, { quantity: 1 }] }] })
const inbox = async () => ({ unread_count: 4 })

const url = new URL('http://shop.test/')

/** The frame of somebody whose browser holds a session, where the API answers so. */
function frame(api: object, hasSession = true) {
  const answers = { get_me: me, view_cart: cart, notifications: inbox, ...api }
  const visit = { api: answers, hasSession, isSecure: false, origin: '', isDemo: false }
  return frameOf(visit as unknown as Visit, new Request(url.href), url)
}

test('shows who is there, and what waits for them', async () => {
  expect(await frame({})).toMatchObject({ person: { name: 'Ada' }, isStranger: false, cartCount: 3, unreadCount: 4 })
  expect(await frame({}, false)).toMatchObject({ person: null, isStranger: true, cartCount: 0 })
})

test.each(['unauthenticated', 'session_ended'] as const)('%s is a stranger’s', async (code) => {
  expect(await frame({ get_me: refused(code, 401) })).toMatchObject({ person: null, isStranger: true })
})

test.each([
  ['overloaded', 503],
  ['rate_limited', 429],
  ['internal', 500],
] as const)('%s makes nobody a stranger and no cart empty', async (code, status) => {
  expect(await frame({ get_me: refused(code, status) })).toMatchObject({ person: null, isStranger: false })
  expect(await frame({ view_cart: refused(code, status) })).toMatchObject({ cartCount: null })
})

const held = (...grants: { role: string; acts: boolean; id: string }[]) => ({
  get_me: async () => ({ username: 'bob', name: 'Bob', role: 'shopkeeper', grants }),
})
const hatsOf = async (api: object) => (await frame(api)).person?.hats.map(({ id }) => id)

test('offers what there is to act as, and nothing to who has no choice', async () => {
  expect(await hatsOf({})).toEqual([])
  expect(await hatsOf(held(keeper, customer(false)))).toEqual(['k'])
  expect(await hatsOf(held({ ...keeper, acts: false }, customer(true)))).toEqual(['k', 'c'])
  expect(await hatsOf(held(keeper, { ...keeper, id: 'o', acts: false }, customer(false)))).toEqual(['k', 'o', 'c'])
  expect((await frame(held(keeper, customer(false)))).person?.hats).toEqual([
    { id: 'k', role: 'shopkeeper', shop: 'Pharmacy', acts: true },
  ])
})
