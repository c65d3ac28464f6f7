import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { demoPassword } from '../server/src/cli/demo/towns.ts'
import { visitors } from './visitors.ts'

const { aVisitor } = visitors()

type Own = { slug: string; name: string; on_hand: number }

async function signIn(page: Page, username: string): Promise<void> {
  await page.goto('/sign-in')
  await page.getByLabel('E-mail or username').fill(username)
  await page.getByLabel('Password').fill(demoPassword)
  await page.getByRole('main').getByRole('button', { name: 'Sign in' }).click()
  await page.waitForURL((url) => !url.pathname.endsWith('/sign-in'))
}

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
  await page.getByRole('button', { name: 'Put into stock' }).click()
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
