import { expect, test } from 'vitest'
import type { Page } from 'playwright-core'
import { signIn, visitors } from './visitors.ts'

const { aVisitor } = visitors()

async function register(page: Page): Promise<string> {
  const name = `visitor-${Date.now().toString(36)}`
  const email = `${name}@visitors.test`
  await page.goto('/register')
  await page.getByLabel('Name', { exact: true }).fill('A new visitor')
  await page.getByLabel('E-mail').fill(email)
  await page.getByLabel('Username').fill(name)
  await page.getByLabel('Password').fill('correct horse battery')
  await page.getByRole('button', { name: 'Create account' }).click()
  await page
    .getByRole('button', { name: /A new visitor/ })
    .or(page.getByText(/A new visitor/))
    .first()
    .waitFor()
  return email
}

/** With the code of the welcome, once it has come. */
async function confirm(page: Page, email: string): Promise<void> {
  const mailed = async () => {
    const answer = await page.request.get(`/api/dev/mail?to=${encodeURIComponent(email)}`)
    const { results } = (await answer.json()) as { results: { text: string }[] }
    return /with this code: (\d{4} \d{4})/.exec(results.at(-1)?.text ?? '')?.[1] ?? ''
  }
  await expect.poll(mailed).not.toBe('')
  await page.getByLabel('Code from the e-mail').fill(await mailed())
  await page.getByRole('button', { name: 'Confirm', exact: true }).click()
  await page.getByText('Your e-mail address is confirmed').waitFor()
}

type Card = { path: string; name: string; shop: string }

async function found(page: Page, query: string): Promise<Card[]> {
  await page.goto(`/search?${query}`)
  return page.locator('main li.card').evaluateAll((cards) =>
    cards.map((card) => ({
      path: card.querySelector('h3 a')?.getAttribute('href') ?? '',
      name: card.querySelector('h3')?.textContent ?? '',
      shop:
        [...card.querySelectorAll('p')]
          .map((each) => each.textContent ?? '')
          .find((text) => text.startsWith('Demo Pharmacy')) ?? '',
    })),
  )
}

async function put(page: Page, path: string): Promise<void> {
  await page.goto(path)
  await page.getByRole('button', { name: 'Add to cart' }).click()
  await page.getByText('Added to your cart.').waitFor()
}

test('a visitor finds 500 mg packs, and 1000 mg finds what is written 1 g', async () => {
  const page = await aVisitor()
  await page.goto('/')
  await page.getByRole('searchbox').first().fill('paracetamol 500 mg')
  await page.keyboard.press('Enter')
  await page.waitForURL(/\/search/)
  // The address is there a moment before its page: until then these are the cards of the page before.
  await page.getByRole('heading', { level: 1, name: /paracetamol 500 mg/ }).waitFor()
  const five = await page.locator('main li.card').allTextContents()
  expect(five.length).toBeGreaterThan(3)
  for (const text of five) expect(text).toMatch(/500 mg/)
  const whole = await found(page, 'q=paracetamol+1000+mg&prescription=false')
  expect(whole.length).toBeGreaterThan(1)
  expect(whole.some(({ name }) => /1 g\b/.test(name))).toBe(true)
})

test('one checkout of two shops becomes two orders; each shop fulfils its own and the page follows by itself', async () => {
  const buyer = await aVisitor()
  const email = await register(buyer)
  const cards = await found(buyer, 'q=paracetamol+500+mg&prescription=false&in_stock=true')
  const first = cards[0]
  const second = cards.find((card) => card.shop !== first?.shop)
  if (first === undefined || second === undefined) throw new Error('the demo sells paracetamol in one shop only')
  await put(buyer, first.path)
  await put(buyer, second.path)

  await buyer.goto('/checkout')
  // Whoever pays only when the goods are there confirms the address first.
  await buyer.getByText('To pay in cash, confirm your e-mail address first.').waitFor()
  await buyer.getByRole('main').getByRole('link', { name: 'Enter the code' }).click()
  await confirm(buyer, email)
  await buyer.goto('/checkout')
  await buyer.getByLabel('Full name').fill('A new visitor')
  await buyer.getByLabel('Street and number').fill('1 rue de la Paix')
  await buyer.getByLabel('Postcode').fill('69001')
  await buyer.getByLabel('Town').fill('Lyon')
  await buyer.getByRole('button', { name: 'Place the order' }).click()
  await buyer.getByRole('heading', { name: 'Your 2 orders are placed' }).waitFor()
  const links = buyer.getByRole('link', { name: 'Track this order' })
  expect(await links.count()).toBe(2)
  const paths = await links.evaluateAll((all) => all.map((link) => link.getAttribute('href') ?? ''))

  await buyer.goto('/orders')
  expect(
    await buyer
      .locator('main')
      .getByText(/^ORD\d{8}/)
      .count(),
  ).toBe(2)

  for (const path of paths) {
    await buyer.goto(path)
    const town = /Demo Pharmacy (\w+)/.exec((await buyer.locator('main').textContent()) ?? '')?.[1] ?? ''
    const number = path.split('/').at(-1) ?? ''
    const marked = await buyer.evaluate(() => ((globalThis as { marked?: boolean }).marked = true))
    const keeper = await aVisitor()
    await signIn(keeper, `demo-${town.toLowerCase()}`)
    for (const [button, news] of [
      ['Accept', 'The shop is preparing your parcel.'],
      ['Mark as shipped', 'Your parcel is on its way.'],
      ['Mark as delivered', 'Your parcel has arrived.'],
    ] as const) {
      await keeper.goto(`/shop/orders/${number}`)
      await keeper.getByRole('button', { name: button }).first().click()
      // Changed by the stream, on the page that was opened before.
      await buyer.getByText(news).waitFor()
    }
    expect(await buyer.evaluate(() => (globalThis as { marked?: boolean }).marked)).toBe(marked)
  }
}, 120_000)

test('a medicine on prescription says why it cannot be bought', async () => {
  const page = await aVisitor()
  const [card] = await found(page, 'q=amoxicillin&prescription=true')
  if (card === undefined) throw new Error('the demo has no amoxicillin')
  await page.goto(card.path)
  await page.getByText('Prescription only', { exact: true }).first().waitFor()
  await page.getByText('Only at the pharmacy').first().waitFor()
  expect(await page.getByText('In stock', { exact: true }).count()).toBe(0)
  expect(await page.getByRole('button', { name: 'Add to cart' }).count()).toBe(0)
})

test('a cart filled before signing in is still there after', async () => {
  const page = await aVisitor()
  const [card] = await found(page, 'q=ibuprofen&prescription=false&in_stock=true')
  if (card === undefined) throw new Error('the demo has no ibuprofen')
  await put(page, card.path)
  await signIn(page, 'demo-customer-3')
  await page.goto('/cart')
  expect(await page.locator('main').textContent()).toContain(card.name)
})

test('the admin approves the shop that waits, which can sell then', async () => {
  const page = await aVisitor()
  await signIn(page, 'demo-admin')
  await page.goto('/admin')
  await page.getByRole('button', { name: 'Approve' }).click()
  await page.getByText('Demo Pharmacy Dijon can sell now.').waitFor()
  await page.getByText('All done').waitFor()
  await page.goto('/shops/demo-pharmacy-dijon')
  expect(await page.locator('main h1').textContent()).toContain('Demo Pharmacy Dijon')
})
