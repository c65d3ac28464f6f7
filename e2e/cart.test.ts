import { setTimeout as sleep } from 'node:timers/promises'
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { isAwake, signIn, visitors } from './visitors.ts'

const { aVisitor } = visitors()

const words = {
  en: {
    path: '',
    add: 'Add to cart',
    of: 'Quantity of',
  },
  fr: {
    path: '/fr',
    of: 'Quantité de',
  },
} as const
type Language = keyof typeof words

/** An empty cart but for one of something there is enough of. */
async function fill(page: Page, language: Language): Promise<void> {
  const { path } = words[language]
  const { shops } = (await (await page.request.get('/api/cart')).json()) as {
    shops: { items: { product: string; variant: string }[] }[]
  }
  for (const { product, variant } of shops.flatMap(({ items }) => items))
    await page.request.post('/api/cart/remove', { data: { product, variant } })
  const found = await page.request.get('/api/products/search?in_stock=true&prescription=false&page_size=100')
  const { results } = (await found.json()) as { results: { slug: string; stock: number }[] }
  const product = results.find(({ stock }) => stock >= 20)?.slug
  const added = await page.request.post('/api/cart/add', { data: { product, quantity: 1 } })
  expect(added.status()).toBe(200)
  await page.goto(`${path}/cart`)
}

const held = async (page: Page): Promise<number[]> => {
  const { shops } = (await (await page.request.get('/api/cart')).json()) as {
    shops: { items: { quantity: number }[] }[]
  }
  return shops.flatMap(({ items }) => items.map(({ quantity }) => quantity))
}

const cases = (['en', 'fr'] as const).flatMap((language) =>
  [true, false].flatMap((scripts) => [true, false].map((phone) => ({ language, scripts, phone }))),
)

test.each(cases)(
  'a quantity that is typed is the quantity ordered: $language, scripts $scripts, phone $phone',
  async (each) => {
    const { language, scripts, phone } = each
    const page = await aVisitor({ scripts, phone })
    await signIn(page, 'demo-customer-2')
    await fill(page, language)
    await page.getByLabel(new RegExp(`^${words[language].of}`)).fill('3')
    await page.locator('button[name="checkout"]').click()
    await page.waitForURL(/\/checkout$/)
    expect(await held(page)).toEqual([3])
    // The address is there a moment before its page.
    await expect.poll(() => page.locator('main aside').textContent()).toMatch(/3 ×/)
    await page.goto(`${words[language].path}/cart`)
    await page.locator('button[name="step"][value$=":none"]').click()
    await expect.poll(() => held(page)).toEqual([])
  },
)

test('a number is sent when its field is left, a step goes from what stands there, and a refusal is said', async () => {
  const page = await aVisitor()
  await signIn(page, 'demo-customer-2')
  await fill(page, 'en')
  const field = page.getByLabel(/^Quantity of/)
  await field.fill('4')
  await field.blur()
  await expect.poll(() => held(page)).toEqual([4])
  await field.fill('6')
  await page.getByRole('button', { name: /^One more: / }).click()
  await expect.poll(() => held(page)).toEqual([7])
  // The cart holds it before the page says so.
  await expect.poll(() => field.inputValue()).toBe('7')
  await field.fill('many')
  await field.blur()
  await page.getByRole('alert').waitFor()
  expect(await field.inputValue()).toBe('many')
  await expect.poll(() => page.locator(':focus').inputValue()).toBe('many')
  await page.getByText('That number was not accepted: there are still 7 in the cart.').waitFor()
  expect(await held(page)).toEqual([7])
  await page.getByRole('button', { name: /^Remove/ }).click()
  await page.getByText('Your cart is empty').waitFor()
  // The button that took the line out is gone with it.
  await expect.poll(() => page.locator(':focus').textContent()).toMatch(/Removed from your cart/)
})

/** Answers to what is sent from the cart come late, in their order. */
const slowly = (page: Page, ms: number) =>
  page.route(/\/cart\.data/, async (route) => {
    if (route.request().method() === 'POST') await sleep(ms)
    await route.continue()
  })

test('what is typed and pressed while an answer is on its way is kept, and counts after it', async () => {
  const page = await aVisitor()
  await signIn(page, 'demo-customer-2')
  await fill(page, 'en')
  await isAwake(page)
  await slowly(page, 700)
  const field = page.getByLabel(/^Quantity of/)
  await field.fill('4')
  await field.blur()
  // Back to what the page still shows: a change all the same.
  await field.fill('1')
  await field.blur()
  await expect.poll(() => held(page)).toEqual([4])
  expect(await field.inputValue()).toBe('1')
  await expect.poll(() => held(page)).toEqual([1])
  expect(await field.inputValue()).toBe('1')
  await field.fill('6')
  const more = page.getByRole('button', { name: /^One more: / })
  await more.click()
  await more.click()
  await more.click()
  await expect.poll(() => held(page)).toEqual([9])
  await expect.poll(() => field.inputValue()).toBe('9')
})
