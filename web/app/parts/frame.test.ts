import { ApiError, type RefusalCode } from '@mortar/contract'
import { expect, test, vi } from 'vitest'
import type { Visit } from '../../visit.ts'
import { frameOf } from './frame.server.ts'

// Made when the web is built.
vi.mock(import('./i18n/all.server.ts'), () => ({ addAllMessages: () => undefined, messageFiles: () => null as never }))

const refused = (code: RefusalCode, status: number) => async () => {
  throw new ApiError({ type: 'about:blank', title: code, status, code }, status)
}
const me = async () => ({ username: 'ada', name: 'Ada', role: 'customer' })
const admin = async () => ({ username: 'bob', name: 'Bob', role: 'admin' })
const cart = async () => ({ shops: [{ items: [{ quantity: 2 }, { quantity: 1 }] }] })
const inbox = async () => ({ unread_count: 4 })

const url = new URL('http://shop.test/')

/** The frame of somebody whose browser holds a session, where the API answers so. */
function frame(api: object, hasSession = true) {
  const answers = { get_me: me, view_cart: cart, notifications: inbox, my_orders: async () => ({ count: 0 }), ...api }
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

test('who buys no more is shown the way to what they bought, also where it could not be looked up', async () => {
  expect((await frame({ get_me: admin })).person).toMatchObject({ hasOrders: false })
  expect((await frame({ get_me: admin, my_orders: async () => ({ count: 1 }) })).person).toMatchObject({
    hasOrders: true,
  })
  expect((await frame({ get_me: admin, my_orders: refused('overloaded', 503) })).person).toMatchObject({
    hasOrders: true,
  })
})
