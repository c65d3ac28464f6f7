import { ApiError, type RefusalCode } from '@mortar/contract'
import { expect, test } from 'vitest'
import { loader } from './orders.tsx'

const refused = (code: RefusalCode, status: number) => async () => {
  throw new ApiError({ type: 'about:blank', title: code, status, code }, status, { 'retry-after': '7' })
}

/** The page of orders, where the queue answers so and everything else well. */
async function orders(pending_orders: () => Promise<unknown>) {
  const api = { pending_orders, orders_today: async () => ({ summary: { orders: 3 } }) }
  const url = new URL('http://shop.test/shop')
  const context = { get: () => ({ api }) }
  return loader({ request: new Request(url), url, context, params: {} } as unknown as Parameters<typeof loader>[0])
}

test('only who has no duty there is told so', async () => {
  expect(await orders(refused('forbidden', 403))).toMatchObject({ orders: null })
})

test.each([
  ['rate_limited', 429],
  ['overloaded', 503],
  ['unavailable', 503],
  ['internal', 500],
] as const)('orders that cannot be read for %s are no missing duty', async (code, status) => {
  await expect(orders(refused(code, status))).rejects.toMatchObject({
    data: { code },
    init: { status, headers: { 'Retry-After': '7' } },
  })
})
