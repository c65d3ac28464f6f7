import { expect, test } from 'vitest'
import { visitors } from './visitors.ts'

const { aVisitor } = visitors()

/** What a search engine reads of a page. */
async function read(path: string) {
  const page = await aVisitor({ scripts: false })
  await page.goto(path)
  const all = (selector: string, name: string) =>
    page.locator(selector).evaluateAll((found, of) => found.map((each) => each.getAttribute(of) ?? ''), name)
  const { origin } = new URL(page.url())
  const own = (address: string) => address.replace(origin, '')
  return {
    title: await page.title(),
    description: await all('meta[name="description"]', 'content'),
    robots: await all('meta[name="robots"]', 'content'),
    canonical: (await all('link[rel="canonical"]', 'href')).map(own),
    alternates: (await all('link[rel="alternate"]', 'href')).map(own),
  }
}

async function publicPaths(): Promise<string[]> {
  const page = await aVisitor()
  const found = await page.request.get('/api/products/search?page_size=1')
  const { results } = (await found.json()) as { results: { slug: string; shop: { slug: string } }[] }
  const [product] = results
  return [
    '/',
    '/search',
    '/search?category=first-aid',
    '/search?page=2',
    `/products/${product?.slug ?? ''}`,
    `/shops/${product?.shop.slug ?? ''}`,
    '/register',
    '/register/shop',
  ]
}

const french = (path: string) => (path === '/' ? '/fr' : `/fr${path}`)

test('every public page has a description of its own and one address, in each language', async () => {
  const descriptions = new Set<string>()
  const paths = await publicPaths()
  for (const path of paths)
    for (const own of [path, french(path)]) {
      const { title, description, robots, canonical, alternates } = await read(own)
      expect([own, canonical, robots, description.length]).toEqual([own, [own], [], 1])
      expect(alternates.toSorted()).toEqual([path, path, french(path)].toSorted())
      expect(title).toMatch(/ · Mortar$/)
      expect(description[0]?.length).toBeGreaterThan(40)
      descriptions.add(`${description[0]}`)
    }
  // The lists of goods are told alike; everything else is not.
  expect(descriptions.size).toBeGreaterThanOrEqual(2 * (paths.length - 2))
}, 120_000)

test('what narrows a list makes no address of its own, and what is somebody’s is for no search engine', async () => {
  expect((await read('/search?category=first-aid&in_stock=true&sort=price')).canonical).toEqual([
    '/search?category=first-aid',
  ])
  for (const path of [
    '/search?q=paracetamol',
    '/cart',
    '/sign-in',
    '/forgot',
    '/verify',
    '/no-such-page',
    '/fr/cart',
  ]) {
    const { robots, canonical } = await read(path)
    expect([path, robots, canonical]).toEqual([path, ['noindex'], []])
  }
}, 120_000)
