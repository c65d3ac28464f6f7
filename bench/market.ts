import { randomBytes } from 'node:crypto'
import { createClient, fetchTransport } from '@mortar/contract'
import { ask } from './machine.ts'

/** What clients look at and buy. */
export type Market = {
  details: string[]
  /** What many look at in the same second. */
  popular: string[]
  searches: string[]
  pairs: [string, string][]
  hotPairs: [string, string][]
}

const list = '/api/products/search?page_size=20'
export const urls = {
  list: [list],
  laterPages: Array.from({ length: 49 }, (_, i) => `${list}&page=${i + 2}`),
}
export const terms = {
  payment_method: 'cash_on_delivery',
  address: { name: 'Bench', line1: '1 rue de la Paix', city: 'Lyon', postcode: '69001', country: 'FR' },
} as const

const plenty = 10_000_000

/** Reads what there is to look at, and stocks what is to be bought: at full speed a bench would soon buy the shops empty. */
export async function openMarket(url: string): Promise<Market> {
  const products = await ask<{ slug: string; name: string }>(
    url,
    'select slug, name from catalogue.products order by id',
  )
  const slugs = products.map(({ slug }) => `/api/products/${slug}`)
  const searches = products
    .filter((_, i) => i % Math.ceil(products.length / 200) === 0)
    .map(({ name }) => wordsOf(name))
  const bought = await stocked(url)
  const pairs = bought.flatMap((own) =>
    own.map((slug, i): [string, string] => [slug, own[(i + 1) % own.length] ?? slug]),
  )
  const [hot = '', ...others] = bought[0] ?? []
  return {
    details: slugs,
    popular: slugs.slice(0, 100),
    searches: searches.map((q) => `${list}&q=${encodeURIComponent(q)}`),
    pairs,
    hotPairs: others.map((slug) => [hot, slug]),
  }
}

/** A word of the name and its strength, as people type them: "paracetamol 500 mg". */
function wordsOf(name: string): string {
  const [words = '', ...rest] = name.split(',')
  const strength = /\d+(\.\d+)? [^,\d]+$/.exec(words)?.[0] ?? rest[0] ?? ''
  return `${words.split(' ')[0] ?? ''} ${strength}`.trim()
}

/** Up to 500 products of each shop that anybody may buy, each with more than will be asked for. */
async function stocked(url: string): Promise<string[][]> {
  const rows = await ask<{ shop_id: number; slug: string }>(
    url,
    `with chosen as (
      select * from (
        select p.id, p.shop_id, p.slug, row_number() over (partition by p.shop_id order by p.id) as nth
        from catalogue.products p join catalogue.medicines m on m.gtin = p.gtin where m.legal_class = 'otc'
      ) ranked where nth <= 500
    ), received as (
      insert into inventory.lots (shop_id, variant_id, code, sell_before, on_hand, received_at)
      select v.shop_id, v.id, 'BENCH', 'infinity', $1, now() from chosen c join catalogue.variants v on v.product_id = c.id
      returning id
    ), moved as (
      insert into inventory.movements (lot_id, kind, quantity, reference, at)
      select id, 'received', $1, 'bench', now() from received
    )
    select shop_id, slug from chosen order by id`,
    [plenty],
  )
  return [...Map.groupBy(rows, (row) => row.shop_id).values()].map((own) => own.map(({ slug }) => slug))
}

/** Customers who are signed in and may pay in cash. */
export async function customers(base: string, url: string, count: number): Promise<string[]> {
  const api = createClient(fetchTransport(base))
  const password = randomBytes(12).toString('hex')
  const tokens = await Promise.all(
    Array.from({ length: count }, async () => {
      const username = `bench-${randomBytes(6).toString('hex')}`
      const email = `${username}@customers.invalid`
      await api.create_customer({ body: { email, username, password, name: 'Bench' } })
      return (await api.login({ body: { login: username, password } })).access_token
    }),
  )
  await ask(url, 'update people.users set email_verified_at = now() where email_verified_at is null')
  return tokens
}
