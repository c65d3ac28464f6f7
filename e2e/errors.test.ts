import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { signIn, visitors } from './visitors.ts'

const { aVisitor } = visitors()

/** On a list whose first product has just been taken off sale by its shop. */
async function beforeWhatIsGone(): Promise<Page> {
  const keeper = await aVisitor()
  await signIn(keeper, 'demo-nantes')
  const page = await aVisitor()
  await page.goto('/fr/shops/demo-pharmacy-nantes', { waitUntil: 'networkidle' })
  const link = page.locator('main li.card h3 a').first()
  const slug = (await link.getAttribute('href'))?.split('/').at(-1) ?? ''
  const taken = await keeper.request.patch(`/api/products/${slug}`, { data: { is_live: false } })
  expect(taken.status()).toBe(200)
  return page
}

test('the words of an error come with it, where no page had brought them', async () => {
  const page = await beforeWhatIsGone()
  await page.locator('main li.card h3 a').first().click()
  await page.getByRole('heading', { level: 1, name: 'Il n’y a rien ici' }).waitFor()
  expect(await page.getByRole('link', { name: 'Vers l’accueil' }).count()).toBe(1)
  expect(await page.title()).toMatch('Il n’y a rien ici')
})

test('where they do not come fewer words have to do', async () => {
  const page = await beforeWhatIsGone()
  await page.context().route(/messages-fr-error/, (route) => route.abort())
  await page.locator('main li.card h3 a').first().click()
  await page.getByRole('heading', { level: 1, name: 'Une erreur est survenue' }).waitFor()
  expect(await page.getByRole('link', { name: 'Vers l’accueil' }).count()).toBe(1)
})
