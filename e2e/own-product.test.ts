import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { signIn, visitors } from './visitors.ts'

const { aVisitor } = visitors()

type Own = {
  slug: string
  name: string
  price: number
  is_live: boolean
  description: string | null
  low_stock_at: number
}

/** One of the shop's products, some way down its list. */
async function aProduct(page: Page, number: number): Promise<Own> {
  const answer = await page.request.get(`/api/my_products?sort=name&page=${number}&page_size=1`)
  return ((await answer.json()) as { results: [Own] }).results[0]
}
const read = async (page: Page, { slug }: Own) =>
  (await (await page.request.get(`/api/my_products/${slug}`)).json()) as Own

test.each([true, false])('a product is found, edited, and what was saved is said, scripts %s', async (scripts) => {
  const page = await aVisitor({ scripts, phone: !scripts })
  await signIn(page, 'demo-lyon')
  const before = await aProduct(page, scripts ? 31 : 32)
  await page.goto('/shop/products')
  await page.getByLabel('Find a product').fill(before.name)
  await page.getByRole('button', { name: 'Apply' }).click()
  await page.getByRole('link', { name: before.name, exact: true }).click()
  await page.getByRole('heading', { level: 1, name: before.name }).waitFor()

  const details = page.getByRole('region', { name: 'Details' })
  await details.getByLabel('Name').fill(`${before.name} new`)
  await details.getByLabel('Description').fill('In a better box.')
  await details.getByLabel('Low stock at').fill('12')
  await details.getByRole('button', { name: 'Save' }).click()
  await details.getByText('Saved.').waitFor()
  expect(await read(page, before)).toMatchObject({
    name: `${before.name} new`,
    description: 'In a better box.',
    low_stock_at: 12,
    price: before.price,
  })

  const prices = page.getByRole('region', { name: 'Prices' })
  await prices.getByLabel('Price in EUR').fill('x')
  await prices.getByRole('button', { name: 'Save the price' }).click()
  await prices.getByText('An amount such as 12.90').waitFor()
  expect(await prices.getByLabel('Price in EUR').inputValue()).toBe('x')
  await prices.getByLabel('Price in EUR').fill('77,70')
  await prices.getByRole('button', { name: 'Save the price' }).click()
  await prices.getByText(`The price was €${(before.price / 100).toFixed(2)} and is now €77.70.`).waitFor()
  expect(await read(page, before)).toMatchObject({ price: 7770 })
  await prices.getByText('Earlier prices').waitFor()
  await prices.getByRole('button', { name: 'Save the price' }).click()
  await prices.getByText('Nothing has changed').waitFor()

  const sale = page.getByRole('region', { name: 'Sale' })
  await sale.getByRole('button', { name: 'Take off sale' }).click()
  await sale.getByText('It is off sale.').waitFor()
  expect((await page.request.get(`/products/${before.slug}`)).status()).toBe(404)
  await sale.getByRole('button', { name: 'Put on sale' }).click()
  await sale.getByText('It is back on sale.').waitFor()
  expect((await page.request.get(`/products/${before.slug}`)).status()).toBe(200)
})

test('a name that is taken is refused at its field, which has the focus', async () => {
  const page = await aVisitor()
  await signIn(page, 'demo-lyon')
  const [mine, other] = [await aProduct(page, 40), await aProduct(page, 41)]
  await page.goto(`/shop/products/${mine.slug}`)
  await page.getByLabel('Name').fill(other.name)
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await page.getByText('Already in use in your shop').waitFor()
  expect(await page.locator(':focus').getAttribute('name')).toBe('name')
  expect(await read(page, mine)).toMatchObject({ name: mine.name })
})

test('a price is changed in the list, and the row says so', async () => {
  const page = await aVisitor()
  await signIn(page, 'demo-lyon')
  const mine = await aProduct(page, 42)
  await page.goto(`/shop/products?q=${encodeURIComponent(mine.name)}`)
  const row = page.getByRole('listitem').filter({ has: page.getByRole('link', { name: mine.name, exact: true }) })
  await row.getByText('Change price').click()
  await row.getByLabel('Price in EUR').fill('x')
  await row.getByRole('button', { name: 'Save' }).click()
  await row.getByText('An amount such as 12.90').waitFor()
  await row.getByLabel('Price in EUR').fill('5.55')
  await row.getByRole('button', { name: 'Save' }).click()
  await row.getByText('The price is now €5.55.').waitFor()
  expect(await read(page, mine)).toMatchObject({ price: 555 })
})

test('a product is removed for good, after a question', async () => {
  const page = await aVisitor()
  await signIn(page, 'demo-lyon')
  const mine = await aProduct(page, 43)
  await page.goto(`/shop/products/${mine.slug}`)
  await page.getByRole('button', { name: 'Remove for good' }).click()
  await page.getByRole('alertdialog').getByRole('button', { name: 'Remove for good' }).click()
  await page.getByText('The product is removed.').waitFor()
  expect((await page.request.get(`/api/my_products/${mine.slug}`)).status()).toBe(404)
})

test('who may not change products looks at one all the same', async () => {
  const page = await aVisitor()
  await signIn(page, 'demo-lyon-counter')
  const mine = await aProduct(page, 44)
  await page.goto(`/shop/products/${mine.slug}`)
  await page.getByText('This is not one of your duties').waitFor()
  expect(await page.getByRole('button', { name: 'Save' }).count()).toBe(0)
})

type Varied = { variants: { options: Record<string, string>; price: number }[]; archived: { price: number }[] }

test.each([true, false])('a variant is added, sold no more and sold again, scripts %s', async (scripts) => {
  const page = await aVisitor({ scripts, phone: scripts })
  await signIn(page, 'demo-lyon')
  const made = await page.request.post('/api/products/create', {
    headers: { 'Sec-Fetch-Site': 'same-origin' },
    data: { name: `Wrist support ${scripts}`, category: 'first-aid', price: 1900, stock: 3 },
  })
  const product = (await made.json()) as Own
  const now = async () => (await read(page, product)) as Own & Varied
  await page.goto(`/shop/products/${product.slug}`)
  const part = page.getByRole('region', { name: 'Variants' })
  await part.locator('summary').click()
  await part.getByLabel('What it differs by').fill('side')
  await part.getByLabel('Value').fill('left')
  await part.getByLabel('Price in EUR').fill('x')
  await part.getByRole('button', { name: 'Add a variant' }).click()
  await part.getByText('An amount such as 12.90').waitFor()
  await part.getByLabel('Price in EUR').fill('21.50')
  await part.getByLabel('First stock').fill('6')
  await part.getByRole('button', { name: 'Add a variant' }).click()
  await part.getByText('side: left is on sale.').waitFor()
  expect((await now()).variants).toMatchObject([{ price: 1900 }, { options: { side: 'left' }, price: 2150 }])

  await part.getByRole('button', { name: 'Stop selling: side: left' }).click()
  await part.getByText('side: left is no longer sold.').waitFor()
  expect(await now()).toMatchObject({ variants: [{ price: 1900 }], archived: [{ price: 2150 }] })
  await part.getByRole('button', { name: 'Sell again: side: left' }).click()
  await part.getByText('side: left is on sale again.').waitFor()
  expect(await now()).toMatchObject({ variants: [{ price: 1900 }, { price: 2150 }], archived: [] })
  await page.goto(`/shop/products?q=${encodeURIComponent(product.name)}`)
  await page.getByText('from €19.00, 2 variants').waitFor()
  await page.getByRole('link', { name: 'Change prices' }).click()
  await page.getByLabel('side: left: price in EUR').waitFor()
  expect((await page.request.get(`/products/${product.slug}`)).status()).toBe(200)
})

test('a code that is looked up fills in the pack and its category, and tells what the shop sells already', async () => {
  const page = await aVisitor()
  await signIn(page, 'demo-lyon')
  const listed = async (address: string) =>
    ((await (await page.request.get(address)).json()) as { results: Listed[] }).results
  const sold = new Set((await listed('/api/my_products?page_size=100')).map(({ medicine }) => medicine?.gtin))
  const elsewhere = await listed('/api/products/search?shop=demo-pharmacy-nantes&prescription=false&page_size=100')
  const other = await findAsync(elsewhere, async ({ medicine }) => {
    if (medicine === null || (medicine.pack_quantity ?? 1) < 2) return false
    return (await listed(`/api/my_products?q=${medicine.gtin}`)).length === 0
  })
  await page.goto(`/shop/products/new?gtin=${other.medicine?.gtin}`)
  expect(await page.getByLabel('Name').inputValue()).toMatch(new RegExp(`, pack of ${other.medicine?.pack_quantity}$`))
  expect(await page.getByLabel('Category').inputValue()).toBe(other.category)
  expect(await page.getByText('You already sell this pack.').count()).toBe(0)

  const [gtin] = [...sold].filter((each) => each !== undefined)
  await page.goto(`/shop/products/new?gtin=${gtin}`)
  await page.getByText('You already sell this pack.').waitFor()
  await page.getByLabel('Name').fill('The same pack once more')
  await page.getByLabel('Price in EUR').fill('3')
  await page.getByRole('button', { name: 'Put on sale' }).click()
  await page
    .getByText(/Your shop already sells this pack/)
    .first()
    .waitFor()
  expect(await page.getByLabel('Name').inputValue()).toBe('The same pack once more')
  await page.getByRole('link', { name: 'See the product' }).click()
  await page.waitForURL(/\/shop\/products\/(?!new)/)
})

type Listed = { category: string; medicine: { gtin: string; pack_quantity: number | null } | null }

async function findAsync<T>(items: T[], isIt: (item: T) => Promise<boolean>): Promise<T> {
  for (const item of items) if (await isIt(item)) return item
  throw new Error('there is none')
}
