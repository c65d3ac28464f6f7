import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { aKey, brokenSales } from '../../../test/harness/buying.ts'
import {
  aCustomer,
  address,
  aMortar,
  anApprovedShop,
  refusalOf,
  type Mortar,
  type Someone,
} from '../../../test/harness/index.ts'
import { aProduct } from '../../../test/harness/products.ts'

let mortar: Mortar
let product: string
beforeAll(async () => {
  mortar = await aMortar()
  product = (await aProduct(await anApprovedShop(mortar), { stock: 100 })).slug
})
afterAll(() => mortar.close())

const home = { ...address, line1: '8 rue du Bœuf', phone: '+33123456789' }
const elsewhere = { ...address, line1: '9 rue du Bœuf' }

const create = ({ api }: Someone, to: string) =>
  api.create_order({
    headers: aKey(),
    body: { address: to, payment_method: 'cash_on_delivery', items: [{ product, quantity: 1 }] },
  })
const checkOut = ({ api }: Someone, to: string) =>
  api.checkout_cart({ headers: aKey(), body: { address: to, payment_method: 'cash_on_delivery' } })

test('an order copies the saved address, and keeps it when that one is changed or deleted', async () => {
  const buyer = await aCustomer(mortar)
  const { id } = await buyer.api.create_address({ body: { address: home } })
  await buyer.api.add_to_cart({ body: { product, quantity: 1 } })
  const orders = [...(await create(buyer, id)).orders, ...(await checkOut(buyer, id)).orders]
  expect(orders.map((order) => order.address)).toEqual([home, home])
  await buyer.api.update_address({ params: { id }, body: { address: elsewhere } })
  expect((await create(buyer, id)).orders[0]?.address).toEqual(elsewhere)
  await buyer.api.delete_address({ params: { id } })
  for (const { order_number } of orders)
    expect(await buyer.api.get_order({ params: { order_number } })).toMatchObject({ address: home })
  expect(await brokenSales(mortar)).toEqual({})
})

test('an address that is unknown, or another’s, is refused before anything else happens', async () => {
  const [buyer, other] = [await aCustomer(mortar), await aCustomer(mortar)]
  const foreign = (await other.api.create_address({ body: { address: home } })).id
  const refused = {
    code: 'invalid_input',
    errors: [{ field: 'address', code: 'unknown', message: 'is none of your saved addresses' }],
  }
  // Even an empty cart is not looked at.
  expect(await refusalOf(checkOut(buyer, foreign))).toMatchObject(refused)
  await buyer.api.add_to_cart({ body: { product, quantity: 2 } })
  for (const id of [foreign, randomUUID()]) {
    expect(await refusalOf(checkOut(buyer, id))).toMatchObject(refused)
    expect(await refusalOf(create(buyer, id))).toMatchObject(refused)
  }
  expect(await buyer.api.view_cart()).toMatchObject({ shops: [{ items: [{ product, quantity: 2 }] }] })
  expect(await buyer.api.my_orders()).toMatchObject({ count: 0 })
})

test('what is neither an address nor an id is said field by field', async () => {
  const buyer = await aCustomer(mortar)
  expect(await refusalOf(create(buyer, 'at home'))).toMatchObject({
    code: 'invalid_input',
    errors: [{ field: 'address' }],
  })
})
