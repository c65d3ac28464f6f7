import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { isAwake, signIn, visitors } from './visitors.ts'

const { aVisitor } = visitors()

type Waiting = { orders: { to_answer: number; to_ship: number } }
const waiting = async (page: Page) => (await (await page.request.get('/api/my_shop/waiting')).json()) as Waiting

/** Buys one of what the shop can sell to anybody, over the API. */
async function buyAt(page: Page, shop: string): Promise<string> {
  const found = await page.request.get(`/api/products/search?shop=${shop}&in_stock=true&prescription=false&sort=price`)
  const { results } = (await found.json()) as { results: { slug: string }[] }
  const placed = await page.request.post('/api/orders/create', {
    headers: { 'Idempotency-Key': `console-${Date.now()}-${Math.random()}`, 'Sec-Fetch-Site': 'same-origin' },
    data: {
      items: [{ product: results[0]?.slug, quantity: 1 }],
      address: { name: 'Somebody', line1: '1 rue de la Paix', city: 'Lyon', postcode: '69001', country: 'FR' },
      payment_method: 'cash_on_delivery',
    },
  })
  expect(placed.status()).toBe(201)
  return ((await placed.json()) as { orders: { order_number: string }[] }).orders[0]?.order_number ?? ''
}

test.each([true, false])(
  'on a phone one menu holds all of the console, and marks where we are, scripts %s',
  async (scripts) => {
    const page = await aVisitor({ scripts, phone: true })
    await signIn(page, 'demo-lyon')
    await page.goto('/shop/products')
    const bar = page.getByRole('banner')
    expect(await bar.getByRole('link', { name: 'Stock' }).count()).toBe(0)
    await bar.locator('summary').focus()
    await page.keyboard.press('Enter')
    expect(await bar.getByRole('link', { name: 'Products' }).getAttribute('aria-current')).toBe('page')
    for (const name of ['Orders', 'Stock', 'Staff', 'View the store', 'My account', 'Français'])
      await bar.getByRole('link', { name }).waitFor()
    await bar.getByRole('button', { name: 'Sign out' }).waitFor()
    if (scripts) {
      await page.keyboard.press('Escape')
      await bar.getByRole('link', { name: 'Stock' }).waitFor({ state: 'hidden' })
      await page.keyboard.press('Enter')
    }
    await bar.getByRole('link', { name: 'Stock' }).click()
    await page.waitForURL((url) => url.pathname === '/shop/stock')
    await bar.getByRole('link', { name: 'Orders' }).waitFor({ state: 'hidden' })
  },
)

test('the console says how much waits, and takes in what comes while it is open', async () => {
  const [page, buyer] = [await aVisitor(), await aVisitor()]
  await signIn(page, 'demo-lyon')
  await signIn(buyer, 'demo-customer-2')
  await page.goto('/shop')
  const { orders } = await waiting(page)
  const say = (more: number) => `${orders.to_answer + more} to answer, ${orders.to_ship} to ship`
  await page.getByRole('link', { name: `Orders ${say(0)}` }).waitFor()
  const number = await buyAt(buyer, 'demo-pharmacy-lyon')
  await page.getByRole('link', { name: `Orders ${say(1)}` }).waitFor()
  await page.getByRole('link', { name: number }).waitFor()
  expect(await page.locator('output', { hasText: 'New order:' }).count()).toBe(1)
})

test('what somebody is typing stays, and what has come is shown when they are done', async () => {
  const [page, buyer] = [await aVisitor(), await aVisitor()]
  await signIn(page, 'demo-lyon')
  await signIn(buyer, 'demo-customer-3')
  await page.goto('/shop')
  await page.getByRole('button', { name: 'Cancel' }).first().click()
  const note = page.getByRole('alertdialog').getByLabel('Note')
  await note.fill('We have run out')
  const number = await buyAt(buyer, 'demo-pharmacy-lyon')
  await page.getByText('It will be shown once you have finished here.').waitFor({ state: 'attached' })
  expect(await note.inputValue()).toBe('We have run out')
  expect(await page.getByText(number).count()).toBe(0)
  await page.getByRole('alertdialog').getByRole('button', { name: 'Back' }).click()
  await page.getByRole('link', { name: number }).waitFor()
})

test('where no stream comes through, the page takes in what is new when somebody looks at it again', async () => {
  const [page, buyer] = [await aVisitor(), await aVisitor()]
  await signIn(page, 'demo-lyon')
  await signIn(buyer, 'demo-customer-4')
  await page.context().route('**/api/my_shop/waiting', (route) => route.abort())
  await page.goto('/shop')
  await page.getByRole('heading', { name: 'Orders' }).waitFor()
  await isAwake(page)
  const number = await buyAt(buyer, 'demo-pharmacy-lyon')
  expect(await page.getByRole('link', { name: number }).count()).toBe(0)
  await page.evaluate(() => window.dispatchEvent(new Event('focus')))
  await page.getByRole('link', { name: number }).waitFor()
})

test('a window that nobody looks at holds no connection, and is up to date when it is looked at', async () => {
  const [page, buyer] = [await aVisitor(), await aVisitor()]
  await signIn(page, 'demo-lyon')
  await signIn(buyer, 'demo-customer-1')
  await page.goto('/shop')
  await page.getByRole('heading', { name: 'Orders' }).waitFor()
  await isAwake(page)
  const isHidden = (hidden: boolean) =>
    page.evaluate(
      (state) => {
        Object.defineProperty(document, 'visibilityState', { value: state, configurable: true })
        document.dispatchEvent(new Event('visibilitychange'))
      },
      hidden ? 'hidden' : 'visible',
    )
  await isHidden(true)
  const number = await buyAt(buyer, 'demo-pharmacy-lyon')
  expect(await page.getByRole('link', { name: number }).count()).toBe(0)
  await isHidden(false)
  await page.getByRole('link', { name: number }).waitFor()
})

test('an admin sees how many shops wait', async () => {
  const page = await aVisitor()
  await signIn(page, 'demo-admin')
  await page.goto('/admin/people')
  await page.getByRole('link', { name: 'Waiting 1 shop is waiting for a decision' }).click()
  await page.waitForURL((url) => url.pathname === '/admin')
  await page.getByRole('button', { name: 'Approve' }).first().waitFor()
  expect(await page.getByRole('heading', { level: 2 }).count()).toBe(1)
})

test('an admin hears of a shop that has come, when they look again', async () => {
  const [page, newcomer] = [await aVisitor(), await aVisitor()]
  await signIn(page, 'demo-admin')
  await page.goto('/admin/people')
  await page.getByRole('link', { name: 'Waiting 1 shop is waiting' }).waitFor()
  await isAwake(page)
  const made = await newcomer.request.post('/api/shopkeepers/create', {
    headers: { 'Sec-Fetch-Site': 'same-origin' },
    data: {
      email: 'new@shops.test',
      username: 'new-shop',
      password: 'correct horse battery',
      name: 'Newcomer',
      shop: { name: 'New Pharmacy', phone: '+33465710001', category: 'pharmacy' },
    },
  })
  expect(made.status()).toBe(201)
  await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')))
  await page.getByRole('link', { name: 'Waiting 2 shops are waiting' }).waitFor()
  expect(await page.locator('output', { hasText: 'New shop:' }).count()).toBe(1)
})

test('a queue of more than a page is reached whole, and says how long it is', async () => {
  const [page, buyer] = [await aVisitor({ phone: true }), await aVisitor()]
  await signIn(page, 'demo-nantes')
  await signIn(buyer, 'demo-customer-1')
  const headers = { 'Sec-Fetch-Site': 'same-origin' }
  const terms = { cash_orders_limit: 1000, cash_amount_limit: 1_000_000 }
  expect((await page.request.patch('/api/my_shop', { headers, data: terms })).status()).toBe(200)
  for (let n = 0; n < 22; n++) {
    const number = await buyAt(buyer, 'demo-pharmacy-nantes')
    await page.request.post(`/api/orders/${number}/approve`, { headers, data: {} })
  }
  const { to_ship } = (await waiting(page)).orders
  expect(to_ship).toBeGreaterThan(21)
  await page.goto('/shop?queue=approved')
  await page.getByRole('link', { name: `To ship (${to_ship})` }).waitFor()
  await page.getByText(`${to_ship} in total`).waitFor()
  const cards = page.locator('main li.card')
  expect(await cards.count()).toBe(20)
  await page.getByRole('link', { name: 'Next' }).click()
  await page.waitForURL(/page=2/)
  await expect.poll(() => cards.count()).toBe(to_ship - 20)
})
