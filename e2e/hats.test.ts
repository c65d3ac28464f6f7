import { expect, test } from 'vitest'
import type { Page } from 'playwright-core'
import { signIn, visitors } from './visitors.ts'

const { aVisitor } = visitors()

const menuOf = (page: Page) => page.locator('#account')
const openMenu = (page: Page) => page.locator('button[popovertarget="account"]').click()

/** Something of a shop's that can be bought at once. */
async function putInCart(page: Page, shop: string): Promise<void> {
  const found = await page.request.get(`/api/products/search?in_stock=true&prescription=false&shop=${shop}`)
  const { results } = (await found.json()) as { results: { slug: string }[] }
  await page.goto(`/products/${results[0]?.slug}`)
  await page.getByRole('button', { name: 'Add to cart' }).click()
  await page.getByText('Added to your cart.').waitFor()
}

/** Their first order has an address typed in; it is kept for the next. */
async function order(page: Page): Promise<void> {
  await page.goto('/checkout')
  const name = page.getByLabel('Full name')
  if ((await name.count()) > 0 && (await name.isVisible())) {
    await name.fill('Demo Owner')
    await page.getByLabel('Street and number').fill('1 rue de la Paix')
    await page.getByLabel('Postcode').fill('69001')
    await page.getByLabel('Town').fill('Lyon')
  }
  await page.getByRole('button', { name: 'Place the order' }).click()
}

test('a keeper buys from another shop, finds it among their orders, and is told that their own sells them nothing', async () => {
  const keeper = await aVisitor()
  await signIn(keeper, 'demo-lyon')
  await putInCart(keeper, 'demo-pharmacy-nantes')
  await order(keeper)
  await keeper.getByText('Your order is placed').waitFor()
  await openMenu(keeper)
  expect(await menuOf(keeper).getByText('Act as').count()).toBe(0)
  await menuOf(keeper).getByRole('link', { name: 'My orders' }).click()
  await keeper.waitForURL((url) => url.pathname === '/orders')
  await keeper.locator('main li.card').first().getByRole('link').click()
  await keeper.locator('main').getByText('Demo Pharmacy Nantes').first().waitFor()

  await putInCart(keeper, 'demo-pharmacy-lyon')
  await order(keeper)
  await keeper.getByText('You belong to a shop in your cart').waitFor()
  await openMenu(keeper)
  await menuOf(keeper).getByRole('link', { name: 'My shop' }).click()
  await keeper.waitForURL((url) => url.pathname === '/shop')
}, 120_000)

test.each([
  ['with scripts', true],
  ['without scripts', false],
])(
  'somebody who works in two shops goes from one to the other and to buying, %s',
  async (_, scripts) => {
    const page = await aVisitor({ scripts })
    await signIn(page, 'demo-substitute')
    await page.goto('/shop')
    const bar = page.getByRole('banner')
    const shop = async () => (await bar.textContent())?.match(/Demo Pharmacy (?:Lyon|Nantes)/)?.[0]
    const before = await shop()
    const other = before === 'Demo Pharmacy Lyon' ? 'Demo Pharmacy Nantes' : 'Demo Pharmacy Lyon'
    const act = async (name: string) => {
      await bar.getByRole('button', { name: /^Act as/ }).click()
      await bar.getByRole('button', { name, exact: true }).click()
    }
    await act(other)
    await bar.getByRole('button', { name: `Act as ${other}` }).waitFor()
    expect(await shop()).toBe(other)

    await act('Customer')
    await page.waitForURL((url) => url.pathname === '/')
    await page.goto('/shop')
    await page.getByText('Your account does not allow this').first().waitFor()
    await page.goto('/fr')
    await openMenu(page)
    await menuOf(page).getByText('Agir en tant que').waitFor()
    await menuOf(page).getByRole('button', { name: other }).click()
    await page.waitForURL((url) => url.pathname === '/fr/shop')
  },
  120_000,
)

test('an address alone makes nobody act as something else', async () => {
  const page = await aVisitor()
  await signIn(page, 'demo-substitute')
  await page.goto('/switch')
  expect(await page.locator('main').getByRole('heading').textContent()).toBe('Act as')
  await page.locator('main').getByRole('button', { name: 'Customer' }).click()
  await page.waitForURL((url) => url.pathname === '/')
}, 120_000)
