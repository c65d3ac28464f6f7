import { randomInt } from 'node:crypto'
import { sql, type Tx } from '../../kernel/database.ts'
import { Refusal, found } from '../../kernel/refusal.ts'
import { findMedicines } from './medicines.ts'
import {
  insertProductRows,
  insertVariantRows,
  markArchived,
  markRemoved,
  updateProductRow,
  type ProductChange,
} from './store.ts'
import { searchText } from './terms.ts'
import type { TaxClass } from './supply.ts'
import { must } from '../../kernel/must.ts'

export type NewVariant = { sku?: string | undefined; options: Record<string, string>; gtin?: string | null | undefined }
export type NewProduct = {
  shop_id: number
  name: string
  description: string | null
  category: string
  /** Of a known medicine, as the medicine has it. */
  gtin: string | null
  tax_class: TaxClass
  usage_days: number
  low_stock_at: number
  variants: NewVariant[]
}
export type InsertedProduct = { id: number; slug: string; variants: { id: number; sku: string }[] }

/**
 * Inserts thousands as easily as one: a fixed number of statements, the result in the order given. Products are named in
 * one spelling; a variant without a SKU gets one.
 * Refuses `product_name_taken`, and `sku_taken` with every field that `skuField` names.
 */
export async function insertProducts(
  tx: Tx,
  products: NewProduct[],
  at: Date,
  skuField = (position: number) => `variants.${position}.sku`,
): Promise<InsertedProduct[]> {
  const medicines = await findMedicines(tx, [...new Set(products.flatMap((each) => each.gtin ?? []))])
  const rows = products.map((product) => {
    const name = tidy(product.name)
    const medicine = product.gtin === null ? null : medicines.get(product.gtin)
    return {
      ...product,
      variants: undefined,
      name,
      ...searchText({ name, description: product.description, medicine }),
    }
  })
  const inserted = await insertProductRows(tx, rows, at)
  const wanted = products.flatMap(({ shop_id, variants }, i) => {
    const product_id = must(inserted[i], 'a product that was made').id
    return variants.map(({ sku = randomSku(), options, gtin = null }, position) => ({
      shop_id,
      product_id,
      sku,
      options,
      gtin,
      position,
    }))
  })
  const done = await insertVariantRows(tx, wanted)
  if (done.length < wanted.length) throw skuTaken(wanted, done, skuField)
  const byProduct = Map.groupBy(
    done.toSorted((a, b) => a.position - b.position),
    (variant) => variant.product_id,
  )
  return inserted.map((product) => ({
    ...product,
    variants: (byProduct.get(product.id) ?? []).map(({ id, sku }) => ({ id, sku })),
  }))
}

export async function insertProduct(
  tx: Tx,
  product: NewProduct,
  at: Date,
  skuField?: (position: number) => string,
): Promise<InsertedProduct> {
  return found((await insertProducts(tx, [product], at, skuField))[0])
}

type PlacedVariant = { product_id: number; position: number }

function skuTaken(wanted: PlacedVariant[], done: PlacedVariant[], skuField: (position: number) => string): Refusal {
  const there = new Set(done.map((row) => `${row.product_id} ${row.position}`))
  const missing = wanted.filter((row) => !there.has(`${row.product_id} ${row.position}`))
  const errors = missing.map(({ position }) => ({
    field: skuField(position),
    code: 'sku_taken' as const,
    message: 'is the SKU of another variant of the shop',
  }))
  return new Refusal('sku_taken', { errors })
}

/** A shop's product, locked: changes of one product follow one another. */
export async function lockProduct(tx: Tx, shopId: number | null, slug: string) {
  const { rows } = await sql<ProductChange & { id: number; shop_id: number; slug: string; gtin: string | null }>`
    select id, shop_id, slug, gtin, name, description, category, low_stock_at, is_live from catalogue.products
    where shop_id = ${shopId} and slug = ${slug} and deleted_at is null
    for no key update`.execute(tx)
  return found(rows[0])
}
export type LockedProduct = Awaited<ReturnType<typeof lockProduct>>

/** Changes what is given of a locked product; the slug stays. Refuses `product_name_taken`. */
export async function updateProduct(tx: Tx, product: LockedProduct, change: Partial<ProductChange>): Promise<void> {
  const next = { ...product, ...change, name: tidy(change.name ?? product.name) }
  const sameTexts = next.name === product.name && next.description === product.description
  if (sameTexts) return updateProductRow(tx, product.id, next, null)
  const medicine = product.gtin === null ? null : (await findMedicines(tx, [product.gtin])).get(product.gtin)
  return updateProductRow(tx, product.id, next, searchText({ ...next, medicine }))
}

/** Takes a locked product away for good: its slug stays taken, its name is free again. */
export async function removeProduct(tx: Tx, id: number, at: Date): Promise<void> {
  await markRemoved(tx, id, at)
}

export type KnownVariant = {
  id: number
  sku: string
  options: Record<string, string>
  gtin: string | null
  position: number
  is_archived: boolean
}

/** All that a product ever had, in their order. */
export async function variantsOf(tx: Tx, productId: number): Promise<KnownVariant[]> {
  const { rows } = await sql<KnownVariant>`
    select id, sku, options, gtin, position, archived_at is not null as is_archived
    from catalogue.variants where product_id = ${productId} order by position`.execute(tx)
  return rows
}

/** Adds variants behind those that a locked product has; in their order. Refuses `sku_taken`, with every field of it. */
export async function addVariants(
  tx: Tx,
  product: LockedProduct,
  variants: NewVariant[],
  from: number,
): Promise<{ id: number; sku: string }[]> {
  const wanted = variants.map(({ sku = randomSku(), options, gtin = null }, i) => ({
    shop_id: product.shop_id,
    product_id: product.id,
    sku,
    options,
    gtin,
    position: from + i,
  }))
  const done = await insertVariantRows(tx, wanted)
  if (done.length < wanted.length) throw skuTaken(wanted, done, (position) => `variants.${position - from}.sku`)
  return done.toSorted((a, b) => a.position - b.position).map(({ id, sku }) => ({ id, sku }))
}

/** Sold no more from `at` on, or again with null; what was ordered and what stands on the shelf keep them. */
export async function archiveVariants(tx: Tx, ids: number[], at: Date | null): Promise<void> {
  if (ids.length > 0) await markArchived(tx, ids, at)
}

/** One spelling of a name, so that none looks like another: composed letters, single spaces. */
function tidy(name: string): string {
  return name.normalize('NFC').replace(/\s+/g, ' ').trim()
}

const letters = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

function randomSku(): string {
  return Array.from({ length: 10 }, () => letters[randomInt(letters.length)]).join('')
}
