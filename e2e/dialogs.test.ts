import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { demoPassword } from '../server/src/cli/demo/towns.ts'
import { visitors } from './visitors.ts'

const { aVisitor } = visitors()

async function signIn(page: Page, username: string): Promise<void> {
  await page.goto('/sign-in')
  await page.getByLabel('E-mail or username').fill(username)
  await page.getByLabel('Password').fill(demoPassword)
  await page.getByRole('main').getByRole('button', { name: 'Sign in' }).click()
  await page.waitForURL((url) => !url.pathname.endsWith('/sign-in'))
}

/** Folds the question out, and answers it. */
async function answer(page: Page, asked: string, done: string): Promise<void> {
  await page.locator('summary', { hasText: asked }).first().click()
  await page.locator('details[open]').getByRole('button', { name: done, exact: true }).click()
}

test('an admin blocks and unblocks without scripts, asked before as with them', async () => {
  const page = await aVisitor({ scripts: false })
  await signIn(page, 'demo-admin')
  await page.goto('/admin/people/demo-customer-4')
  const state = async () => {
    const user = await page.request.get('/api/admin/users/demo-customer-4')
    return ((await user.json()) as { state: string }).state
  }
  await answer(page, 'Block', 'Block')
  await expect.poll(state).toBe('blocked')
  await answer(page, 'Unblock', 'Unblock')
  await expect.poll(state).toBe('active')
})

test('a shop cancels an order without scripts', async () => {
  const page = await aVisitor({ scripts: false })
  await signIn(page, 'demo-lyon')
  const pending = await page.request.get('/api/orders/pending')
  const [order] = ((await pending.json()) as { results: { order_number: string }[] }).results
  await page.goto(`/shop/orders/${order?.order_number ?? ''}`)
  await answer(page, 'Cancel', 'Cancel the order')
  await page.getByText('Cancelled').first().waitFor()
  const now = await page.request.get(`/api/orders/${order?.order_number ?? ''}`)
  expect(((await now.json()) as { status: string }).status).toBe('cancelled')
})
