import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { theBrowser } from './browser.ts'
import { openShop, type OpenShop } from './open-shop.ts'
import { signIn } from './visitors.ts'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

const phone = { width: 390, height: 844 }
const desk = { width: 1280, height: 900 }

/** Looks at pages, by who sees them, with the eyes of axe and with a ruler. Declares a shop of its own and a test for each page. */
export function lookedAt(pages: Record<string, string[]>): void {
  let shop: OpenShop
  let browser: Browser
  beforeAll(async () => {
    shop = await openShop()
    browser = await theBrowser()
  }, 240_000)
  afterAll(async () => {
    await shop?.close()
  })

  describe.each(Object.entries(pages))('pages of %s', (who, paths) => {
    let context: BrowserContext
    beforeAll(async () => {
      context = await browser.newContext({ baseURL: shop.address, locale: 'en-GB' })
      if (who !== 'stranger') await signIn(await context.newPage(), who)
    })
    afterAll(() => context.close())

    test.each(paths)('%s has no faults that axe finds, on a phone and on a desk', async (path) => {
      const page = await context.newPage()
      const faults: string[] = []
      page.on('pageerror', (error) => faults.push(`error on the page: ${error.message}`))
      page.on('console', (message) => {
        if (message.type() === 'error' && !message.text().includes('404')) faults.push(message.text())
      })
      await page.setViewportSize(phone)
      await page.goto(await resolved(page, path))
      await page.evaluate(axe)
      faults.push(...(await axeFaults(page)), ...(await overflow(page)))
      // What a page shows on which width is said by its styles alone: it need not be loaded again.
      await page.setViewportSize(desk)
      faults.push(...(await axeFaults(page)), ...(await overflow(page)))
      await page.close()
      expect(faults).toEqual([])
    })
  })
}

async function resolved(page: Page, path: string): Promise<string> {
  if (path.includes(':product')) return linkOn(page, '/search?q=paracetamol', '/products/')
  if (path.includes(':own')) return linkOn(page, '/shop/products?sort=name', '/shop/products/', 'h2 ')
  if (path.includes(':order')) return linkOn(page, '/orders', '/orders/ORD')
  return path
}

async function linkOn(page: Page, from: string, begins: string, within = ''): Promise<string> {
  await page.goto(from)
  return (await page.locator(`main ${within}a[href^="${begins}"]`).first().getAttribute('href')) ?? from
}

type AxeResult = { violations: { id: string; help: string; nodes: { html: string }[] }[] }

/** Evaluated by the browser's own debugger, so that our Content-Security-Policy stays as it is. */
async function axeFaults(page: Page): Promise<string[]> {
  const result = await page.evaluate<AxeResult>("axe.run({ resultTypes: ['violations'] })")
  return result.violations.map(({ id, help, nodes }) => `${id}: ${help}: ${nodes[0]?.html ?? ''}`)
}

/** Nothing may make a page scroll sideways. */
async function overflow(page: Page): Promise<string[]> {
  const wide = await page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth)
  return wide ? ['the page is wider than the screen'] : []
}
