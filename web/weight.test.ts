import { beforeAll, expect, test } from 'vitest'
import { ensureWebBuilt, type WebBuild } from './build.ts'
import { pageWeight } from './weight.ts'

let built: WebBuild
beforeAll(async () => {
  built = await ensureWebBuilt({ log: () => undefined })
}, 180_000)

test.each(['en', 'fr'])('a product page loads at most 111 KB of JavaScript (%s)', async (locale) => {
  const weight = await pageWeight(built.clientFolder, 'storefront/catalogue/product.tsx', locale)
  expect(weight).toBeGreaterThan(50_000)
  expect(weight).toBeLessThanOrEqual(111_000)
})
