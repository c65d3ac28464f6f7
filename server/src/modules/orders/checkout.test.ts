import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { sql } from '../../kernel/database.ts'
import {
  aKey,
  brokenSales,
  buy,
  checkOut,
  outcomesOf,
  statementsOf,
  stockOf,
  terms,
} from '../../../test/harness/buying.ts'
import {
  aCustomer,
  aMortar,
  anApprovedShop,
  refusalOf,
  type Mortar,
  type Shopkeeper,
  type Someone,
} from '../../../test/harness/index.ts'
import { aMedicine, aProduct, inDays } from '../../../test/harness/products.ts'

let mortar: Mortar
let keeper: Shopkeeper
let buyer: Someone
let sent: string[]
beforeAll(async () => {
  mortar = await aMortar({ MORTAR_POOL_SIZE: '16' })
  sent = statementsOf(mortar)
  keeper = await anApprovedShop(mortar)
  buyer = await aCustomer(mortar)
})
afterAll(() => mortar.close())
afterEach(salesAreSound)

async function salesAreSound(): Promise<void> {
  expect(await brokenSales(mortar)).toEqual({})
}

async function rowsOf(table: 'orders.orders' | 'orders.checkouts' | 'payments.payments' | 'inventory.holds') {
  const { rows } = await sql<{ n: number }>`select count(*) as n from ${sql.table(table)}`.execute(mortar.db)
  return rows[0]?.n ?? 0
}
const everything = () =>
  Promise.all((['orders.orders', 'orders.checkouts', 'payments.payments', 'inventory.holds'] as const).map(rowsOf))

test('a cart of two shops becomes an order for each, and is empty', async () => {
  const other = await anApprovedShop(mortar)
  const [here, there] = [await aProduct(keeper, { price: 590 }), await aProduct(other, { price: 1250 })]
  await buyer.api.add_to_cart({ body: { product: here.slug, quantity: 3 } })
  await buyer.api.add_to_cart({ body: { product: there.slug, quantity: 1 } })
  const placed = await checkOut(buyer)
  expect(placed.orders.map((order) => [order.shop.slug, order.total])).toEqual([
    [keeper.shop, 1770],
    [other.shop, 1250],
  ])
  expect(placed).toMatchObject({
    total: 3020,
    currency: 'EUR',
    payment: { method: 'cash_on_delivery', status: 'open', amount: 3020, currency: 'EUR' },
  })
  expect(placed.orders[0]).toMatchObject({
    status: 'pending',
    awaiting_payment: false,
    moves: ['cancel'],
    items: [{ product: here.slug, quantity: 3, price: 590, total: 1770 }],
    customer: { username: buyer.username },
  })
  expect(await buyer.api.view_cart()).toMatchObject({ shops: [] })
  expect([await stockOf(mortar, here.slug), await stockOf(mortar, there.slug)]).toEqual([7, 9])
})

test('what was answered is what can be read afterwards', async () => {
  const { slug } = await aProduct(keeper)
  for (const method of ['cash_on_delivery', 'fake'] as const) {
    const { orders } = await buy(buyer, [{ product: slug, quantity: 2 }], method)
    const read = await buyer.api.get_order({ params: { order_number: orders[0]?.order_number ?? '' } })
    expect(read).toEqual(orders[0])
  }
})

test('delivery and tax are the quote’s, to the cent', async () => {
  const shop = await anApprovedShop(mortar)
  await sql`insert into pricing.delivery (shop_id, fee_minor, free_from_minor)
    select id, 490, 4900 from shops.shops where slug = ${shop.shop}`.execute(mortar.db)
  const { slug } = await aProduct(shop, { price: 1999 })
  await buyer.api.add_to_cart({ body: { product: slug, quantity: 1 } })
  const { total, shops } = await buyer.api.view_cart()
  const [order] = (await checkOut(buyer)).orders
  expect(order).toMatchObject({ subtotal: 1999, delivery: 490, discount: 0, total: 2489, tax: shops[0]?.tax })
  expect(order?.total).toBe(total)
})

test('an empty cart is refused', async () => {
  const nobody = await aCustomer(mortar)
  expect(await refusalOf(checkOut(nobody))).toMatchObject({ status: 409, code: 'cart_empty' })
})

test('a checkout without a key is refused, and so is one that is no key', async () => {
  const { slug } = await aProduct(keeper)
  const body = { ...terms(), items: [{ product: slug, quantity: 1 }] }
  expect(await refusalOf(buyer.api.create_order({ body }))).toMatchObject({ code: 'idempotency_key_required' })
})

test('a refusal names every short line, changes nothing and leaves the cart', async () => {
  const [enough, short, none] = [await aProduct(keeper), await aProduct(keeper), await aProduct(keeper)]
  const customer = await aCustomer(mortar)
  for (const { slug } of [enough, short, none]) {
    mortar.clock.advance(10)
    await customer.api.add_to_cart({ body: { product: slug, quantity: 5 } })
  }
  await buy(buyer, [
    { product: short.slug, quantity: 7 },
    { product: none.slug, quantity: 10 },
  ])
  const before = await everything()
  const refused = await refusalOf(checkOut(customer))
  expect(refused).toMatchObject({ status: 409, code: 'out_of_stock' })
  expect(refused.errors?.map(({ field, code }) => [field, code])).toEqual([
    ['items.1.quantity', 'out_of_stock'],
    ['items.2.quantity', 'out_of_stock'],
  ])
  expect(await everything()).toEqual(before)
  expect((await customer.api.view_cart()).shops[0]?.items).toHaveLength(3)
})

test('two lines of one variant count together', async () => {
  const [twice, once] = [await aProduct(keeper, { stock: 5 }), await aProduct(keeper)]
  const items = [
    { product: twice.slug, quantity: 3 },
    { product: once.slug, quantity: 1 },
    { product: twice.slug, quantity: 3 },
  ]
  const refused = await refusalOf(buy(buyer, items))
  expect(refused.errors?.map((each) => each.field)).toEqual(['items.0.quantity', 'items.2.quantity'])
  const [order] = (
    await buy(
      buyer,
      items.map((item) => ({ ...item, quantity: 2 })),
    )
  ).orders
  expect(order?.items.map((item) => [item.product, item.quantity])).toEqual([
    [twice.slug, 2],
    [once.slug, 2],
    [twice.slug, 2],
  ])
  expect(await stockOf(mortar, twice.slug)).toBe(1)
})

const ask = (...slugs: string[]) =>
  refusalOf(
    buy(
      buyer,
      slugs.map((product) => ({ product, quantity: 1 })),
    ),
  )

test('what is not sold is named line by line, with why', async () => {
  const expiry_date = inDays(mortar, 400)
  const narcotic = await aMedicine(mortar, { legal_class: 'narcotic' })
  const listed = await aMedicine(mortar, { legal_class: 'prescription_list_2' })
  const good = await aProduct(keeper)
  const gone = await aProduct(keeper)
  const drug = await aProduct(keeper, { gtin: narcotic.gtin, expiry_date })
  const pill = await aProduct(keeper, { gtin: listed.gtin, expiry_date })
  await keeper.api.delete_product({ params: { slug: gone.slug } })
  const unsold = await ask(good.slug, gone.slug, drug.slug, pill.slug, 'no-such-product')
  expect(unsold).toMatchObject({ status: 409, code: 'not_for_sale' })
  expect(unsold.errors?.map(({ field, code }) => [field, code])).toEqual([
    ['items.1.product', 'not_for_sale'],
    ['items.2.product', 'narcotic'],
    ['items.4.product', 'not_for_sale'],
  ])
  const prescription = await ask(good.slug, pill.slug)
  expect(prescription).toMatchObject({
    status: 409,
    code: 'prescription_required',
    errors: [{ field: 'items.1.product', code: 'prescription_required' }],
  })
  expect(prescription.detail).toMatch(/prescription cannot be presented here yet/)
  expect((await ask('no-such-product')).code).toBe('not_for_sale')
})

test('a product with several variants must be told which, in every line at once', async () => {
  const variants = ['S', 'L'].map((size) => ({ sku: `SLING-${size}`, options: { size }, price: 300, stock: 5 }))
  const { slug } = await aProduct(keeper, { variants })
  const unsaid = await refusalOf(
    buy(buyer, [
      { product: slug, quantity: 1 },
      { product: slug, variant: 'SLING-S', quantity: 1 },
      { product: slug, quantity: 1 },
    ]),
  )
  expect(unsaid).toMatchObject({ status: 400, code: 'invalid_input' })
  expect(unsaid.errors?.map((each) => each.field)).toEqual(['items.0.variant', 'items.2.variant'])
  const [order] = (await buy(buyer, [{ product: slug, variant: 'SLING-L', quantity: 2 }])).orders
  expect(order?.items).toMatchObject([{ variant: 'SLING-L', quantity: 2 }])
})

test('one checkout has one currency', async () => {
  const abroad = await anApprovedShop(mortar)
  await sql`update shops.shops set currency = 'CHF' where slug = ${abroad.shop}`.execute(mortar.db)
  const [here, there] = [await aProduct(keeper), await aProduct(abroad)]
  const items = [here, there].map(({ slug }) => ({ product: slug, quantity: 1 }))
  expect(await refusalOf(buy(buyer, items))).toMatchObject({ status: 409, code: 'currency_mixed' })
})

test('the fake method exists in a demo only', async () => {
  const real = await aMortar({ MORTAR_DEMO: '0' })
  try {
    const [shop, customer] = [await anApprovedShop(real), await aCustomer(real)]
    const { slug } = await aProduct(shop)
    const items = [{ product: slug, quantity: 1 }]
    expect(await refusalOf(buy(customer, items, 'fake'))).toMatchObject({ status: 409, code: 'method_unavailable' })
    const { payment } = await buy(customer, items)
    const played = customer.api.pay_fake({ params: { id: payment.id }, body: { outcome: 'paid' } })
    expect(await refusalOf(played)).toMatchObject({ status: 404 })
  } finally {
    await real.close()
  }
})

test('an order of nothing to pay goes straight to its shop', async () => {
  const { slug } = await aProduct(keeper, { price: 0 })
  const { orders, payment } = await buy(buyer, [{ product: slug, quantity: 1 }], 'fake')
  expect(payment).toMatchObject({ amount: 0, status: 'paid' })
  expect(orders[0]).toMatchObject({ awaiting_payment: false, total: 0 })
  const params = { order_number: orders[0]?.order_number ?? '' }
  expect(await buyer.api.cancel_order({ params, body: {} })).toMatchObject({ status: 'cancelled' })
})

test('one key sent fifty times at once is one order, and the same answer to each', async () => {
  const { slug } = await aProduct(keeper, { stock: 60 })
  const headers = aKey()
  const body = { ...terms(), items: [{ product: slug, quantity: 1 }] }
  const answers = await Promise.all(Array.from({ length: 50 }, () => buyer.api.create_order({ headers, body })))
  expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1)
  expect(await stockOf(mortar, slug)).toBe(59)
  const other = await refusalOf(
    buyer.api.create_order({ headers, body: { ...body, items: [{ product: slug, quantity: 2 }] } }),
  )
  expect(other).toMatchObject({ status: 422, code: 'idempotency_mismatch' })
})

test('a refused call’s key may be used again', async () => {
  const { slug } = await aProduct(keeper, { stock: 0 })
  const headers = aKey()
  const body = { ...terms(), items: [{ product: slug, quantity: 1 }] }
  expect(await refusalOf(buyer.api.create_order({ headers, body }))).toMatchObject({ code: 'out_of_stock' })
  await keeper.api.restock_products_create({ body: { lots: [{ product: slug, quantity: 1 }] } })
  expect((await buyer.api.create_order({ headers, body })).orders).toHaveLength(1)
})

test('one cart checked out many times at once, under as many keys, is one order', async () => {
  const customer = await aCustomer(mortar)
  const { slug } = await aProduct(keeper)
  await customer.api.add_to_cart({ body: { product: slug, quantity: 2 } })
  const { problems } = await outcomesOf(Array.from({ length: 8 }, () => checkOut(customer)))
  expect(problems.map((each) => each.code)).toEqual(Array(7).fill('cart_empty'))
  expect((await customer.api.my_orders()).count).toBe(1)
})

test('200 buyers at once of a product with 50 in stock: 50 are served', async () => {
  const { slug } = await aProduct(keeper, { stock: 50 })
  const crowd = await Promise.all(Array.from({ length: 8 }, () => aCustomer(mortar)))
  const calls = Array.from({ length: 200 }, (_, i) => buy(crowd[i % 8] ?? buyer, [{ product: slug, quantity: 1 }]))
  const { succeeded, problems } = await outcomesOf(calls)
  expect(succeeded).toBe(50)
  const refused = problems.map(({ status, code, errors }) =>
    [status, code, errors?.map((each) => each.field)].join(' '),
  )
  expect(refused).toEqual(Array(150).fill('409 out_of_stock items.0.quantity'))
  expect(await stockOf(mortar, slug)).toBe(0)
})

test('orders over the same products in any order do not wait for each other in a circle', async () => {
  const shops = [keeper, await anApprovedShop(mortar), await anApprovedShop(mortar)]
  const slugs = await Promise.all(shops.map(async (shop) => (await aProduct(shop, { stock: 500 })).slug))
  const rotated = (by: number) => slugs.map((_, i) => ({ product: slugs[(i + by) % 3] ?? '', quantity: 1 }))
  const calls = Array.from({ length: 40 }, (_, i) => buy(buyer, i % 2 === 0 ? rotated(i) : rotated(i).toReversed()))
  const placed = await Promise.all(calls)
  expect(placed.every((each) => each.orders.length === 3)).toBe(true)
  expect(await Promise.all(slugs.map((slug) => stockOf(mortar, slug)))).toEqual([460, 460, 460])
})

/** The first words of what is sent to do the work. */
async function sentBy(work: () => Promise<unknown>): Promise<string[]> {
  const before = sent.length
  await work()
  return sent.slice(before).map((text) => text.split(/\s+/, 1)[0] ?? '')
}

test('a checkout sends the same few statements, whatever it buys', async () => {
  const other = await anApprovedShop(mortar)
  const variants = Array.from({ length: 20 }, (_, i) => ({
    sku: `L${i}`,
    options: { n: `${i}` },
    price: 100,
    stock: 9,
  }))
  const many = [await aProduct(keeper, { variants }), await aProduct(other, { variants })]
  const one = await aProduct(keeper)
  await buyer.api.add_to_cart({ body: { product: one.slug, quantity: 1 } })
  const ofOne = await sentBy(() => checkOut(buyer))
  for (const { slug } of many)
    for (const { sku } of variants) await buyer.api.add_to_cart({ body: { product: slug, variant: sku, quantity: 1 } })
  const ofForty = await sentBy(() => checkOut(buyer))
  expect(ofForty).toEqual(ofOne)
  // Begin, session, key, cart and quote, turn and count (of cash), payment, orders, fact, hold, key, commit.
  expect(ofOne).toHaveLength(12)
})

test('an add looks the session up and sends two statements', async () => {
  const { slug } = await aProduct(keeper)
  const all = await sentBy(() => buyer.api.add_to_cart({ body: { product: slug, quantity: 1 } }))
  expect(all.filter((word) => word !== 'begin' && word !== 'commit')).toHaveLength(3)
  await buyer.api.remove_from_cart({ body: { product: slug } })
})
