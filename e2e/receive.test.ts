import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { signIn, visitors } from './visitors.ts'

const { aVisitor } = visitors()

type Own = { slug: string; name: string; on_hand: number }

const ask = async (page: Page, query: string) =>
  (await (await page.request.get(`/api/my_products?${query}`)).json()) as { count: number; results: Own[] }

test.each([true, false])('stock is received for any product of a shop of hundreds, scripts %s', async (scripts) => {
  const page = await aVisitor({ scripts, phone: true })
  await signIn(page, 'demo-lyon')
  const { count, results } = await ask(page, 'sort=name&page=3&page_size=100')
  expect(count).toBeGreaterThan(200)
  const last = results.at(-1) as Own
  await page.goto('/shop/stock/receive')
  await page.getByLabel('Which product has arrived?').fill(last.name.split(/[ ,]/).slice(0, 3).join(' '))
  await page.getByRole('button', { name: 'Find' }).click()
  await page.getByRole('link', { name: last.name }).first().click()
  await page.getByRole('heading', { name: last.name }).waitFor()
  await page.getByLabel('Quantity').fill('7')
  await page.getByLabel('Expiry').fill('2098-12-31')
  await page.getByRole('button', { name: 'Add to stock' }).click()
  await page.waitForURL(/received/)
  expect((await ask(page, `product=${last.slug}`)).results).toMatchObject([{ on_hand: last.on_hand + 7 }])
})

test('every page of the list is reached', async () => {
  const page = await aVisitor()
  await signIn(page, 'demo-lyon')
  await page.goto('/shop/stock/receive')
  await page.getByRole('link', { name: 'Next' }).click()
  await page.waitForURL(/page=2/)
  await expect.poll(() => page.locator('main ul.card li').count()).toBe(20)
})

test('stock is found by the number of a lot and by its SKU, and leads to its product', async () => {
  const page = await aVisitor({ phone: true })
  await signIn(page, 'demo-lyon')
  const { results } = await ask(page, 'sort=-price&page=2&page_size=1')
  const [{ slug, name } = { slug: '', name: '' }] = results
  await page.goto(`/shop/stock/receive?product=${slug}`)
  await page.getByLabel('Quantity').fill('2')
  await page.getByLabel('Expiry').fill('2098-12-31')
  await page.getByLabel('Lot').fill('KX-77/1')
  await page.getByRole('button', { name: 'Add to stock' }).click()
  await page.waitForURL(/received/)
  await page.getByLabel('Name, SKU, GTIN or lot number').fill('kx-77')
  await page.getByRole('button', { name: 'Apply' }).click()
  await page.waitForURL(/q=kx-77/)
  await expect.poll(() => page.getByRole('row').count()).toBe(2)
  await page.getByRole('row').getByRole('link', { name }).click()
  await page.getByRole('heading', { level: 1, name }).waitFor()
  await page.getByRole('link', { name: 'Its lots' }).click()
  await page.getByText('KX-77/1').waitFor()
})

test('what expires soon is a list of its own, and as long as its tab says', async () => {
  const page = await aVisitor()
  await signIn(page, 'demo-lyon')
  const answer = await page.request.get('/api/my_shop/waiting')
  const { expiring, low_stock } = (await answer.json()) as { expiring: number; low_stock: number }
  await page.goto('/shop/stock')
  await page.getByRole('link', { name: `Running low (${low_stock})` }).waitFor()
  await page.getByRole('link', { name: `Expiring or expired (${expiring})` }).click()
  await page.waitForURL(/show=expiring/)
  await expect.poll(() => page.getByRole('row').count()).toBe(Math.min(expiring, 20) + 1)
})

test('of a product with variants the one that has come is chosen by its name', async () => {
  const page = await aVisitor()
  await signIn(page, 'demo-lyon')
  const made = await page.request.post('/api/products/create', {
    headers: { 'Sec-Fetch-Site': 'same-origin' },
    data: {
      name: 'Compression socks',
      category: 'first-aid',
      variants: [
        { options: { size: 'S' }, sku: 'SOCK-S', price: 1200 },
        { options: { size: 'L' }, sku: 'SOCK-L', price: 1300 },
      ],
    },
  })
  const { slug } = (await made.json()) as { slug: string }
  await page.goto(`/shop/stock/receive?product=${slug}`)
  await page.getByLabel('Which variant').selectOption({ label: 'size: L · SOCK-L' })
  await page.getByLabel('Quantity').fill('4')
  await page.getByRole('button', { name: 'Add to stock' }).click()
  await page.waitForURL(/received/)
  const lots = await page.request.get('/api/my_shop/lots?q=sock')
  expect(((await lots.json()) as { results: unknown[] }).results).toMatchObject([{ variant: 'SOCK-L', on_hand: 4 }])
})
