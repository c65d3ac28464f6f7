import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { signIn, visitors } from './visitors.ts'

const { aVisitor } = visitors()

const address = { name: 'A Buyer', line1: '1 rue de la Paix', postcode: '69001', city: 'Lyon', country: 'FR' }

async function aBuyer(username: string): Promise<Page> {
  const page = await aVisitor()
  await signIn(page, username)
  return page
}

type Placed = { order_number: string; total: number }
type Found = { slug: string; shop: { slug: string } }

/** Two orders of one checkout, to be paid by card. */
async function twoOrders(page: Page): Promise<[Placed, Placed]> {
  const answer = await page.request.get('/api/products/search?in_stock=true&prescription=false&page_size=100')
  const { results } = (await answer.json()) as { results: Found[] }
  const second = results.find(({ shop }) => shop.slug !== results[0]?.shop.slug)
  const items = [results[0], second].map((each) => ({ product: each?.slug, quantity: 1 }))
  const placed = await page.request.post('/api/orders/create', {
    data: { items, address, payment_method: 'fake' },
    headers: { 'Idempotency-Key': crypto.randomUUID() },
  })
  expect(placed.status()).toBe(201)
  const { orders } = (await placed.json()) as { orders: [Placed, Placed] }
  return orders
}

const shown = (minor: number) => `€${(minor / 100).toFixed(2)}`
const complete = (orders: Placed[]) =>
  `/checkout/complete?${orders.map(({ order_number }) => `order=${order_number}`).join('&')}`

async function cancel(page: Page, { order_number }: Placed): Promise<void> {
  await page.goto(`/orders/${order_number}`)
  await page.getByText('Cancel this order').click()
  await page.getByRole('button', { name: 'Cancel the order' }).click()
  await page.getByText('Cancelled').first().waitFor()
}

test('of two orders one is cancelled and the other paid: each page asks for and tells what is so', async () => {
  const page = await aBuyer('demo-customer-2')
  const [first, second] = await twoOrders(page)
  await page.goto(complete([first, second]))
  await page.getByText(`Still to be paid: ${shown(first.total + second.total)}`).waitFor()
  await cancel(page, first)
  await page.goto(complete([first, second]))
  await page.getByText(`Still to be paid: ${shown(second.total)}`).waitFor()
  await page.getByText('as soon as it is paid').waitFor()
  await page.getByRole('link', { name: 'Pay now' }).click()
  await page.getByText(shown(second.total), { exact: true }).waitFor()
  await page.getByRole('button', { name: 'Pay', exact: true }).click()
  await page.getByText('Thank you. Your payment went through').waitFor()
  expect(await page.getByText('Still to be paid').count()).toBe(0)
  await cancel(page, second)
  await page.goto(complete([first, second]))
  await page.getByRole('heading', { name: 'These orders are closed' }).waitFor()
  expect(await page.getByText('Thank you').count()).toBe(0)
})

test('a list of orders says what became of the money, and leads to paying what is open', async () => {
  const page = await aBuyer('demo-customer-4')
  const [first, second] = await twoOrders(page)
  const row = ({ order_number }: Placed) => page.getByRole('listitem').filter({ hasText: order_number })
  await cancel(page, first)
  await page.goto('/orders')
  expect(await row(first).getByText('Nothing to pay').count()).toBe(1)
  expect(await row(second).getByText('To be paid').count()).toBe(1)
  await row(second)
    .getByRole('link', { name: /^Pay now/ })
    .click()
  await page.getByRole('button', { name: 'Pay', exact: true }).click()
  await page.getByText('Thank you. Your payment went through').waitFor()
  await page.goto('/orders')
  expect(
    await row(second)
      .getByText(/paid|Pay now/)
      .count(),
  ).toBe(0)
  await cancel(page, second)
  await page.goto('/orders')
  expect(await row(second).getByText('Refunded').count()).toBe(1)
})

test('whichever order of a checkout leads to the card, the sum is that of the whole payment; a declined one is waited for no more', async () => {
  const page = await aBuyer('demo-customer-3')
  const orders = await twoOrders(page)
  await page.goto(`/orders/${orders[1].order_number}`)
  await page.getByRole('link', { name: 'Pay now' }).click()
  await page.getByText(shown(orders[0].total + orders[1].total), { exact: true }).waitFor()
  await page.getByRole('button', { name: 'Decline' }).click()
  await page.getByRole('heading', { name: 'The payment was declined' }).waitFor()
  await page.goto(complete(orders))
  await page.getByText('Nothing was charged').waitFor()
  expect(await page.getByText('as soon as it is paid').count()).toBe(0)
  expect(await page.getByText('Pay now').count()).toBe(0)
})
