import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { anOrder, brokenSales, buy, outcomesOf, stockOf, walk } from '../../../test/harness/buying.ts'
import { aCustomer, aMortar, anApprovedShop, someone, type Mortar, type Someone } from '../../../test/harness/index.ts'
import { aProduct } from '../../../test/harness/products.ts'

let mortar: Mortar
let buyer: Someone
beforeAll(async () => {
  mortar = await aMortar({ MORTAR_POOL_SIZE: '12' })
  buyer = await aCustomer(mortar)
})
afterAll(() => mortar.close())
afterEach(salesAreSound)

async function salesAreSound(): Promise<void> {
  expect(await brokenSales(mortar)).toEqual({})
}

const hour = 60 * 60 * 1000
const answerTimeout = async () => {
  await mortar.server.modules.find((each) => each.name === 'orders')?.tasks?.['answer_timeout']?.({})
}
/** Access tokens are older than they may be once a day has gone by. */
const later = async ({ username, email }: Someone) => someone(mortar, username, email)
const statusOf = async (who: Someone, order_number: string) =>
  (await who.api.track_order({ params: { order_number } })).timeline.at(-1)

const lastTold = async (who: Someone) => (await who.api.notifications({ query: {} })).results[0]?.kind

test('an order that its shop does not answer in its time is called off, its stock free, and both are told', async () => {
  const keeper = await anApprovedShop(mortar)
  await keeper.api.update_my_shop({ body: { answer_within_hours: 5 } })
  const { slug } = await aProduct(keeper, { stock: 9 })
  const item = [{ product: slug, quantity: 2 }]
  const silent = await anOrder(buyer, item)
  const answered = await anOrder(buyer, item)
  await walk(keeper, answered.order_number, 'approve')
  mortar.clock.advance(5 * hour - 1000)
  await answerTimeout()
  ;[buyer] = [await later(buyer)]
  expect(await statusOf(buyer, silent.order_number)).toMatchObject({ status: 'pending' })
  mortar.clock.advance(2000)
  await answerTimeout()
  expect(await statusOf(buyer, silent.order_number)).toMatchObject({
    status: 'cancelled',
    reason: 'shop_silent',
    note: null,
  })
  expect(await statusOf(buyer, answered.order_number)).toMatchObject({ status: 'approved' })
  expect(await stockOf(mortar, slug)).toBe(7)
  await mortar.settle()
  expect([await lastTold(buyer), await lastTold(await later(keeper))]).toEqual(['order_cancelled', 'order_lapsed'])
})

test('what was paid by card goes back', async () => {
  const keeper = await anApprovedShop(mortar)
  const { slug } = await aProduct(keeper, { stock: 9 })
  const { payment, orders } = await buy(buyer, [{ product: slug, quantity: 1 }], 'fake')
  const params = { order_number: orders[0]?.order_number ?? '' }
  mortar.clock.advance(10 * 60 * 1000)
  buyer = await later(buyer)
  await buyer.api.pay_fake({ params: { id: payment.id }, body: { outcome: 'paid' } })
  mortar.clock.advance(72 * hour)
  await answerTimeout()
  buyer = await later(buyer)
  expect(await buyer.api.get_order({ params })).toMatchObject({ status: 'cancelled', payment: { status: 'refunded' } })
})

test('of an answer and its time running out at once, exactly one happens', async () => {
  const keeper = await anApprovedShop(mortar)
  const { slug } = await aProduct(keeper, { stock: 50 })
  const placed = await Promise.all(Array.from({ length: 8 }, () => anOrder(buyer, [{ product: slug, quantity: 1 }])))
  mortar.clock.advance(72 * hour)
  const shop = { ...(await later(keeper)), shop: keeper.shop }
  buyer = await later(buyer)
  const answering = placed.map(({ order_number }) => shop.api.approve_order({ params: { order_number }, body: {} }))
  const [{ problems }] = await Promise.all([outcomesOf(answering), answerTimeout(), answerTimeout()])
  const now = await Promise.all(placed.map(({ order_number }) => statusOf(buyer, order_number)))
  expect(now.filter((step) => step?.status === 'cancelled')).toHaveLength(problems.length)
  expect(now.filter((step) => step?.status === 'approved')).toHaveLength(placed.length - problems.length)
})
