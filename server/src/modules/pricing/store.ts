import { sql, type Tx } from '../../kernel/database.ts'

/** The only file that writes the schema `pricing`. */

export type PriceRow = {
  shop_id: number
  product_id: number
  variant_id: number
  price_minor: number
  starts_at: Date | string
  ends_at: Date | string | null
}

/** Changes of one product's prices follow one another: its offer is the lock, taken in the order of products. */
export async function lockOffers(tx: Tx, productIds: number[]): Promise<void> {
  await sql`
    select from pricing.offers where product_id = any(${productIds}::bigint[]) order by product_id for update`.execute(
    tx,
  )
}

export type NewPrice = { variant_id: number; price_minor: number }

/**
 * Ends the current prices that differ from the new ones. One that began at this very moment, or by another machine's clock
 * later, was asked all the same: it has lasted a millisecond.
 */
export async function closeChanged(tx: Tx, wanted: NewPrice[], at: Date): Promise<void> {
  await sql`
    update pricing.prices p set ends_at = ${endAt(at)}
    from unnest(${wanted.map((each) => each.variant_id)}::bigint[], ${wanted.map((each) => each.price_minor)}::bigint[])
      w(variant_id, price_minor)
    where p.variant_id = w.variant_id and p.ends_at is null and p.price_minor <> w.price_minor`.execute(tx)
}

const endAt = (at: Date) => sql`greatest(${at}::timestamptz, p.starts_at + interval '1 millisecond')`

/** Opens a price for each variant that has none now, behind the one before. */
export async function openMissing(tx: Tx, shopId: number, wanted: NewPrice[], at: Date): Promise<void> {
  await sql`
    insert into pricing.prices (shop_id, variant_id, price_minor, starts_at)
    select ${shopId}, w.variant_id, w.price_minor, greatest(${at}::timestamptz, (
      select p.ends_at from pricing.prices p where p.variant_id = w.variant_id order by p.starts_at desc limit 1))
    from unnest(${wanted.map((each) => each.variant_id)}::bigint[], ${wanted.map((each) => each.price_minor)}::bigint[])
      w(variant_id, price_minor)
    where not exists (select from pricing.prices p where p.variant_id = w.variant_id and p.ends_at is null)`.execute(tx)
}

export async function insertPriceRows(tx: Tx, rows: PriceRow[]): Promise<void> {
  await sql`
    insert into pricing.prices (shop_id, variant_id, price_minor, starts_at, ends_at)
    select shop_id, variant_id, price_minor, starts_at, ends_at
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      r(shop_id bigint, variant_id bigint, price_minor bigint, starts_at timestamptz, ends_at timestamptz)
    order by variant_id, starts_at`.execute(tx)
}

/** The lowest current price of each product, brought up to date. */
export async function refreshOffers(tx: Tx, productIds: number[]): Promise<void> {
  await sql`
    insert into pricing.offers as o (product_id, shop_id, price_minor)
    select v.product_id, v.shop_id, min(p.price_minor)
    from catalogue.variants v join pricing.prices p on p.variant_id = v.id and p.ends_at is null
    where v.product_id = any(${productIds}::bigint[])
    group by v.product_id, v.shop_id order by v.product_id
    on conflict (product_id) do update set price_minor = excluded.price_minor
    where o.price_minor <> excluded.price_minor`.execute(tx)
}

export async function closeOf(tx: Tx, variantIds: number[], at: Date): Promise<void> {
  await sql`
    update pricing.prices p set ends_at = ${endAt(at)}
    where p.variant_id = any(${variantIds}::bigint[]) and p.ends_at is null`.execute(tx)
}

/** A product that is gone has no price; its history stays. */
export async function closeAll(tx: Tx, productId: number, at: Date): Promise<void> {
  await sql`
    update pricing.prices p
    set ends_at = ${endAt(at)}
    from catalogue.variants v
    where v.product_id = ${productId} and p.variant_id = v.id and p.ends_at is null`.execute(tx)
  await sql`delete from pricing.offers where product_id = ${productId}`.execute(tx)
}

export type Delivery = { shop_id: number; fee_minor: number; free_from_minor: number | null }

export async function upsertDelivery(tx: Tx, rows: Delivery[]): Promise<void> {
  await sql`
    insert into pricing.delivery (shop_id, fee_minor, free_from_minor)
    select shop_id, fee_minor, free_from_minor
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) r(shop_id bigint, fee_minor bigint, free_from_minor bigint)
    on conflict (shop_id) do update set fee_minor = excluded.fee_minor, free_from_minor = excluded.free_from_minor`.execute(
    tx,
  )
}
