import { setTimeout as sleep } from 'node:timers/promises'
import type { Locator, Page, Request } from 'playwright-core'
import { expect, test } from 'vitest'
import { signIn, visitors } from './visitors.ts'

const { aVisitor } = visitors()

async function isInView(thing: Locator): Promise<boolean> {
  const box = await thing.boundingBox()
  const height = await thing.page().evaluate(() => innerHeight)
  return box !== null && box.y >= 0 && box.y + box.height <= height
}

/** What is said has the keyboard, and stands where eyes are once the page has come to rest. */
async function isSaid(page: Page, text: RegExp): Promise<boolean> {
  const focused = page.locator(':focus')
  await expect.poll(() => focused.textContent()).toMatch(text)
  await expect.poll(() => isInView(focused)).toBe(true)
  return true
}

test.each([true, false])('what came of a price is said at its row, far down the list, phone %s', async (phone) => {
  const page = await aVisitor({ phone })
  await signIn(page, 'demo-lyon')
  await page.goto('/shop/products')
  const row = page.locator('main li.card').last()
  await row.getByText('Change price').click()
  await row.getByLabel('Price in EUR').fill('x')
  await row.getByRole('button', { name: 'Save' }).click()
  await row.getByText('An amount such as 12.90').waitFor()
  const field = page.locator(':focus')
  await expect.poll(() => field.getAttribute('name')).toBe('price')
  expect(await field.inputValue()).toBe('x')
  const described = (await field.getAttribute('aria-describedby'))?.split(' ')[0] ?? ''
  expect(await page.locator(`[id="${described}"]`).textContent()).toBe('An amount such as 12.90')
  expect([await isInView(field), await isInView(page.locator(`[id="${described}"]`))]).toEqual([true, true])
  await field.fill('8.88')
  await page.keyboard.press('Enter')
  expect(await isSaid(page, /The price is now €8\.88/)).toBe(true)
  await row.getByRole('button', { name: /(Take off|Put on) sale/ }).click()
  expect(await isSaid(page, /It is (off sale|back on sale)/)).toBe(true)
})

test.each([true, false])('before the scripts are there too, on a phone %s', async (phone) => {
  const page = await aVisitor({ phone })
  await signIn(page, 'demo-lyon')
  await page.route(/\.js(\?|$)/, async (route) => {
    await sleep(500)
    await route.continue()
  })
  await page.goto('/shop/products')
  const row = page.locator('main li.card').nth(9)
  await row.getByText('Change price').click()
  await row.getByLabel('Price in EUR').fill('7.77')
  await row.getByRole('button', { name: 'Save' }).click()
  await page.getByText(/The price is now €7\.77/).waitFor()
  await expect.poll(() => isInView(page.getByText(/The price is now/))).toBe(true)
  expect(await isSaid(page, /The price is now €7\.77/)).toBe(true)
})

test.each([true, false])(
  'without scripts too, and the browser comes back to the form that was sent, phone %s',
  async (phone) => {
    const page = await aVisitor({ scripts: false, phone })
    await signIn(page, 'demo-lyon')
    await page.goto('/shop/products?page=2')
    const row = page.locator('main li.card').last()
    const name = await row.locator('h2').textContent()
    await row.getByText('Change price').click()
    await row.getByLabel('Price in EUR').fill('x')
    await row.getByRole('button', { name: 'Save' }).click()
    const answered = page.locator('main li.card').filter({ hasText: name ?? '' })
    await answered.getByText('An amount such as 12.90').waitFor()
    expect(new URL(page.url()).searchParams.get('page')).toBe('2')
    expect(await isInView(answered.getByLabel('Price in EUR'))).toBe(true)
    await answered.getByLabel('Price in EUR').fill('6.66')
    await answered.getByRole('button', { name: 'Save' }).click()
    await answered.getByText(/The price is now €6\.66/).waitFor()
    expect(await isInView(answered.getByText(/The price is now/))).toBe(true)
  },
)

const isAskedAnew = (request: Request) => request.method() === 'GET' && /products\.data/.test(request.url())

test('what was said stays, with the keyboard, when the page asks for what is new', async () => {
  const page = await aVisitor()
  await signIn(page, 'demo-lyon')
  await page.goto('/shop/products')
  const row = page.locator('main li.card').first()
  await row.getByText('Change price').click()
  await row.getByLabel('Price in EUR').fill('5.55')
  const asked: Request[] = []
  page.on('request', (request) => {
    if (isAskedAnew(request)) asked.push(request)
  })
  await row.getByRole('button', { name: 'Save' }).click()
  expect(await isSaid(page, /The price is now €5\.55/)).toBe(true)
  // Once for the form, and once because the shop's own change reaches its pages like everybody's.
  await expect.poll(() => asked.length).toBeGreaterThan(1)
  await asked.at(-1)?.response()
  await sleep(500)
  expect(await isSaid(page, /The price is now €5\.55/)).toBe(true)
})

test('an order that is accepted leaves its list, and the list says so; what the shop does on its page is said there', async () => {
  const page = await aVisitor()
  await signIn(page, 'demo-lyon')
  await page.goto('/shop')
  await page.getByRole('button', { name: 'Accept' }).last().click()
  expect(await isSaid(page, /Order accepted/)).toBe(true)
  await page
    .getByRole('main')
    .getByRole('link', { name: /^To ship/ })
    .click()
  await page.waitForURL(/queue=approved/)
  await page.locator('main h2 a').first().click()
  await page.getByRole('heading', { level: 1, name: /^ORD/ }).waitFor()
  await page.getByRole('button', { name: 'Mark as shipped' }).click()
  expect(await isSaid(page, /The order is on its way/)).toBe(true)
})

test.each([true, false])(
  'a field that no page thought of says what is wrong with it all the same, scripts %s',
  async (scripts) => {
    const page = await aVisitor({ scripts })
    await signIn(page, 'demo-lyon')
    const answer = await page.request.get('/api/my_shop/orders?status=approved')
    const { results } = (await answer.json()) as { results: { order_number: string }[] }
    await page.goto(`/shop/orders/${results[0]?.order_number ?? ''}`)
    await page.getByLabel('Carrier').fill('Colis\u202Esimo')
    await page.getByRole('button', { name: 'Mark as shipped' }).click()
    await page.getByRole('alert').waitFor()
    const field = page.getByLabel('Carrier')
    await expect.poll(() => field.getAttribute('aria-invalid')).toBe('true')
    const described = (await field.getAttribute('aria-describedby')) ?? ''
    expect(await page.locator(`[id="${described}"]`).textContent()).toMatch(/\S/)
    expect(await field.inputValue()).toBe('Colis\u202Esimo')
  },
)

test('another page or filter of a list has the keyboard at the head of the list', async () => {
  const page = await aVisitor()
  await page.goto('/search')
  await page.getByRole('link', { name: 'Next' }).click()
  await page.waitForURL(/page=2/)
  expect(await isSaid(page, /products/)).toBe(true)
  await page.getByLabel('In stock only').check()
  await page.getByRole('button', { name: 'Apply' }).click()
  await page.waitForURL(/in_stock/)
  expect(await isSaid(page, /products/)).toBe(true)
  await signIn(page, 'demo-customer-2')
  await page.goto('/orders')
  await page.getByRole('link', { name: 'Delivered' }).click()
  await page.waitForURL(/status=delivered/)
  expect(await isSaid(page, /in total$|Nothing here/)).toBe(true)
})

test('what is gone once it was done leaves the keyboard with the words that say so', async () => {
  const page = await aVisitor()
  await signIn(page, 'demo-customer-2')
  await page.goto('/account/addresses')
  await page.getByRole('link', { name: 'Add an address' }).first().click()
  await page.getByLabel('Full name').fill('A Visitor')
  await page.getByLabel('Street and number').fill('7 rue de la Paix')
  await page.getByLabel('Postcode').fill('69001')
  await page.getByLabel('Town').fill('Lyon')
  await page.getByRole('button', { name: 'Save' }).click()
  expect(await isSaid(page, /The address is saved/)).toBe(true)
  await page.getByRole('button', { name: 'Delete' }).last().click()
  await page.getByRole('alertdialog').getByRole('button', { name: 'Delete' }).click()
  expect(await isSaid(page, /The address is deleted/)).toBe(true)
  await page.goto('/notifications')
  await page
    .getByRole('button', { name: /^Mark as read: / })
    .first()
    .click()
  expect(await isSaid(page, /Marked as read/)).toBe(true)
})

test('a wrong password and a new name are answered beside their own forms', async () => {
  const page = await aVisitor()
  await signIn(page, 'demo-customer-3')
  await page.goto('/account/security')
  await page.getByText('Change the password').first().click()
  await page.getByRole('region', { name: 'Password' }).getByLabel('Current password').fill('not the password')
  await page.getByLabel('New password').fill('correct horse battery')
  await page.getByRole('button', { name: 'Change the password' }).click()
  await expect.poll(() => page.locator(':focus').getAttribute('name')).toBe('password')
  expect(await page.getByRole('alert').count()).toBe(1)
  await page.goto('/account')
  await page.getByLabel('Name', { exact: true }).fill('Another name')
  await page.getByRole('button', { name: 'Save' }).click()
  expect(await isSaid(page, /Saved/)).toBe(true)
})

test('a shop is told why it no longer sees where a cancelled order would have gone', async () => {
  const page = await aVisitor()
  await signIn(page, 'demo-lyon')
  const answer = await page.request.get('/api/my_shop/orders?status=approved')
  const { results } = (await answer.json()) as { results: { order_number: string }[] }
  const number = results.at(-1)?.order_number ?? ''
  await page.goto(`/shop/orders/${number}`)
  await page.getByRole('button', { name: 'Cancel', exact: true }).click()
  await page.getByRole('alertdialog').getByRole('button', { name: 'Cancel the order' }).click()
  expect(await isSaid(page, /The order is cancelled/)).toBe(true)
  await page.getByText('The address of a cancelled or returned order is no longer shown').waitFor()
  expect(await page.getByText('Deleted with the buyer').count()).toBe(0)
})
