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

const bob = async () => ({ username: 'bob', name: 'Bob', role: 'shopkeeper', grants: [keeper, customer(false)] })

test('says all that somebody is, and what acts', async () => {
  expect((await frame({ get_me: bob })).person).toMatchObject({
    role: 'shopkeeper',
    hats: [
      { id: 'k', role: 'shopkeeper', shop: 'Pharmacy', acts: true },
      { id: 'c', role: 'customer', shop: null, acts: false },
    ],
  })
})
