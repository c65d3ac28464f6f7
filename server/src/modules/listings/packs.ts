import { sql, sendUnread, type Tx } from '../../kernel/database.ts'
import { Refusal } from '../../kernel/refusal.ts'
import { gtinForms } from '../catalogue/index.ts'

/** What is to be sold under a GTIN, and the field that asks for it. */
export type Pack = { gtin: string; field: string }

/** Whichever form a GTIN is written in, this is the one. */
export const packOf = (gtin: string | null | undefined) => (gtin == null ? undefined : gtin.padStart(14, '0'))

/** The GTINs of variants, each with the field that it was given in. */
export function packsIn(variants: readonly { gtin?: string | undefined }[]): Pack[] {
  return variants.flatMap(({ gtin }, i) => (gtin === undefined ? [] : [{ gtin, field: `variants.${i}.gtin` }]))
}

/**
 * A pack is sold once by a shop, as a product or as a variant of one, so that its stock is counted together and whoever scans it
 * finds one. `productId`: what is asked for by a product that is there already, whose own packs are its own affair.
 *
 * A lock and no unique index: a GTIN stands on products and on variants, and is free again once either is removed or archived. Of
 * two calls of a shop at once the second waits here, and sees the first. Refuses `gtin_taken`, with every field of it.
 */
export async function refuseSoldAlready(
  tx: Tx,
  shopId: number,
  packs: Pack[],
  productId: number | null,
): Promise<void> {
  if (packs.length === 0) return
  const forms = packs.flatMap(({ gtin }) => gtinForms(gtin))
  await sendUnread(tx, sql`select pg_advisory_xact_lock(hashtextextended(${`packs of ${shopId}`}, 0))`)
  const { rows } = await sql<{ gtin: string; name: string }>`
    select gtin, name from catalogue.products
    where shop_id = ${shopId} and gtin = any(${forms}::text[]) and deleted_at is null and id is distinct from ${productId}
    union all
    select v.gtin, p.name from catalogue.variants v join catalogue.products p on p.id = v.product_id
    where v.shop_id = ${shopId} and v.gtin = any(${forms}::text[]) and v.archived_at is null and p.deleted_at is null
      and p.id is distinct from ${productId}`.execute(tx)
  const sold = new Map(rows.map(({ gtin, name }) => [packOf(gtin), name]))
  const taken = packs.flatMap(({ gtin, field }) => {
    const name = sold.get(packOf(gtin))
    return name === undefined
      ? []
      : [{ name, error: { field, code: 'gtin_taken' as const, message: `is that of ${name}` } }]
  })
  if (taken[0] === undefined) return
  throw new Refusal('gtin_taken', {
    detail: `It is listed as ${taken[0].name}: receive its stock there.`,
    errors: taken.map(({ error }) => error),
  })
}
