import { expect, test } from 'vitest'
import { visitors } from './visitors.ts'

const { aVisitor } = visitors()

const said = {
  '': /Delivery €4\.90, free from €49\.00.*Arrives about 3 days after it is sent/,
  '/fr': /Livraison : 4,90\s€, gratuite dès 49,00\s€ d’achat.*Chez vous environ 3 jours après l’envoi/,
}

test.each(Object.entries(said))('what delivery costs and takes is told before the cart: %s/', async (path, text) => {
  const page = await aVisitor({ phone: true })
  await page.goto(`${path}/shops/demo-pharmacy-lyon`)
  expect(await page.locator('main header').textContent()).toMatch(text)
  await page.locator('main li.card h3 a').first().click()
  await page.waitForURL(/\/products\//)
  await expect.poll(() => page.locator('main article').textContent()).toMatch(text)
})
