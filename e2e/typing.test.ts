import { setTimeout as sleep } from 'node:timers/promises'
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { isAwake, signIn, visitors } from './visitors.ts'

const { aVisitor } = visitors()

/** Pages come late, so that there is time to type before they do. */
const slowly = (page: Page) =>
  page.route(/\.data(\?|$)/, async (route) => {
    await sleep(600)
    await route.continue()
  })

test('what is typed in the search box while another page comes is there when it has come', async () => {
  const page = await aVisitor()
  await page.goto('/search?q=paracetamol')
  await isAwake(page)
  await slowly(page)
  const box = page.getByRole('searchbox')
  expect(await box.inputValue()).toBe('paracetamol')
  await page.locator('main li a').first().click()
  await box.fill('ibuprofen')
  await page.waitForURL(/\/products\//)
  await page.getByRole('button', { name: 'Add to cart' }).first().waitFor()
  expect(await box.inputValue()).toBe('ibuprofen')
  await box.press('Enter')
  await page.waitForURL(/q=ibuprofen/)
  expect(await box.inputValue()).toBe('ibuprofen')
  await page.goBack()
  await page.waitForURL(/\/products\//)
  await expect.poll(() => box.inputValue()).toBe('')
})

test('what is typed in a filter while its list comes stays, and without it the filter shows what the list is', async () => {
  const page = await aVisitor()
  await signIn(page, 'demo-lyon')
  await page.goto('/shop/products')
  await isAwake(page)
  await slowly(page)
  const field = page.getByRole('main').getByRole('searchbox').first()
  await field.fill('para')
  await field.press('Enter')
  await field.fill('ibu')
  await page.waitForURL(/q=para/)
  await sleep(300)
  expect(await field.inputValue()).toBe('ibu')
  await field.press('Enter')
  await page.waitForURL(/q=ibu/)
  expect(await field.inputValue()).toBe('ibu')
  await page.goBack()
  await page.waitForURL(/q=para/)
  await expect.poll(() => field.inputValue()).toBe('para')
})

test('a new search is not filtered by what the last one was, and its filter says so', async () => {
  const page = await aVisitor()
  await page.goto('/search?q=a&in_stock=true')
  await isAwake(page)
  const box = page.getByRole('searchbox')
  await box.fill('paracetamol')
  await box.press('Enter')
  await page.waitForURL(/q=paracetamol$/)
  await expect.poll(() => page.getByLabel('In stock only').isChecked()).toBe(false)
})
