import { afterAll, afterEach, beforeAll } from 'vitest'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { demoPassword } from '../server/src/cli/demo/towns.ts'
import { theBrowser } from './browser.ts'
import { openShop, type OpenShop } from './open-shop.ts'

export type Visitors = {
  /** Someone with a browser of their own. Any error on a page, and any address that is not ours, fails the test. */
  aVisitor: (options?: { scripts?: boolean; phone?: boolean }) => Promise<Page>
}

/** An open shop for the tests of a file, and people who come to it; each test's go when it ends. */
export function visitors(): Visitors {
  let shop: OpenShop | undefined
  let browser: Browser | undefined
  const contexts: BrowserContext[] = []
  beforeAll(async () => {
    shop = await openShop()
    browser = await theBrowser()
  }, 240_000)
  afterEach(async () => {
    await Promise.all(contexts.splice(0).map((context) => context.close()))
  })
  afterAll(async () => {
    await shop?.close()
  })
  const open = () => {
    if (shop === undefined || browser === undefined) throw new Error('the shop is not open yet')
    return { shop, browser }
  }
  const aVisitor = async ({ scripts = true, phone = false } = {}) => {
    const { address } = open().shop
    const context = await open().browser.newContext({
      baseURL: address,
      locale: 'en-GB',
      viewport: phone ? { width: 390, height: 844 } : { width: 1280, height: 900 },
      javaScriptEnabled: scripts,
    })
    contexts.push(context)
    const page = await context.newPage()
    page.on('pageerror', (error) => {
      throw error
    })
    await context.route(
      (url) => url.origin !== address,
      (route) => {
        throw new Error(`a page asked for ${route.request().url()}`)
      },
    )
    page.setDefaultTimeout(20_000)
    return page
  }
  return { aVisitor }
}

/** A page is there before its scripts are: until then it hears of nothing but what the browser does by itself. */
export async function isAwake(page: Page): Promise<void> {
  await page.waitForFunction(() =>
    Object.keys(document.querySelector('main') ?? {}).some((key) => key.startsWith('__react')),
  )
}

/** Somebody of the demo is signed in from here on, as by the form that nothing else of the test is about. */
export async function signIn(page: Page, login: string): Promise<void> {
  const answer = await page.request.post('/sign-in', {
    form: { login, password: demoPassword },
    headers: { 'sec-fetch-site': 'same-origin' },
    maxRedirects: 0,
  })
  if (answer.status() !== 302) throw new Error(`${login} was not signed in: ${answer.status()}`)
}

/** Goes to the form, fills it in and sends it. */
export async function fillSignIn(page: Page, login: string, password = demoPassword): Promise<void> {
  await page.goto('/sign-in')
  await page.getByLabel('E-mail or username').fill(login)
  await page.getByLabel('Password').fill(password)
  await page.getByRole('main').getByRole('button', { name: 'Sign in' }).click()
}
