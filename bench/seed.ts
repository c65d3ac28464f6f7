import { openDatabase, sql, transact, type Tx } from '../server/src/kernel/database.ts'
import { slugOf } from '../server/src/kernel/slug.ts'
import { loadMedicines, searchText, supplyOf, termsVersion } from '../server/src/modules/catalogue/index.ts'
import { packs, type Pack } from './packs.ts'

export type Size = { products: number; shops: number }

/** How many different packs there are at least; every shop lists some of them, as in life. */
const differentPacks = 5_000
/** Small enough for a statement to end within the connection's time limit. */
const batch = 20_000

/**
 * Fills a migrated database with approved shops and their products, straight into the tables and by sets: some seconds
 * for ten thousand, a minute or two for a quarter of a million. Every product has a price with a past and two lots, but
 * one in twenty is out of stock. Nobody can sign in as these shops. The invariants of stock hold.
 */
export async function seed(url: string, size: Size): Promise<void> {
  const database = openDatabase({ url, size: 1, onError: report, name: 'seed' })
  try {
    await transact(database.tx, (tx) => fill(tx, size))
    await database.pool.query('vacuum (analyze)')
  } finally {
    await database.close()
  }
}

async function fill(tx: Tx, { products, shops }: Size): Promise<void> {
  const wanted = packs(Math.max(Math.min(products, differentPacks), Math.ceil(products / shops)))
  const medicines = wanted.map((pack) => pack.medicine)
  for (let i = 0; i < medicines.length; i += 1_000) await loadMedicines(tx, medicines.slice(i, i + 1_000))
  await insertShops(tx, shops)
  await preparePacks(tx, wanted)
  for (let from = 0; from < products; from += batch) {
    const last = await lastProduct(tx)
    await insertProducts(tx, { from, to: Math.min(from + batch, products) - 1, packs: wanted.length, shops })
    await insertPrices(tx, last)
    await insertLots(tx, last)
  }
}

async function insertShops(tx: Tx, shops: number): Promise<void> {
  await sql`
    with owners as (
      insert into people.users (username, email, password_hash, name, created_at)
      select 'seed-' || n, 'seed-' || n || '@shops.invalid', '!', 'Shopkeeper ' || n, now()
      from generate_series(1, ${shops}::int) n
      returning id, username
    ), opened as (
      insert into shops.shops
        (slug, name, owner_id, category, status, is_verified, phone, country, currency, time_zone, created_at,
          cash_orders_limit, cash_amount_limit_minor)
      select username, 'Pharmacy ' || username, id, 'pharmacy', 'approved', true, '+33100000000', 'FR', 'EUR', 'Europe/Paris', now(),
        1000, 1000000000000
      from owners order by id
      returning id, owner_id
    )
    insert into people.user_grants (user_id, role, shop_id)
    select id, 'customer', null::bigint from owners union all select owner_id, 'shopkeeper', id from opened`.execute(tx)
}

async function preparePacks(tx: Tx, wanted: Pack[]): Promise<void> {
  const rows = wanted.map(({ medicine, category, price_minor }, n) => ({
    n,
    gtin: medicine.gtin,
    name: medicine.name,
    slug: slugOf(medicine.name, 'product'),
    category,
    price_minor,
    ...supplyOf(medicine),
    ...searchText({ name: medicine.name, medicine }),
  }))
  await sql`
    create temporary table packs on commit drop as
    select n, gtin, name, slug, category, price_minor, tax_class, usage_days,
      setweight(to_tsvector('simple', a), 'A') || setweight(to_tsvector('simple', b), 'B') || setweight(to_tsvector('simple', c), 'C') as terms
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      r(n int, gtin text, name text, slug text, category text, price_minor int, tax_class text, usage_days int, a text, b text, c text)`.execute(
    tx,
  )
}

async function lastProduct(tx: Tx): Promise<number> {
  const { rows } = await sql<{ id: number }>`select coalesce(max(id), 0) as id from catalogue.products`.execute(tx)
  return rows[0]?.id ?? 0
}

type Range = { from: number; to: number; packs: number; shops: number }

/** The nth copy of a pack goes to the nth shop from its own on, so that names stay unique in each. */
async function insertProducts(tx: Tx, { from, to, packs: different, shops }: Range): Promise<void> {
  await sql`
    with open as (select id, row_number() over (order by id) - 1 as n from shops.shops where slug like 'seed-%'),
    listed as (
      insert into catalogue.products
        (shop_id, slug, name, category, gtin, tax_class, usage_days, low_stock_at, created_at, terms,
         terms_version)
      select open.id, p.slug || '-s' || i, p.name, p.category, p.gtin, p.tax_class, p.usage_days, 5,
        now() - interval '1 day' + interval '1 second' * i / 10, p.terms, ${termsVersion}::int
      from generate_series(${from}::int, ${to}::int) i
      join packs p on p.n = i % ${different}::int
      join open on open.n = (i % ${different}::int + i / ${different}::int) % ${shops}::int
      order by i
      returning id, shop_id
    )
    insert into catalogue.variants (shop_id, product_id, sku, position)
    select shop_id, id, 'S' || id, 0 from listed order by id`.execute(tx)
}

async function insertPrices(tx: Tx, after: number): Promise<void> {
  await sql`
    with priced as (
      select v.shop_id, v.id, v.product_id, packs.price_minor * (95 + v.id % 11) / 100 as price_minor
      from catalogue.products p join packs using (gtin) join catalogue.variants v on v.product_id = p.id
      where p.id > ${after}
    ), asked as (
      insert into pricing.prices (shop_id, variant_id, price_minor, starts_at, ends_at)
      select shop_id, id, price_minor + 50, now() - interval '90 days', now() - interval '20 days' from priced
      union all
      select shop_id, id, price_minor, now() - interval '20 days', null from priced
    )
    insert into pricing.offers (product_id, shop_id, price_minor)
    select product_id, shop_id, price_minor from priced order by product_id`.execute(tx)
}

async function insertLots(tx: Tx, after: number): Promise<void> {
  await sql`
    with received as (
      insert into inventory.lots (shop_id, variant_id, code, expires_on, sell_before, on_hand, received_at)
      select v.shop_id, v.id, 'S' || n, day, day - p.usage_days, 5 + (v.id * 7 + n * 31) % 200, now()
      from catalogue.variants v
      join catalogue.products p on p.id = v.product_id
      cross join generate_series(1, 2) n
      cross join lateral (select current_date + (60 + (v.id * 13 + n * 200) % 600)::int as day) d
      where p.id > ${after} and v.id % 20 <> 0
      order by v.id, n
      returning id, on_hand
    )
    insert into inventory.movements (lot_id, kind, quantity, reference, at)
    select id, 'received', on_hand, 'seed', now() from received order by id`.execute(tx)
}

function report(error: Error): void {
  console.error(error.message)
}

if (import.meta.main) {
  const [url, products = '10000', shops = '8'] = process.argv.slice(2)
  if (url === undefined) throw new Error('usage: node bench/seed.ts <database url> [products] [shops]')
  await seed(url, { products: Number(products), shops: Number(shops) })
}
