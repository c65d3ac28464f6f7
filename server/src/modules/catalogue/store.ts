import { brokenConstraint, sql, type Tx } from '../../kernel/database.ts'
import { Refusal } from '../../kernel/refusal.ts'
import { freeSlugs, slugOf } from '../../kernel/slug.ts'
import type { KeyedMedicine } from './medicines.ts'
import type { TaxClass } from './supply.ts'
import { termsVersion } from './terms.ts'
import { must } from '../../kernel/must.ts'

/** The only file that writes the schema `catalogue`. */

/** Words that stand, or may come to stand, where a product's slug stands in a path. */
const lists = ['search', 'suggestions', 'expensive', 'low-stock', 'top-selling', 'recommended', 'categories', 'reviews']
const deeds = [
  'create',
  'new',
  'edit',
  'import',
  'export',
  'discounts',
  'restock',
  'analytics',
  'compare',
  'admin',
  'api',
]
const reserved = [...lists, ...deeds]

const terms = sql`setweight(to_tsvector('simple', r.a), 'A') || setweight(to_tsvector('simple', r.b), 'B')
  || setweight(to_tsvector('simple', r.c), 'C')`

export type ProductRow = {
  shop_id: number
  name: string
  description: string | null
  category: string
  gtin: string | null
  tax_class: TaxClass
  usage_days: number
  low_stock_at: number
  a: string
  b: string
  c: string
}

/** A statement carries this many: indexing the words of a thousand products takes a few hundred milliseconds. */
const setSize = 1_000

/**
 * Inserts all of them, each under a free slug, in a few statements however many there are; the result stands in their
 * order. A slug that someone else takes meanwhile is only tried again. Refuses `product_name_taken`, by the index.
 */
export async function insertProductRows(tx: Tx, rows: ProductRow[], at: Date): Promise<{ id: number; slug: string }[]> {
  const done: { id: number; slug: string }[] = []
  let left = rows.map((row, n) => ({ ...row, n, wish: slugOf(row.name, 'product') }))
  while (left.length > 0) {
    const set = left.slice(0, setSize)
    const wishes = set.map((row) => row.wish)
    const slugs = await freeSlugs(tx, 'catalogue.products', wishes, reserved)
    const inserted = await insertUnder(
      tx,
      set.map((row, i) => ({ ...row, slug: must(slugs[i], 'a free slug') })),
      at,
    )
    set.forEach((row, i) => {
      const slug = must(slugs[i], 'a free slug')
      const id = inserted.get(slug)
      // Within one set two wishes may meet at one slug as well: the second is not there and goes round again.
      if (id !== undefined && inserted.delete(slug)) done[row.n] = { id, slug }
    })
    left = left.filter((row) => done[row.n] === undefined)
  }
  return done
}

async function insertUnder(tx: Tx, rows: (ProductRow & { slug: string })[], at: Date): Promise<Map<string, number>> {
  const inserted = sql<{ id: number; slug: string }>`
    insert into catalogue.products
      (shop_id, slug, name, description, category, gtin, tax_class, usage_days, low_stock_at, created_at, terms,
       terms_version)
    select shop_id, slug, name, description, category, gtin, tax_class, usage_days, low_stock_at, ${at}, ${terms}, ${termsVersion}
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) r(n int, shop_id bigint, slug text, name text, description text,
      category text, gtin text, tax_class text, usage_days int, low_stock_at int, a text, b text, c text)
    order by n
    on conflict (slug) do nothing
    returning id, slug`.execute(tx)
  const { rows: done } = await inserted.catch(nameTaken)
  return new Map(done.map((row) => [row.slug, row.id]))
}

function nameTaken(error: unknown): never {
  if (brokenConstraint(error) !== 'products_name_in_shop') throw error
  throw new Refusal('product_name_taken', {
    errors: [{ field: 'name', code: 'product_name_taken', message: 'is the name of another product of the shop' }],
  })
}

export type VariantRow = {
  shop_id: number
  product_id: number
  sku: string
  options: Record<string, string>
  gtin: string | null
  position: number
}

/** Inserts those whose SKU is free in their shop; who asks sees by what is missing which are taken. */
export async function insertVariantRows(
  tx: Tx,
  rows: VariantRow[],
): Promise<{ id: number; product_id: number; position: number; sku: string }[]> {
  const { rows: inserted } = await sql<{ id: number; product_id: number; position: number; sku: string }>`
    insert into catalogue.variants (shop_id, product_id, sku, options, gtin, position)
    select shop_id, product_id, sku, options, gtin, position
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      r(shop_id bigint, product_id bigint, sku text, options jsonb, gtin text, position int)
    order by product_id, position
    on conflict on constraint sku_in_shop do nothing
    returning id, product_id, position, sku`.execute(tx)
  return inserted
}

export type ProductChange = {
  name: string
  description: string | null
  category: string
  low_stock_at: number
  is_live: boolean
}

/** `texts` null: nothing that it is found by has changed. Refuses `product_name_taken`, by the index. */
export async function updateProductRow(
  tx: Tx,
  id: number,
  { name, description, category, low_stock_at, is_live }: ProductChange,
  texts: { a: string; b: string; c: string } | null,
): Promise<void> {
  const found =
    texts === null
      ? sql`terms, terms_version`
      : sql`select ${terms}, ${termsVersion}::int from (select ${texts.a} a, ${texts.b} b, ${texts.c} c) r`
  await sql`
    update catalogue.products
    set name = ${name}, description = ${description}, category = ${category}, low_stock_at = ${low_stock_at},
      is_live = ${is_live}, (terms, terms_version) = (${found})
    where id = ${id}`
    .execute(tx)
    .catch(nameTaken)
}

export async function markArchived(tx: Tx, ids: number[], at: Date | null): Promise<void> {
  await sql`update catalogue.variants set archived_at = ${at} where id = any(${ids}::bigint[])`.execute(tx)
}

export async function markRemoved(tx: Tx, id: number, at: Date): Promise<void> {
  await sql`update catalogue.products set deleted_at = ${at} where id = ${id}`.execute(tx)
}

/** Returns the GTINs of packs that were new or different. */
export async function upsertMedicines(tx: Tx, medicines: KeyedMedicine[]): Promise<string[]> {
  const { rows } = await sql<{ gtin: string }>`
    insert into catalogue.medicines as m
      (gtin, name, brand, manufacturer, substances, form, routes, atc, legal_class, pack_quantity, pack_label, reimbursement,
       max_treatment_days, substitution_group, substitution_role, supply, interaction_keys, substance_keys,
       manufacturer_key, form_key, terms_version)
    select gtin, name, brand, manufacturer, substances, form, routes, atc, legal_class, pack_quantity, pack_label, reimbursement,
      max_treatment_days, substitution_group, substitution_role, supply, interaction_keys, substance_keys,
      manufacturer_key, form_key, ${termsVersion}
    from jsonb_populate_recordset(null::catalogue.medicines, ${JSON.stringify(medicines)}::jsonb)
    on conflict (gtin) do update set
      name = excluded.name, brand = excluded.brand, manufacturer = excluded.manufacturer, substances = excluded.substances,
      form = excluded.form, routes = excluded.routes, atc = excluded.atc, legal_class = excluded.legal_class,
      pack_quantity = excluded.pack_quantity, pack_label = excluded.pack_label, reimbursement = excluded.reimbursement,
      max_treatment_days = excluded.max_treatment_days, substitution_group = excluded.substitution_group,
      substitution_role = excluded.substitution_role, supply = excluded.supply, interaction_keys = excluded.interaction_keys,
      substance_keys = excluded.substance_keys, manufacturer_key = excluded.manufacturer_key, form_key = excluded.form_key,
      terms_version = excluded.terms_version
    where m.* is distinct from excluded.*
    returning gtin`.execute(tx)
  return rows.map((row) => row.gtin)
}

export type Derived = { id: number; tax_class: TaxClass; usage_days: number; a: string; b: string; c: string }

export async function updateDerived(tx: Tx, rows: Derived[]): Promise<void> {
  await sql`
    update catalogue.products p set tax_class = r.tax_class, usage_days = r.usage_days, terms = ${terms}, terms_version = ${termsVersion}
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      r(id bigint, tax_class text, usage_days int, a text, b text, c text)
    where p.id = r.id`.execute(tx)
}

export async function updateTerms(tx: Tx, rows: Pick<Derived, 'id' | 'a' | 'b' | 'c'>[]): Promise<void> {
  await sql`
    update catalogue.products p set terms = ${terms}, terms_version = ${termsVersion}
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) r(id bigint, a text, b text, c text)
    where p.id = r.id`.execute(tx)
}
