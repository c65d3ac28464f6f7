import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import type { Cart } from '@mortar/contract'
import { sql } from '../../kernel/database.ts'
import { brokenSales, outcomesOf } from '../../../test/harness/buying.ts'
import {
  aCustomer,
  aMortar,
  anApprovedShop,
  refusalOf,
  type Mortar,
  type Shopkeeper,
} from '../../../test/harness/index.ts'
import { aMedicine, aProduct, inDays } from '../../../test/harness/products.ts'

/** Of a demo. */
const payment_methods = ['cash_on_delivery', 'fake']

let mortar: Mortar
let keeper: Shopkeeper
beforeAll(async () => {
  mortar = await aMortar({ MORTAR_POOL_SIZE: '12' })
  keeper = await anApprovedShop(mortar)
})
afterAll(() => mortar.close())
afterEach(salesAreSound)

async function salesAreSound(): Promise<void> {
  expect(await brokenSales(mortar)).toEqual({})
}

const itemsOf = (cart: Cart) => cart.shops.flatMap((shop) => shop.items)
const held = (cart: Cart) => itemsOf(cart).map((item) => [item.product, item.quantity])

test('add adds, patch sets, remove takes away; the cart answers with its prices', async () => {
  const { api } = await aCustomer(mortar)
  const { slug } = await aProduct(keeper, { price: 450, stock: 20 })
  await api.add_to_cart({ body: { product: slug, quantity: 2 } })
  const added = await api.add_to_cart({ body: { product: slug, quantity: 3 } })
  expect(held(added)).toEqual([[slug, 5]])
  expect(added.total).toBe(2250)
  expect(added.shops[0]).toMatchObject({ shop: { slug: keeper.shop }, subtotal: 2250, discount: 0, total: 2250 })
  expect(itemsOf(added)[0]).toMatchObject({ price: 450, total: 2250, stock: 20, problems: [] })
  expect(held(await api.update_cart({ body: { product: slug, quantity: 7 } }))).toEqual([[slug, 7]])
  expect(held(await api.remove_from_cart({ body: { product: slug, quantity: 4 } }))).toEqual([[slug, 3]])
  expect(held(await api.remove_from_cart({ body: { product: slug } }))).toEqual([])
  expect(await api.view_cart()).toEqual({ shops: [], total: 0, currency: 'EUR', payment_methods })
})

test('what is not in the cart is gone already', async () => {
  const { api } = await aCustomer(mortar)
  const { slug } = await aProduct(keeper)
  const empty = { shops: [], total: 0, currency: 'EUR', payment_methods }
  expect(await api.remove_from_cart({ body: { product: slug } })).toEqual(empty)
  expect(await api.update_cart({ body: { product: 'no-such-product', quantity: 0 } })).toEqual(empty)
  await api.add_to_cart({ body: { product: slug, quantity: 1 } })
  expect(held(await api.remove_from_cart({ body: { product: slug, quantity: 9 } }))).toEqual([])
})

test('products of several shops stand by shop, each in the order it came', async () => {
  const { api } = await aCustomer(mortar)
  const other = await anApprovedShop(mortar)
  const [mine, theirs, mineToo] = [await aProduct(keeper), await aProduct(other), await aProduct(keeper)]
  for (const { slug } of [theirs, mineToo, mine]) {
    mortar.clock.advance(1000)
    await api.add_to_cart({ body: { product: slug, quantity: 1 } })
  }
  const cart = await api.view_cart()
  expect(cart.shops.map((shop) => [shop.shop.slug, shop.items.map((item) => item.product)])).toEqual([
    [keeper.shop, [mineToo.slug, mine.slug]],
    [other.shop, [theirs.slug]],
  ])
  expect(cart.total).toBe(cart.shops.reduce((total, shop) => total + shop.total, 0))
})

test('a product with several variants needs to be told which', async () => {
  const { api } = await aCustomer(mortar)
  const variants = ['S', 'L'].map((size) => ({ sku: `GLOVES-${size}`, options: { size }, price: 300, stock: 5 }))
  const { slug } = await aProduct(keeper, { variants })
  const silent = await refusalOf(api.add_to_cart({ body: { product: slug, quantity: 1 } }))
  expect(silent).toMatchObject({ status: 400, code: 'invalid_input', errors: [{ field: 'variant', code: 'required' }] })
  const wrong = api.add_to_cart({ body: { product: slug, variant: 'GLOVES-XL', quantity: 1 } })
  expect(await refusalOf(wrong)).toMatchObject({ status: 404 })
  for (const { sku } of variants) await api.add_to_cart({ body: { product: slug, variant: sku, quantity: 1 } })
  const which = await refusalOf(api.remove_from_cart({ body: { product: slug } }))
  expect(which).toMatchObject({ code: 'invalid_input', errors: [{ field: 'variant' }] })
  const left = await api.remove_from_cart({ body: { product: slug, variant: 'GLOVES-S' } })
  expect(itemsOf(left).map((item) => item.variant)).toEqual(['GLOVES-L'])
  expect(held(await api.remove_from_cart({ body: { product: slug } }))).toEqual([])
})

test('what is not on sale is not there: unknown, withdrawn, or of a shop that does not sell', async () => {
  const { api } = await aCustomer(mortar)
  const withdrawn = await aProduct(keeper)
  const suspended = await anApprovedShop(mortar)
  const shut = await aProduct(suspended)
  await keeper.api.update_product({ params: { slug: withdrawn.slug }, body: { is_live: false } })
  await sql`update shops.shops set status = 'suspended' where slug = ${suspended.shop}`.execute(mortar.db)
  const unknown = await refusalOf(api.add_to_cart({ body: { product: 'no-such-product', quantity: 1 } }))
  expect(unknown).toMatchObject({ status: 404, code: 'not_found' })
  for (const product of [withdrawn.slug, shut.slug])
    expect(await refusalOf(api.add_to_cart({ body: { product, quantity: 1 } }))).toEqual(unknown)
  expect(itemsOf(await api.view_cart())).toEqual([])
})

test('medicines on prescription and narcotics are refused, and the refusal says why', async () => {
  const { api } = await aCustomer(mortar)
  const expiry_date = inDays(mortar, 400)
  const [listed, narcotic] = [
    await aMedicine(mortar, { legal_class: 'prescription_list_1' }),
    await aMedicine(mortar, { legal_class: 'narcotic' }),
  ]
  const one = await aProduct(keeper, { gtin: listed.gtin, expiry_date })
  const two = await aProduct(keeper, { gtin: narcotic.gtin, expiry_date })
  const prescription = await refusalOf(api.add_to_cart({ body: { product: one.slug, quantity: 1 } }))
  expect(prescription).toMatchObject({ status: 409, code: 'prescription_required', errors: [{ field: 'product' }] })
  expect(prescription.detail).toMatch(/prescription cannot be presented here yet/)
  const never = await refusalOf(api.update_cart({ body: { product: two.slug, quantity: 1 } }))
  expect(never).toMatchObject({ status: 409, code: 'not_for_sale', errors: [{ field: 'product', code: 'narcotic' }] })
  expect(never.detail).toMatch(/never sold here/)
  expect(itemsOf(await api.view_cart())).toEqual([])
})

test('no more than can be bought, counted with what the cart holds', async () => {
  const { api } = await aCustomer(mortar)
  const { slug } = await aProduct(keeper, { stock: 5 })
  await api.add_to_cart({ body: { product: slug, quantity: 3 } })
  const short = await refusalOf(api.add_to_cart({ body: { product: slug, quantity: 3 } }))
  expect(short).toMatchObject({ status: 409, code: 'out_of_stock', errors: [{ field: 'quantity' }] })
  expect(await refusalOf(api.update_cart({ body: { product: slug, quantity: 6 } }))).toEqual(short)
  const gone = await aProduct(keeper, { stock: 0 })
  expect(await refusalOf(api.add_to_cart({ body: { product: gone.slug, quantity: 1 } }))).toMatchObject({
    code: 'out_of_stock',
  })
  expect(held(await api.view_cart())).toEqual([[slug, 3]])
})

test('a line holds at most a thousand', async () => {
  const { api } = await aCustomer(mortar)
  const { slug } = await aProduct(keeper, { stock: 5000 })
  await api.add_to_cart({ body: { product: slug, quantity: 999 } })
  const full = await refusalOf(api.add_to_cart({ body: { product: slug, quantity: 2 } }))
  expect(full).toMatchObject({ status: 400, errors: [{ field: 'quantity', code: 'too_big' }] })
  expect(held(await api.add_to_cart({ body: { product: slug, quantity: 1 } }))).toEqual([[slug, 1000]])
})

test('a line that cannot be bought any more stays and says so, and can be taken out', async () => {
  const { api } = await aCustomer(mortar)
  const [sold, short] = [await aProduct(keeper), await aProduct(keeper, { stock: 4 })]
  await api.add_to_cart({ body: { product: sold.slug, quantity: 1 } })
  await api.add_to_cart({ body: { product: short.slug, quantity: 4 } })
  await keeper.api.delete_product({ params: { slug: sold.slug } })
  await sql`update inventory.lots l set held = 3 from catalogue.variants v join catalogue.products p on p.id = v.product_id
    where l.variant_id = v.id and p.slug = ${short.slug}`.execute(mortar.db)
  const problems = itemsOf(await api.view_cart()).map((item) => [item.product, item.problems])
  expect(Object.fromEntries(problems)).toEqual({
    [sold.slug]: ['not_for_sale'],
    [short.slug]: ['quantity_reduced_stock'],
  })
  expect(held(await api.remove_from_cart({ body: { product: sold.slug } }))).toEqual([[short.slug, 4]])
  await sql`update inventory.lots l set held = 0 from catalogue.variants v join catalogue.products p on p.id = v.product_id
    where l.variant_id = v.id and p.slug = ${short.slug}`.execute(mortar.db)
})

test('a cart has one currency', async () => {
  const { api } = await aCustomer(mortar)
  const abroad = await anApprovedShop(mortar)
  await sql`update shops.shops set currency = 'CHF' where slug = ${abroad.shop}`.execute(mortar.db)
  const [here, there] = [await aProduct(keeper), await aProduct(abroad)]
  await api.add_to_cart({ body: { product: here.slug, quantity: 1 } })
  const mixed = await refusalOf(api.add_to_cart({ body: { product: there.slug, quantity: 1 } }))
  expect(mixed).toMatchObject({ status: 409, code: 'currency_mixed' })
  expect(held(await api.view_cart())).toEqual([[here.slug, 1]])
})

test('a cart holds at most a hundred lines, also when they come all at once', async () => {
  const { api, username } = await aCustomer(mortar)
  const variants = Array.from({ length: 50 }, (_, i) => ({ sku: `F${i}`, options: { n: `${i}` }, price: 1, stock: 1 }))
  const [one, two] = [await aProduct(keeper, { variants }), await aProduct(keeper, { variants: renamed(variants) })]
  await api.view_cart()
  await sql`
    with cart as (
      insert into carts.carts (user_id, created_at, updated_at)
      select id, now(), now() from people.users where username = ${username} returning id
    )
    insert into carts.lines (cart_id, variant_id, quantity, added_at)
    select cart.id, v.id, 1, now()
    from cart, catalogue.variants v join catalogue.products p on p.id = v.product_id
    where p.slug in (${one.slug}, ${two.slug}) and v.sku not in ('F7', 'F8', 'F9', 'F10')`.execute(mortar.db)
  const last = ['F7', 'F8', 'F9', 'F10'].map((variant) => ({ product: one.slug, variant, quantity: 1 }))
  const more = await aProduct(keeper)
  const puts = [...last, { product: more.slug, quantity: 1 }]
  const { problems } = await outcomesOf(puts.map((body) => api.add_to_cart({ body })))
  expect(problems).toMatchObject([{ status: 409, code: 'cart_full' }])
  expect(itemsOf(await api.view_cart())).toHaveLength(100)
})

const renamed = <T extends { sku: string }>(variants: T[]) => variants.map((each) => ({ ...each, sku: `G${each.sku}` }))

test('adds at the same moment all count, and each answer shows a cart that was', async () => {
  const { api } = await aCustomer(mortar)
  const [one, two] = [await aProduct(keeper, { stock: 500 }), await aProduct(keeper, { stock: 500 })]
  const puts = Array.from({ length: 20 }, (_, i) => ({ product: i % 2 === 0 ? one.slug : two.slug, quantity: 1 }))
  const answers = await Promise.all(puts.map((body) => api.add_to_cart({ body })))
  const sums = answers.map((cart) => itemsOf(cart).reduce((sum, item) => sum + item.quantity, 0))
  expect(sums.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, i) => i + 1))
})
