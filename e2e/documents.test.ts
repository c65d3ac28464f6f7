import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { theBrowser } from './browser.ts'
import { openShop, type OpenShop } from './open-shop.ts'

let shop: OpenShop
let browser: Browser
beforeAll(async () => {
  shop = await openShop()
  browser = await theBrowser()
})
afterAll(async () => {
  await shop.close()
})

test.each([
  ['/api/redoc', 'Register as a customer'],
  ['/api/docs', 'Sessions'],
])('%s shows the operations, whole without any outside address', async (path, text) => {
  const page = await browser.newPage()
  const faults: string[] = []
  const elsewhere: string[] = []
  page.on('pageerror', (error) => faults.push(error.message))
  page.on('request', (request) => {
    if (!request.url().startsWith(shop.address) && !/^(data|blob):/.test(request.url())) elsewhere.push(request.url())
  })
  await page.goto(shop.address + path)
  await page.getByRole('heading', { name: text }).first().waitFor()
  expect(faults).toEqual([])
  expect(elsewhere).toEqual([])
  await page.close()
})
