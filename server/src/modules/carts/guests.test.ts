import { afterAll, beforeAll, expect, test } from 'vitest'
import { createClient, type Cart, type Client } from '@mortar/contract'
import { sql } from '../../kernel/database.ts'
import { aKey, terms } from '../../../test/harness/buying.ts'
import {
  aCustomer,
  aMortar,
  anApprovedShop,
  signIn,
  type Mortar,
  type Shopkeeper,
  type Someone,
} from '../../../test/harness/index.ts'
import { aProduct } from '../../../test/harness/products.ts'

/** Of a demo. */
const payment_methods = ['cash_on_delivery', 'fake']

let mortar: Mortar
let keeper: Shopkeeper
beforeAll(async () => {
  mortar = await aMortar({ MORTAR_POOL_SIZE: '12' })
  keeper = await anApprovedShop(mortar)
})
afterAll(() => mortar.close())

const itemsOf = (cart: Cart) => cart.shops.flatMap((shop) => shop.items)
const held = (cart: Cart) => itemsOf(cart).map((item) => [item.product, item.quantity])
const bearing = (token: string) => ({ 'cart-token': token })

function aGuest(token: string): Client {
  return createClient((request) => mortar.raw({ ...request, headers: { ...request.headers, ...bearing(token) } }))
}
const both = ({ tokens }: Someone, token: string) => mortar.as(tokens.access_token, bearing(token))

async function guestWith(...lines: [product: string, quantity: number][]): Promise<{ token: string; guest: Client }> {
  let api = mortar.stranger
  let token = ''
  for (const [product, quantity] of lines) {
    const cart = await api.add_to_cart({ body: { product, quantity } })
    token = cart.cart_token ?? ''
    api = aGuest(token)
  }
  return { token, guest: api }
}

async function cartsThere(): Promise<number> {
  const { rows } = await sql<{ n: number }>`select count(*) as n from carts.carts`.execute(mortar.db)
  return rows[0]?.n ?? 0
}

test('looking creates nothing; the first line begins a cart and its token', async () => {
  const { slug } = await aProduct(keeper)
  const before = await cartsThere()
  expect(await mortar.stranger.view_cart()).toEqual({ shops: [], total: 0, currency: 'EUR', payment_methods })
  expect(await mortar.stranger.remove_from_cart({ body: { product: slug } })).not.toHaveProperty('cart_token')
  expect(await cartsThere()).toBe(before)
  const { token, guest } = await guestWith([slug, 2])
  expect(token).toMatch(/^[\w-]{43}$/)
  expect(await cartsThere()).toBe(before + 1)
  const cart = await guest.view_cart()
  expect(cart.cart_token).toBe(token)
  expect(held(cart)).toEqual([[slug, 2]])
  expect(held(await guest.add_to_cart({ body: { product: slug, quantity: 1 } }))).toEqual([[slug, 3]])
  expect(held(await guest.remove_from_cart({ body: { product: slug } }))).toEqual([])
  expect(await guest.view_cart()).toMatchObject({ shops: [], cart_token: token })
})

test('the table holds no token', async () => {
  const { slug } = await aProduct(keeper)
  const { token } = await guestWith([slug, 1])
  const { rows } = await sql<{ text: string }>`select c::text as text from carts.carts c`.execute(mortar.db)
  for (const row of rows) expect(row.text).not.toContain(token)
})

test('a refused first add begins nothing', async () => {
  const before = await cartsThere()
  const { slug } = await aProduct(keeper, { stock: 0 })
  await expect(mortar.stranger.add_to_cart({ body: { product: slug, quantity: 1 } })).rejects.toThrow(/out_of_stock/)
  expect(await cartsThere()).toBe(before)
})

test.each(['no token', 'A'.repeat(43), `${'x'.repeat(42)}=`])(
  'a token that was never given out opens nothing and is not adopted: %s',
  async (made) => {
    const { slug } = await aProduct(keeper)
    const guest = aGuest(made)
    expect(await guest.view_cart()).toEqual({ shops: [], total: 0, currency: 'EUR', payment_methods })
    const cart = await guest.add_to_cart({ body: { product: slug, quantity: 1 } })
    expect(cart.cart_token).toMatch(/^[\w-]{43}$/)
    expect(cart.cart_token).not.toBe(made)
  },
)

test('the first call with both merges: quantities add, and the guest’s cart is gone', async () => {
  const customer = await aCustomer(mortar)
  const [shared, guests, own] = [await aProduct(keeper), await aProduct(keeper), await aProduct(keeper)]
  await customer.api.add_to_cart({ body: { product: shared.slug, quantity: 2 } })
  await customer.api.add_to_cart({ body: { product: own.slug, quantity: 1 } })
  const { token, guest } = await guestWith([shared.slug, 3], [guests.slug, 4])
  const merged = await both(customer, token).view_cart()
  const expected = { [shared.slug]: 5, [guests.slug]: 4, [own.slug]: 1 }
  expect(Object.fromEntries(held(merged))).toEqual(expected)
  expect(merged).not.toHaveProperty('cart_token')
  for (let i = 0; i < 2; i++)
    expect(Object.fromEntries(held(await both(customer, token).view_cart()))).toEqual(expected)
  expect(await guest.view_cart()).toEqual({ shops: [], total: 0, currency: 'EUR', payment_methods })
})

test.each(['add_to_cart', 'update_cart', 'remove_from_cart'] as const)('%s merges too', async (operation) => {
  const customer = await aCustomer(mortar)
  const [brought, named] = [await aProduct(keeper), await aProduct(keeper)]
  const { token } = await guestWith([brought.slug, 2])
  const cart = await both(customer, token)[operation]({ body: { product: named.slug, quantity: 1 } })
  const expected = operation === 'remove_from_cart' ? { [brought.slug]: 2 } : { [brought.slug]: 2, [named.slug]: 1 }
  expect(Object.fromEntries(held(cart))).toEqual(expected)
})

test('a checkout with both buys what the guest had put in', async () => {
  const customer = await aCustomer(mortar)
  const { slug } = await aProduct(keeper)
  const { token } = await guestWith([slug, 2])
  const placed = await both(customer, token).checkout_cart({ headers: aKey(), body: terms() })
  expect(placed.orders.flatMap((order) => order.items)).toMatchObject([{ product: slug, quantity: 2 }])
})

test('many merges at once are one', async () => {
  const customer = await aCustomer(mortar)
  const { slug } = await aProduct(keeper, { stock: 100 })
  await customer.api.add_to_cart({ body: { product: slug, quantity: 1 } })
  const { token } = await guestWith([slug, 5])
  const calls = Array.from({ length: 12 }, () => both(customer, token).view_cart())
  for (const cart of await Promise.all(calls)) expect(held(cart)).toEqual([[slug, 6]])
})

test('nothing that a guest adds while the cart is merged is lost', async () => {
  const customer = await aCustomer(mortar)
  const { slug } = await aProduct(keeper, { stock: 1000 })
  const { token, guest } = await guestWith([slug, 1])
  const adds = Array.from({ length: 8 }, () => guest.add_to_cart({ body: { product: slug, quantity: 1 } }))
  const [, ...carts] = await Promise.all([both(customer, token).view_cart(), ...adds])
  const tokens = [...new Set(carts.map((cart) => cart.cart_token ?? ''))]
  for (const each of [token, ...tokens]) await both(customer, each).view_cart()
  expect(held(await customer.api.view_cart())).toEqual([[slug, 9]])
})

test('a merge keeps within the limits of a cart', async () => {
  const customer = await aCustomer(mortar)
  const { slug } = await aProduct(keeper, { stock: 5000 })
  await customer.api.add_to_cart({ body: { product: slug, quantity: 900 } })
  const { token } = await guestWith([slug, 900])
  expect(held(await both(customer, token).view_cart())).toEqual([[slug, 1000]])
})

test('a cart in another currency is not brought along', async () => {
  const customer = await aCustomer(mortar)
  const abroad = await anApprovedShop(mortar)
  await sql`update shops.shops set currency = 'CHF' where slug = ${abroad.shop}`.execute(mortar.db)
  const [here, there] = [await aProduct(keeper), await aProduct(abroad)]
  await customer.api.add_to_cart({ body: { product: here.slug, quantity: 1 } })
  const { token } = await guestWith([there.slug, 1])
  expect(held(await both(customer, token).view_cart())).toEqual([[here.slug, 1]])
})

test('a cart survives logout', async () => {
  const customer = await aCustomer(mortar)
  const { slug } = await aProduct(keeper)
  await customer.api.add_to_cart({ body: { product: slug, quantity: 2 } })
  await customer.api.logout({ body: {} })
  const again = await signIn(mortar, customer.username)
  expect(held(await mortar.as(again.access_token).view_cart())).toEqual([[slug, 2]])
})

test('a guest’s cart is forgotten a month after its last change, a person’s never', async () => {
  const customer = await aCustomer(mortar)
  const { slug } = await aProduct(keeper)
  const { guest } = await guestWith([slug, 1])
  await customer.api.add_to_cart({ body: { product: slug, quantity: 1 } })
  const forget = mortar.server.modules.find((each) => each.name === 'carts')?.tasks?.['forget_guest_carts']
  mortar.clock.advance(29 * 86_400_000)
  await forget?.({})
  expect(held(await guest.view_cart())).toEqual([[slug, 1]])
  mortar.clock.advance(2 * 86_400_000)
  await forget?.({})
  expect(held(await guest.view_cart())).toEqual([])
  const again = await signIn(mortar, customer.username)
  expect(held(await mortar.as(again.access_token).view_cart())).toEqual([[slug, 1]])
})
