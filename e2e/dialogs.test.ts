import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { demoPassword } from '../server/src/cli/demo/towns.ts'
import { signIn, visitors } from './visitors.ts'

const { aVisitor } = visitors()

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

test('an address is deleted without scripts, and an account: a wrong password is said where it was asked for', async () => {
  const page = await aVisitor({ scripts: false, phone: true })
  await signIn(page, 'demo-customer-3')
  await page.goto('/account/addresses?new')
  await page.getByLabel('Full name').fill('Nobody else')
  await page.getByLabel('Street and number').fill('9 rue de la Paix')
  await page.getByLabel('Postcode').fill('69001')
  await page.getByLabel('Town').fill('Lyon')
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByText('The address is saved.').waitFor()
  const mine = page.getByRole('listitem').filter({ hasText: '9 rue de la Paix' })
  await mine.locator('summary', { hasText: 'Delete' }).click()
  await mine.getByRole('button', { name: 'Delete', exact: true }).click()
  await page.getByText('The address is deleted.').waitFor()
  expect(await page.getByText('9 rue de la Paix').count()).toBe(0)

  await page.goto('/account/privacy')
  await page.locator('summary', { hasText: 'Delete my account' }).click()
  await page.getByLabel('Password').fill('not the password')
  await page.getByRole('button', { name: 'Delete for good' }).click()
  // Folded out again and in view, with what is wrong.
  const { y = 0 } = (await page.getByLabel('Password').boundingBox()) ?? {}
  expect([await page.getByLabel('Password').isVisible(), y > 0 && y < 844]).toEqual([true, true])
  expect(await page.getByRole('alert').textContent()).toBe('The password is wrong.')
  await page.getByLabel('Password').fill(demoPassword)
  await page.getByRole('button', { name: 'Delete for good' }).click()
  await page.getByText('Your account is deleted').waitFor()
})

test('a shop removes a colleague and a product without scripts', async () => {
  const page = await aVisitor({ scripts: false })
  await signIn(page, 'demo-lyon')
  await page.goto('/shop/staff')
  const who = page.getByRole('listitem').filter({ hasText: 'demo-lyon-counter' })
  await who.locator('summary', { hasText: 'Remove' }).click()
  await who.locator('details[open]').getByRole('button', { name: 'Remove', exact: true }).click()
  await page.getByText('no longer works here.').waitFor()
  expect(await page.getByText('demo-lyon-counter').count()).toBe(0)
  const found = await page.request.get('/api/my_products?sort=name&page=45&page_size=1')
  const { results } = (await found.json()) as { results: [{ slug: string }] }
  await page.goto(`/shop/products/${results[0].slug}`)
  await answer(page, 'Remove for good', 'Remove for good')
  await page.getByText('The product is removed.').waitFor()
})

test('an admin decides on shops and roles without scripts', async () => {
  const page = await aVisitor({ scripts: false })
  await signIn(page, 'demo-admin')
  await page.goto('/admin')
  await answer(page, 'Reject', 'Reject')
  await page.getByText('was turned down.').waitFor()
  await page.goto('/admin/shops?q=Rennes')
  await answer(page, 'Suspend', 'Suspend')
  await page.getByText('is suspended.').waitFor()
  await page.getByRole('button', { name: 'Reinstate' }).click()
  await page.getByText('can sell now.').waitFor()
  await page.goto('/admin/people/demo-customer-2')
  await answer(page, 'Make admin', 'Make admin')
  await page.getByText('is an admin now.').waitFor()
  await answer(page, 'Remove admin role', 'Remove admin role')
  await page.getByText('is no longer an admin.').waitFor()
  const user = await page.request.get('/api/admin/users/demo-customer-2')
  expect(((await user.json()) as { role: string }).role).toBe('customer')
})
