import type { Order, OrderStatus } from '@mortar/contract'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { aKey, balance, shopId, stockOf, terms, walk } from '../harness/buying.ts'
import {
  aMortar,
  aName,
  anAdmin,
  aShopkeeper,
  broken,
  password,
  refusalOf,
  someone,
  type Mortar,
  type Shopkeeper,
  type Someone,
} from '../harness/index.ts'
import { codeMailed } from '../harness/mail.ts'
import { aMedicine, aProduct, inDays } from '../harness/products.ts'
import { settledInvariants } from '../invariants/index.ts'

let mortar: Mortar
let admin: Someone
beforeAll(async () => {
  mortar = await aMortar()
  admin = await anAdmin(mortar)
})
afterAll(() => mortar.close())

/** A shop from its registration to its approval. */
async function openShop(): Promise<Shopkeeper & { id: number }> {
  const keeper = await aShopkeeper(mortar)
  expect(await refusalOf(aProduct(keeper))).toMatchObject({ status: 403, code: 'shop_not_approved' })
  await admin.api.approve_shop({ params: { slug: keeper.shop }, body: { note: 'Licence seen.' } })
  return { ...keeper, id: await shopId(mortar, keeper.shop) }
}

async function register(): Promise<Someone> {
  const username = aName('customer')
  const email = `${username}@customers.test`
  await mortar.stranger.register({ body: { role: 'customer', email, username, password, name: 'Camille Martin' } })
  await mortar.settle()
  const code = await codeMailed(mortar, email, 'Welcome')
  await mortar.stranger.verify_email({ body: { email, code } })
  return someone(mortar, username, email)
}

const kinds = async (who: Someone) => (await who.api.notifications()).results.map((each) => each.kind)
const statusOf = async (who: Someone, order_number: string) =>
  (await who.api.track_order({ params: { order_number } })).timeline.map(({ status }) => status)
const numberIn = (orders: Order[], shop: string) => orders.find((order) => order.shop.slug === shop)?.order_number ?? ''

test('from registration to delivery: a cart of two shops, one checkout, two orders, the money to the cent', async () => {
  const [north, south] = [await openShop(), await openShop()]
  const medicine = await aMedicine(mortar, { name: 'DOLIPRANE 500 mg, comprimé', pack_quantity: 16 })
  const stocked = { gtin: medicine.gtin, category: 'pain-and-fever', expiry_date: inDays(mortar, 400) }
  const inNorth = await aProduct(north, { name: 'Doliprane 500 mg', price: 218, stock: 30, ...stocked })
  await aProduct(south, { name: 'Doliprane 500 mg', price: 225, stock: 30, ...stocked })
  const bandage = await aProduct(south, { name: 'Elastic bandage', price: 449, stock: 5 })

  const camille = await register()
  const found = await mortar.stranger.search_products({ query: { q: 'paracetamol 500mg', sort: 'price' } })
  expect(found.results.map(({ slug, shop, price }) => [slug, shop.slug, price])[0]).toEqual([
    inNorth.slug,
    north.shop,
    218,
  ])
  const page = await mortar.stranger.get_product({ params: { slug: inNorth.slug } })
  expect(page).toMatchObject({ price: 218, stock: 30, in_stock: true, earliest_expiry: inDays(mortar, 400) })

  await camille.api.add_to_cart({ body: { product: page.slug, quantity: 3 } })
  const cart = await camille.api.add_to_cart({ body: { product: bandage.slug, quantity: 2 } })
  expect(cart.total).toBe(3 * 218 + 2 * 449)
  const placed = await camille.api.checkout_cart({ headers: aKey(), body: terms() })
  expect(placed.orders.map((order) => order.total)).toEqual([654, 898])
  expect(placed).toMatchObject({ total: 1552, currency: 'EUR', payment: { status: 'open', amount: 1552 } })
  expect((await mortar.stranger.get_product({ params: { slug: page.slug } })).stock).toBe(27)
  expect(await camille.api.view_cart()).toMatchObject({ shops: [], total: 0 })

  const [first, second] = [numberIn(placed.orders, north.shop), numberIn(placed.orders, south.shop)]
  await mortar.settle()
  expect((await north.api.pending_orders()).results.map((order) => order.order_number)).toEqual([first])
  expect(await kinds(north)).toContain('order_received')
  expect(await refusalOf(walk(north, second, 'approve'))).toMatchObject({ status: 404 })

  await walk(north, first, 'approve', 'ship', 'deliver')
  await walk(south, second, 'approve')
  const history: OrderStatus[] = ['pending', 'approved', 'shipped', 'delivered']
  expect(await statusOf(camille, first)).toEqual(history)
  expect(await statusOf(camille, second)).toEqual(history.slice(0, 2))
  const [collected, mine] = await Promise.all([balance(mortar, `shop:${north.id}:collected`), camille.api.my_orders()])
  expect(collected).toBe(654)
  expect(mine.results.map((order) => order.payment.status)).toEqual(['open', 'paid'])

  await walk(south, second, 'ship', 'deliver')
  expect(await balance(mortar, `shop:${south.id}:collected`)).toBe(898)
  expect(await balance(mortar, 'buyers:cash')).toBe(-1552)
  expect((await camille.api.my_orders()).results.map((order) => order.payment.status)).toEqual(['paid', 'paid'])
  expect(await stockOf(mortar, page.slug)).toBe(27)

  await mortar.settle()
  expect(await kinds(camille)).toEqual(
    ['delivered', 'shipped', 'approved', 'delivered', 'shipped', 'approved'].map((step) => `order_${step}`),
  )
  const mails = () => mortar.mailbox.filter((mail) => mail.to === camille.email)
  // Welcome, the orders, and three for each of them.
  await expect.poll(() => mails().length).toBe(8)
  expect(JSON.stringify(mails())).not.toMatch(/doliprane|paracetamol|bandage/i)
  expect(await broken(mortar.db, settledInvariants)).toEqual({})
})

test('by card: the shop hears of it when it is paid, is owed it, and gives it back when the order is cancelled', async () => {
  const [keeper, camille] = [await openShop(), await register()]
  const { slug } = await aProduct(keeper, { price: 1_250, stock: 4 })
  const body = { ...terms('fake'), items: [{ product: slug, quantity: 2 }] }
  const placed = await camille.api.create_order({ headers: aKey(), body })
  const { order_number } = placed.orders[0] as Order
  const one = { params: { order_number }, body: {} }
  expect(placed.orders[0]).toMatchObject({ awaiting_payment: true, status: 'pending' })
  expect((await keeper.api.pending_orders()).count).toBe(0)
  expect(await refusalOf(keeper.api.approve_order(one))).toMatchObject({ status: 409, code: 'move_not_allowed' })

  const paid = await camille.api.pay_fake({ params: { id: placed.payment.id }, body: { outcome: 'paid' } })
  expect(paid).toMatchObject({ status: 'paid', amount: 2_500 })
  expect(await balance(mortar, `shop:${keeper.id}:payable`)).toBe(2_500)
  await mortar.settle()
  expect(await kinds(keeper)).toContain('order_received')
  await keeper.api.approve_order(one)

  await camille.api.cancel_order(one)
  expect(await balance(mortar, `shop:${keeper.id}:payable`)).toBe(0)
  expect((await camille.api.get_order({ params: { order_number } })).payment.status).toBe('refunded')
  expect(await stockOf(mortar, slug)).toBe(4)
  expect(await refusalOf(keeper.api.ship_order(one))).toMatchObject({ status: 409, moves: [] })
  await mortar.settle()
  expect(await kinds(keeper)).toContain('order_withdrawn')
  expect(await broken(mortar.db, settledInvariants)).toEqual({})
})

test('a guest fills a cart, signs in to buy, and finds it there', async () => {
  const [keeper, camille] = [await openShop(), await register()]
  const [one, other] = [await aProduct(keeper, { price: 300 }), await aProduct(keeper, { price: 700 })]
  await camille.api.add_to_cart({ body: { product: one.slug, quantity: 1 } })
  await camille.api.logout({ body: {} })

  const { cart_token = '' } = await mortar.stranger.add_to_cart({ body: { product: one.slug, quantity: 2 } })
  const guest = { headers: { 'cart-token': cart_token } }
  await mortar.stranger.add_to_cart({ ...guest, body: { product: other.slug, quantity: 1 } })

  const back = await someone(mortar, camille.username, camille.email)
  const merged = await back.api.view_cart(guest)
  expect(merged.total).toBe(3 * 300 + 700)
  expect((await back.api.view_cart(guest)).total).toBe(merged.total)
  const placed = await back.api.checkout_cart({ headers: { ...guest.headers, ...aKey() }, body: terms() })
  expect(placed.total).toBe(1_600)
  expect(await back.api.view_cart(guest)).toMatchObject({ total: 0 })
})

// Last, because it turns the clock beyond everybody's access tokens.
test('by card and never paid: after half an hour the order is cancelled and its stock is free', async () => {
  const [keeper, camille] = [await openShop(), await register()]
  const { slug } = await aProduct(keeper, { stock: 1 })
  const body = { ...terms('fake'), items: [{ product: slug, quantity: 1 }] }
  const { orders } = await camille.api.create_order({ headers: aKey(), body })
  expect((await mortar.stranger.get_product({ params: { slug } })).in_stock).toBe(false)
  mortar.clock.advance(31 * 60_000)
  await mortar.server.modules.find((each) => each.name === 'orders')?.tasks?.['payment_timeout']?.({})
  const again = await mortar.stranger.refresh_token({ body: { refresh_token: camille.tokens.refresh_token } })
  const order = await mortar
    .as(again.access_token)
    .get_order({ params: { order_number: orders[0]?.order_number ?? '' } })
  expect(order).toMatchObject({ status: 'cancelled', payment: { status: 'voided' } })
  await mortar.settle()
  expect((await mortar.stranger.get_product({ params: { slug } })).in_stock).toBe(true)
})
