import { ApiError, type Cart } from '@mortar/contract'
import type { Visit } from '../../visit.ts'
import { cartOf } from './cookies.server.ts'
import { messageFiles } from './i18n/all.server.ts'
import { localeOf } from './i18n/locales.ts'
import { unless } from './page.server.ts'
import type { Frame } from './person.ts'

/**
 * What stands around a page must not decide whether it shows: where the API refuses, the frame shows less. It says nothing either
 * that is not so: who is signed in is no stranger, and a cart that cannot be read is not empty.
 */
export async function frameOf(visit: Visit, request: Request, url: URL): Promise<Frame> {
  const { api, hasSession, origin, isDemo } = visit
  const hasCart = hasSession || cartOf(visit, request) !== undefined
  const [who, cart, inbox] = await Promise.all([
    hasSession ? whoIs(visit) : null,
    hasCart ? orNull(api.view_cart()) : null,
    hasSession ? orNull(api.notifications({ query: { unread: true, page_size: 1 } })) : null,
  ])
  return {
    person: who === 'unknown' ? null : who,
    isStranger: who === null,
    cartCount: hasCart ? cart && countOf(cart) : 0,
    unreadCount: inbox?.unread_count ?? 0,
    origin,
    isDemo,
    messages: messageFiles(localeOf(url.pathname)),
  }
}

const countOf = (cart: Cart) =>
  cart.shops.flatMap((shop) => shop.items).reduce((count, line) => count + line.quantity, 0)

async function whoIs({ api }: Visit): Promise<Frame['person'] | 'unknown'> {
  const me = await orNull(unless(api.get_me(), 'unauthenticated', 'session_ended').then((known) => ({ known })))
  if (me === null) return 'unknown'
  if (me.known === null) return null
  const { username, name, role, grants } = me.known
  const besides = grants.filter((grant) => grant.role !== 'customer')
  const offered = besides.length > 1 || besides.some(({ acts }) => !acts) ? grants : besides
  const hats = offered.map(({ id, role: of, shop, acts }) => ({ id, role: of, shop: shop?.name ?? null, acts }))
  return { username, name, role, hats }
}

async function orNull<T>(answer: Promise<T>): Promise<T | null> {
  try {
    return await answer
  } catch (error) {
    if (error instanceof ApiError) return null
    throw error
  }
}
