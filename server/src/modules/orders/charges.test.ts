import { afterAll, beforeAll, expect, test } from 'vitest'
import { anOrder } from '../../../test/harness/buying.ts'
import { aCustomer, aMortar, anApprovedShop, type Someone, type Mortar } from '../../../test/harness/index.ts'
import { aProduct } from '../../../test/harness/products.ts'
import { sql } from '../../kernel/database.ts'

let mortar: Mortar
let customer: Someone
beforeAll(async () => {
  mortar = await aMortar()
  customer = await aCustomer(mortar)
})
afterAll(() => mortar.close())

test('what is asked beside the goods is told by kind, in cart and order alike', async () => {
  const keeper = await anApprovedShop(mortar)
  await sql`insert into pricing.delivery (shop_id, fee_minor)
    select id, 600 from shops.shops where slug = ${keeper.shop}`.execute(mortar.db)
  const { slug } = await aProduct(keeper, { price: 1000, stock: 9 })
  const charges = [{ kind: 'delivery', amount: 600, tax: 100 }]
  const cart = await customer.api.add_to_cart({ body: { product: slug, quantity: 1 } })
  expect(cart.shops[0]).toMatchObject({ charges, delivery: 600, total: 1600, tax: 267 })
  const placed = await anOrder(customer, [{ product: slug, quantity: 1 }])
  expect(placed).toMatchObject({ charges, delivery: 600, total: 1600, tax: 267 })
  const read = await keeper.api.get_order({ params: { order_number: placed.order_number } })
  expect(read).toMatchObject({ charges, items: [{ discount: 0, total: 1000 }] })
})

test('what costs nothing is no charge', async () => {
  const keeper = await anApprovedShop(mortar)
  const { slug } = await aProduct(keeper, { price: 1000, stock: 9 })
  const order = await anOrder(customer, [{ product: slug, quantity: 1 }])
  expect(order).toMatchObject({
    charges: [],
    delivery: 0,
  })
})
