import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import type { Page } from 'playwright-core'
import { fillSignIn, signIn, visitors } from './visitors.ts'

const { aVisitor } = visitors()

async function aPersonSignedIn(login: string): Promise<Page> {
  const page = await aVisitor()
  await signIn(page, login)
  return page
}

/** Presses a button, and the one of the same name in the question that comes up. */
async function confirm(page: Page, label: string, reason?: string): Promise<void> {
  await page.getByRole('button', { name: label }).click()
  const question = page.getByRole('alertdialog')
  if (reason !== undefined) await question.getByLabel('Reason').fill(reason)
  await question.getByRole('button', { name: label }).click()
}

const isStranger = (page: Page) => page.waitForURL((url) => url.pathname === '/sign-in')

test('an admin finds a customer and blocks them: their open page becomes a stranger’s, until they are unblocked', async () => {
  const customer = await aPersonSignedIn('demo-customer-2')
  await customer.goto('/orders')
  const admin = await aPersonSignedIn('demo-admin')
  await admin.goto('/admin')
  await admin.getByRole('link', { name: 'People' }).click()
  await admin.getByLabel('Name, username or e-mail').fill('demo-customer-2')
  await admin.getByLabel('Role').selectOption('Customer')
  await admin.getByRole('button', { name: 'Apply' }).click()
  await admin.getByText('1 person').waitFor()
  await admin.locator('main').getByRole('listitem').getByRole('link').click()

  await confirm(admin, 'Block', 'A stolen phone')
  await admin.getByText('is blocked and signed out').waitFor()
  await admin.getByRole('definition').getByText('A stolen phone').waitFor()
  await customer.getByRole('link', { name: 'All', exact: true }).click()
  await isStranger(customer)
  await fillSignIn(customer, 'demo-customer-2')
  expect(await customer.getByRole('alert').textContent()).toBe('The name or the password is wrong.')

  await confirm(admin, 'Unblock')
  await admin.getByText('can sign in again').waitFor()
  await fillSignIn(customer, 'demo-customer-2')
  await customer.waitForURL((url) => url.pathname === '/')
  await admin.getByRole('table').getByText('Unblocked').waitFor()
}, 120_000)

test('the last admin cannot make themselves a customer, and reads why', async () => {
  const admin = await aPersonSignedIn('demo-admin')
  await admin.goto('/admin/people/demo-admin')
  await confirm(admin, 'Remove admin role')
  await admin.getByText('this is the last one').waitFor()
  await admin.reload()
  expect(await admin.getByRole('button', { name: 'Remove admin role' }).count()).toBe(1)
})

test('a colleague is invited, works an order within their duties, and is out when removed; the log tells all of it', async () => {
  const keeper = await aPersonSignedIn('demo-lyon')
  await keeper.goto('/shop')
  await keeper.getByRole('link', { name: 'Staff' }).click()
  const invite = keeper.getByRole('region', { name: 'Invite someone' })
  await invite.getByLabel('E-mail').fill('camille@staff.test')
  await invite.getByLabel('Counter').check()
  await keeper.getByRole('button', { name: 'Send the invitation' }).click()
  await keeper.getByText('An invitation is on its way to camille@staff.test.').waitFor()

  const colleague = await aVisitor()
  await colleague.goto(await invitationFor(colleague, 'camille@staff.test'))
  await colleague.getByLabel('Name', { exact: true }).fill('Camille Martin')
  await colleague.getByLabel('Username').fill('camille')
  await colleague.getByLabel('Password').fill('correct horse battery')
  await colleague.locator('main').getByRole('button').last().click()
  await colleague.waitForURL((url) => url.pathname === '/shop')
  expect(await colleague.getByRole('link', { name: 'Staff' }).count()).toBe(0)

  const order = colleague.locator('main li.card').filter({ has: colleague.getByRole('button', { name: 'Accept' }) })
  const number = (await order.first().getByRole('link').textContent()) ?? ''
  await order.first().getByRole('button', { name: 'Accept' }).click()
  await order.filter({ hasText: number }).waitFor({ state: 'detached' })
  await colleague.goto(`/shop/orders/${number}`)
  await colleague.getByText('Accepted', { exact: true }).waitFor()
  await colleague.goto('/shop/stock/receive')
  await colleague.getByText('This is not one of your duties').waitFor()

  await keeper.reload()
  const camille = keeper.getByRole('listitem').filter({ has: keeper.getByRole('heading', { name: 'Camille Martin' }) })
  await camille.getByRole('button', { name: 'Remove' }).click()
  await keeper.getByRole('alertdialog').getByRole('button', { name: 'Remove' }).click()
  await keeper.getByText('Camille Martin no longer works here.').waitFor()
  await colleague.goto('/shop')
  await isStranger(colleague)

  const admin = await aPersonSignedIn('demo-admin')
  await admin.goto('/admin/audit?target=user:camille')
  await admin.getByRole('table').getByText('Signed in').first().waitFor()
  const download = admin.waitForEvent('download')
  await admin.getByRole('link', { name: 'Download as CSV' }).click()
  const file = await download
  expect(file.suggestedFilename()).toBe('audit-log.csv')
  const lines = (await readFile(await file.path(), 'utf8')).trim().split(/\r?\n/)
  expect(lines[0]).toBe('at,actor,action,target,before,after,ip')
  expect(lines.length).toBeGreaterThan(3)
  for (const line of lines.slice(1)) expect(line).toContain('user:camille')
}, 120_000)

/** The path that the mail links to, once it has come: what invites is read where people read it. */
async function invitationFor(page: Page, email: string): Promise<string> {
  const read = async () => {
    await page.goto(`/demo/mail?to=${encodeURIComponent(email)}`)
    return /\/invitation\?token=[\w.-]+/.exec((await page.locator('main').textContent()) ?? '')?.[0] ?? ''
  }
  await expect.poll(read).not.toBe('')
  return read()
}

test('what somebody bought is theirs to see and to cancel, also once they are an admin', async () => {
  const customer = await aPersonSignedIn('demo-customer-3')
  await customer.goto('/search?q=paracetamol+500+mg&prescription=false&in_stock=true')
  await customer.locator('main li.card h3 a').first().click()
  await customer.getByRole('button', { name: 'Add to cart' }).click()
  await customer.getByText('Added to your cart.').waitFor()
  await customer.goto('/checkout')
  await customer.getByRole('button', { name: 'Place the order' }).click()
  await customer.getByText('Your order is placed').waitFor()
  const admin = await aPersonSignedIn('demo-admin')
  await admin.goto('/admin/people/demo-customer-3')
  await confirm(admin, 'Make admin')
  await admin.getByText('is an admin now').waitFor()
  await admin.goto('/')
  await admin.locator('button[popovertarget="account"]').click()
  await admin.getByRole('link', { name: 'Notifications' }).waitFor()
  expect(await admin.getByRole('link', { name: 'My orders' }).count()).toBe(1)

  await fillSignIn(customer, 'demo-customer-3')
  await customer.waitForURL((url) => url.pathname === '/admin')
  await customer.goto('/')
  await customer.locator('button[popovertarget="account"]').click()
  await customer.getByRole('link', { name: 'My orders' }).click()
  await customer.waitForURL((url) => url.pathname === '/orders')
  await customer.locator('main li.card').first().getByRole('link').click()
  await customer.getByText('Cancel this order').first().click()
  await customer.getByRole('button', { name: 'Cancel the order' }).click()
  await customer.getByText('Cancelled', { exact: true }).first().waitFor()
}, 120_000)
