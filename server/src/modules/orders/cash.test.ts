import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { sql } from '../../kernel/database.ts'
import { anOrder, brokenSales, buy, checkOut, outcomesOf, stockOf, walk } from '../../../test/harness/buying.ts'
import {
  aCustomer,
  aMortar,
  aNewcomer,
  anApprovedShop,
  refusalOf,
  type Mortar,
  type Shopkeeper,
} from '../../../test/harness/index.ts'
import { aProduct } from '../../../test/harness/products.ts'

let mortar: Mortar
let keeper: Shopkeeper
let slug: string
beforeAll(async () => {
  mortar = await aMortar({ MORTAR_POOL_SIZE: '12' })
  keeper = await anApprovedShop(mortar)
  slug = (await aProduct(keeper, { price: 1000, stock: 300 })).slug
  await keeper.api.update_my_shop({ body: { cash_orders_limit: 3, cash_amount_limit: 10_000 } })
})
afterAll(() => mortar.close())
afterEach(salesAreSound)

async function salesAreSound(): Promise<void> {
  expect(await brokenSales(mortar)).toEqual({})
}

const items = (quantity = 1) => [{ product: slug, quantity }]
const limitReached = { status: 409, code: 'cash_limit_reached' }

test('nobody orders for cash before their address is confirmed, from a cart neither; a card needs none', async () => {
  const newcomer = await aNewcomer(mortar)
  expect(await refusalOf(buy(newcomer, items()))).toMatchObject({ status: 409, code: 'email_unverified' })
  await newcomer.api.add_to_cart({ body: { product: slug, quantity: 1 } })
  expect(await refusalOf(checkOut(newcomer))).toMatchObject({ code: 'email_unverified' })
  expect((await checkOut(newcomer, 'fake')).payment.status).toBe('open')
})

test('a shop takes so many cash orders of one person at once; what is delivered makes room', async () => {
  const buyer = await aCustomer(mortar)
  const orders = [await anOrder(buyer, items()), await anOrder(buyer, items()), await anOrder(buyer, items())]
  expect(await refusalOf(buy(buyer, items()))).toMatchObject(limitReached)
  expect((await buy(buyer, items(), 'fake')).payment.status).toBe('open')
  await walk(keeper, orders[0]?.order_number ?? '', 'approve', 'ship', 'deliver')
  await buy(buyer, items())
  await buyer.api.cancel_order({ params: { order_number: orders[1]?.order_number ?? '' }, body: {} })
  await buy(buyer, items())
  expect(await refusalOf(buy(buyer, items()))).toMatchObject(limitReached)
  await buy(await aCustomer(mortar), items())
})

test('a shop bounds what the cash orders of one person come to, and speaks for itself alone', async () => {
  const other = await anApprovedShop(mortar)
  const there = (await aProduct(other, { price: 1000 })).slug
  const buyer = await aCustomer(mortar)
  expect(await refusalOf(buy(buyer, items(11)))).toMatchObject(limitReached)
  await buy(buyer, items(8))
  expect(await refusalOf(buy(buyer, items(3)))).toMatchObject(limitReached)
  await buy(buyer, items(2))
  await buy(buyer, [{ product: there, quantity: 5 }])
})

test('many at once are counted as one after the other, and a shop cannot be emptied by one person', async () => {
  const buyer = await aCustomer(mortar)
  const before = await stockOf(mortar, slug)
  const { problems } = await outcomesOf(Array.from({ length: 20 }, () => buy(buyer, items())))
  expect(problems.map(({ code }) => code)).toEqual(Array(17).fill('cash_limit_reached'))
  expect(await stockOf(mortar, slug)).toBe(before - 3)
})

test('a shop says how it deals with orders, and it is audited', async () => {
  const shop = await anApprovedShop(mortar)
  await sql`
    update shops.shops set cash_orders_limit = default, cash_amount_limit_minor = default
    where slug = ${shop.shop}`.execute(mortar.db)
  expect(await shop.api.get_my_shop()).toMatchObject({
    answer_within_hours: 72,
    cash_orders_limit: 3,
    cash_amount_limit: 30_000,
  })
  expect(await shop.api.update_my_shop({ body: { answer_within_hours: 24 } })).toMatchObject({
    answer_within_hours: 24,
    cash_orders_limit: 3,
  })
  expect(await refusalOf(shop.api.update_my_shop({ body: { answer_within_hours: 0 } }))).toMatchObject({
    code: 'invalid_input',
  })
  const { rows } = await sql`
    select before -> 'answer_within_hours' as before, after -> 'answer_within_hours' as after from people.audit
    where action = 'shop.terms' and target = ${`shop:${shop.shop}`}`.execute(mortar.db)
  expect(rows).toEqual([{ before: 72, after: 24 }])
})
