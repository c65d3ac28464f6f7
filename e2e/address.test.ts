import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { signIn, visitors } from './visitors.ts'

const { aVisitor } = visitors()

/** The labels of the fields, from the top. */
const fields = (page: Page): Promise<string[]> =>
  page
    .locator('main form input:not([type=hidden]), main form select')
    .evaluateAll((all) =>
      all.flatMap((field) => [...((field as HTMLInputElement).labels ?? [])].map((label) => label.textContent ?? '')),
    )

test('an address has the parts of its country, in its order, and is kept as that country writes it', async () => {
  const page = await aVisitor()
  await signIn(page, 'demo-customer-3')
  await page.goto('/account/addresses?new')
  const form = page.getByRole('form', { name: 'Add an address' })
  await form.getByLabel('Full name').fill('Demo Customer')
  await form.getByLabel('Street and number').fill('10 Downing Street')
  await form.getByLabel('Country').selectOption('GB')
  expect(await fields(page)).toEqual(
    expect.arrayContaining(['Country', 'Street and number', 'Building, floor (optional)', 'Town', 'Postcode']),
  )
  const shown = await fields(page)
  expect(shown.indexOf('Town')).toBeLessThan(shown.indexOf('Postcode'))
  await form.getByLabel('Town').fill('London')
  await form.getByLabel('Postcode').fill('sw1a2aa ')
  await form.getByLabel('Phone').fill('020 7946 0018')
  await form.getByRole('button', { name: 'Save' }).click()
  const kept = page.locator('address', { hasText: '10 Downing Street' })
  await kept.waitFor()
  expect(await kept.locator('span').allTextContents()).toEqual([
    'Demo Customer',
    '10 Downing Street',
    'London',
    'SW1A 2AA',
    'GB',
    '+442079460018',
  ])
})

test('where people seldom know their postcode none is asked for, without scripts as well', async () => {
  const page = await aVisitor({ scripts: false })
  await signIn(page, 'demo-customer-4')
  await page.goto('/account/addresses?new')
  const form = page.getByRole('form', { name: 'Add an address' })
  await form.getByLabel('Full name').fill('Demo Customer')
  await form.getByLabel('Street and number').fill('1 O’Connell Street')
  await form.getByLabel('Town').fill('Dublin')
  await form.getByLabel('Country').selectOption('FR')
  await form.getByRole('button', { name: 'Save' }).click()
  await page.getByText('Please fill this in').waitFor()
  await form.getByLabel('Country').selectOption('IE')
  await form.getByRole('button', { name: 'Save' }).click()
  const kept = page.locator('address', { hasText: 'O’Connell Street' })
  await kept.waitFor()
  expect(await kept.locator('span').allTextContents()).toEqual(['Demo Customer', '1 O’Connell Street', 'Dublin', 'IE'])
})
