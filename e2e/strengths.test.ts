import { readFileSync } from 'node:fs'
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { strengthsOf } from '../server/src/modules/catalogue/strengths.ts'
import { isAtLength } from '../server/test/harness/lengths.ts'
import { visitors } from './visitors.ts'

const { aVisitor } = visitors()

type Pack = { fields: { gtin: string; name: string; substances: { name: string; strength: string | null }[] } }
const fixture = new URL('../fixtures/medicines_fixture.json', import.meta.url)
const packs = (JSON.parse(readFileSync(fixture, 'utf8')) as Pack[]).map(({ fields }) => ({
  gtin: fields.gtin,
  strengths: strengthsOf(
    fields.name,
    fields.substances.map((each) => each.strength),
  ).filter((strength) => strength !== null),
}))

/** Five of those that are written alike but for their numbers; `npm run faults` looks at each. */
const alike = Map.groupBy(packs, ({ strengths }) => strengths.join(' + ').replace(/[\d.]+/g, '0'))
const looks = isAtLength ? packs : [...alike.values()].flatMap((some) => some.slice(0, 5))

async function pathOf(page: Page, gtin: string): Promise<string | null> {
  const answer = await page.request.get(`/api/products/search?q=${gtin}&page_size=1`)
  const { results } = (await answer.json()) as { results: { slug: string }[] }
  return results[0] === undefined ? null : `/products/${results[0].slug}`
}

/** What readers of the language see, written as the API writes it. */
const plain = {
  '': (text: string) => text.replace(/(?<=\d),(?=\d{3})/g, ''),
  '/fr': (text: string) =>
    text
      .replace(/(?<=\d)\u202f(?=\d{3})/g, '')
      .replace(/(?<=\d),(?=\d)/g, '.')
      .replaceAll('microgrammes', 'micrograms')
      .replaceAll(/M\u00a0UI\b/g, 'million IU')
      .replaceAll(/\bUI\b/g, 'IU'),
}
const seen = (language: '' | '/fr', text: string) => plain[language](text).replaceAll('\u00a0', ' ')

test('packs of every kind show their strengths with what they are counted per, in both languages', async () => {
  const page = await aVisitor()
  const wrong: string[] = []
  let looked = 0
  for (const { gtin, strengths } of looks) {
    const path = await pathOf(page, gtin)
    if (path === null) continue
    looked += 1
    for (const language of ['', '/fr'] as const) {
      const html = await (await page.request.get(language + path)).text()
      const facts = seen(language, html.slice(html.indexOf('<dl'), html.indexOf('</dl>')).replace(/<[^>]*>/g, ' '))
      // No more than it is: 1 g of 1 g/5 ml is not 1 g.
      const rest = strengths.reduce(
        (text, each) => text.replace(new RegExp(`(?<=[^\\d.])${each.replace(/[.]/g, '\\.')}(?![/\\w])`), ''),
        facts,
      )
      if (facts.length - rest.length !== strengths.join('').length)
        wrong.push(`${language}${path}: ${strengths.join(' + ')}`)
    }
  }
  expect(wrong).toEqual([])
  expect(looked).toBeGreaterThan(0.98 * looks.length)
  expect(alike.size).toBeGreaterThan(15)
}, 240_000)

test.each([
  ['', false],
  ['', true],
  ['/fr', false],
  ['/fr', true],
] as const)(
  'a gel of one per cent is one on its card and its page, and not 1 g (language "%s", phone %s)',
  async (language, phone) => {
    const page = await aVisitor({ phone })
    await page.goto(`${language}/search?q=diclofenac+1+%25`)
    const card = page.locator('main li.card').first()
    expect(seen(language, await card.innerText())).toMatch(/\n1 % · /)
    await card.getByRole('link').click()
    await page.locator('dl').first().waitFor()
    const facts = seen(language, await page.locator('dl').first().innerText())
    expect(facts).toMatch(/1 %/)
    expect(facts).not.toMatch(/1 g/)
    await page.goto(`${language}/search?q=diclofenac+1+g`)
    await page.locator('main h1').waitFor()
    expect(await page.locator('main li.card').count()).toBe(0)
  },
)
