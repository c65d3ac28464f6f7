import { expect, test } from 'vitest'
import { action } from './products.tsx'

/** What the list's form asks of the API, and what comes back to it. */
async function sent(fields: Record<string, string>) {
  const asked: unknown[] = []
  const update_product = async ({ body }: { body: object }) => {
    asked.push(body)
    return { price: 0, currency: 'EUR', ...body }
  }
  const api = { update_product }
  const url = new URL('http://shop.test/shop/products')
  const body = new URLSearchParams({ product: 'balm', ...fields })
  const args = {
    request: new Request(url, { method: 'POST', body }),
    url,
    context: { get: () => ({ api }) },
    params: {},
  }
  const answer = await action(args as unknown as Parameters<typeof action>[0])
  return { asked, answer }
}

test('a product goes on sale and off it by the two words of its button', async () => {
  expect((await sent({ is_live: 'true' })).asked).toEqual([{ is_live: true }])
  expect((await sent({ is_live: 'false' })).asked).toEqual([{ is_live: false }])
})

test.each(['', 'yes', 'TRUE', '1', 'on'])('“%s” takes no product off the market', async (is_live) => {
  const { asked, answer } = await sent({ is_live })
  expect(asked).toEqual([])
  expect(answer).toMatchObject({ init: { status: 400 }, data: { problem: { errors: [{ field: 'is_live' }] } } })
})

test('a price that is none is left to the API to refuse', async () => {
  expect((await sent({ price: '12,90' })).asked).toEqual([{ price: 1290 }])
  expect((await sent({ price: 'x' })).asked).toEqual([{ price: Number.NaN }])
  expect((await sent({})).asked).toEqual([{ price: Number.NaN }])
})
