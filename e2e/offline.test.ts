import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { visitors } from './visitors.ts'

const { aVisitor } = visitors()

const lost = 'There is no connection'

/** On the page of something there is enough of, with a quantity typed. */
async function typing(phone = false): Promise<Page> {
  const page = await aVisitor({ phone })
  const found = await page.request.get('/api/products/search?in_stock=true&prescription=false&page_size=100')
  const { results } = (await found.json()) as { results: { slug: string; stock: number }[] }
  await page.goto(`/products/${results.find(({ stock }) => stock >= 20)?.slug ?? ''}`, { waitUntil: 'networkidle' })
  await page.getByLabel('Quantity').fill('3')
  return page
}

const isAsItWas = async (page: Page, path: string) =>
  new URL(page.url()).pathname === path &&
  (await page.getByLabel('Quantity').inputValue()) === '3' &&
  (await page.getByText(/went wrong|fault is ours/).count()) === 0

test.each([true, false])(
  'without a connection a page stays as it is, and goes on once there is one, phone %s',
  async (phone) => {
    const page = await typing(phone)
    const { pathname } = new URL(page.url())
    await page.context().setOffline(true)
    await page.getByText(lost).waitFor()
    await page.getByRole('main').getByRole('link').first().click()
    await page.getByRole('link', { name: /^Cart/ }).click()
    await page.getByRole('button', { name: 'Add to cart' }).click()
    await page.getByRole('searchbox').fill('ibuprofen')
    await page.keyboard.press('Enter')
    await page.getByRole('button', { name: 'Try again' }).click()
    expect(await isAsItWas(page, pathname)).toBe(true)
    expect(await page.getByText(lost).count()).toBe(1)
    await page.context().setOffline(false)
    await page.getByText(lost).waitFor({ state: 'detached' })
    await page.getByRole('button', { name: 'Add to cart' }).click()
    await page.getByText('There are now 3 in your cart').waitFor()
  },
)

test('what a page asks for waits while the server does not answer, and comes by itself', async () => {
  const page = await typing()
  const { pathname } = new URL(page.url())
  await page.context().route(/\.data/, (route) => route.abort())
  await page.getByRole('link', { name: /^Cart/ }).click()
  await page.getByText(lost).waitFor()
  expect(await isAsItWas(page, pathname)).toBe(true)
  await page.context().unroute(/\.data/)
  await page.getByText('Your cart is empty').waitFor()
  expect(await page.getByText(lost).count()).toBe(0)
})

test('whether a form arrived that was answered by nothing is not known: it says so, and is sent again by whoever sent it', async () => {
  const page = await typing()
  await page.context().route(/\.data/, (route) => route.abort())
  await page.getByRole('button', { name: 'Add to cart' }).click()
  await page.getByRole('alert').getByText('The connection was lost').waitFor()
  expect(await page.getByLabel('Quantity').inputValue()).toBe('3')
  await expect.poll(() => page.locator(':focus').textContent()).toMatch('The connection was lost')
  await page.context().unroute(/\.data/)
  await page.getByRole('button', { name: 'Add to cart' }).click()
  await page.getByText('There are now 3 in your cart').waitFor()
})

test('who tries again goes where they wanted, when the browser is wrong to think that there is no connection', async () => {
  const page = await typing()
  await page.evaluate(() => {
    Object.defineProperty(navigator, 'onLine', { get: () => false })
    dispatchEvent(new Event('offline'))
  })
  await page.getByRole('button', { name: 'Add to cart' }).click()
  await page.getByText(lost).waitFor()
  await page.getByRole('button', { name: 'Try again' }).click()
  await page.getByText('There are now 3 in your cart').waitFor()
  expect(await page.getByText(lost).count()).toBe(0)
})
