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

export type Window = {
  shop_id: number
  product_id: number
  variant_id: number
  price_minor: number
  starts_at: Date
  ends_at: Date
}

/** Answers the ids, in the order given. */
export async function insertWindows(tx: Tx, rows: readonly Window[]): Promise<number[]> {
  const { rows: written } = await sql<{ id: number }>`
    insert into pricing.windows (shop_id, variant_id, price_minor, starts_at, ends_at)
    select shop_id, variant_id, price_minor, starts_at, ends_at
    from rows from (jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      as (shop_id bigint, variant_id bigint, price_minor bigint, starts_at timestamptz, ends_at timestamptz))
      with ordinality r (shop_id, variant_id, price_minor, starts_at, ends_at, n)
    order by n returning id`.execute(tx)
  return written.map(({ id }) => id)
}

/** The products that these windows are for. */
export async function productsOfWindows(tx: Tx, ids: readonly number[]): Promise<number[]> {
  const { rows } = await sql<{ product_id: number }>`
    select distinct v.product_id from pricing.windows w join catalogue.variants v on v.id = w.variant_id
    where w.id = any(${[...ids]}::bigint[])`.execute(tx)
  return rows.map(({ product_id }) => product_id)
}

/** One that has begun ends now; one that has not was never asked, and goes. */
export async function closeWindows(tx: Tx, ids: readonly number[], at: Date): Promise<void> {
  const ours = sql`id = any(${[...ids]}::bigint[])`
  await sql`delete from pricing.windows where ${ours} and starts_at >= ${at}`.execute(tx)
  await sql`update pricing.windows set ends_at = ${at} where ${ours} and ends_at > ${at}`.execute(tx)
}

/**
 * What is asked for these products and when, from now on: what a window says while it lasts, where that is less. Of those without
 * windows nothing is touched: the database has their rows follow their offers. Under the locks of the offers.
 */
export async function refreshTimes(tx: Tx, productIds: readonly number[], at: Date): Promise<void> {
  const { rows } = await sql<{ product_id: number }>`
    select o.product_id from pricing.offers o
    where o.product_id = any(${[...productIds]}::bigint[]) and (
      exists (select from pricing.offers_by_time t where t.product_id = o.product_id and t.ends_at < 'infinity')
      or exists (select from catalogue.variants v join pricing.windows w on w.variant_id = v.id and w.ends_at > ${at}
        where v.product_id = o.product_id))`.execute(tx)
  const timed = rows.map(({ product_id }) => product_id)
  if (timed.length === 0) return
  await sql`delete from pricing.offers_by_time where product_id = any(${timed}::bigint[])`.execute(tx)
  await sql`
    with turns as (
      select product_id, '-infinity'::timestamptz as turns_at from unnest(${timed}::bigint[]) product (product_id)
      union
      select v.product_id, m.turns_at
      from catalogue.variants v join pricing.windows w on w.variant_id = v.id and w.ends_at > ${at}
      cross join lateral (values (w.starts_at), (w.ends_at)) m (turns_at)
      where v.product_id = any(${timed}::bigint[]) and m.turns_at > ${at}
    ), times as (
      select product_id, turns_at as starts_at,
        lead(turns_at, 1, 'infinity') over (partition by product_id order by turns_at) as ends_at
      from turns
    )
    insert into pricing.offers_by_time (product_id, shop_id, price_minor, starts_at, ends_at)
    select t.product_id, v.shop_id, min(least(p.price_minor, w.price_minor)), t.starts_at, t.ends_at
    from times t
    join catalogue.variants v on v.product_id = t.product_id
    join pricing.prices p on p.variant_id = v.id and p.ends_at is null
    left join pricing.windows w on w.variant_id = v.id
      and w.starts_at <= greatest(t.starts_at, ${at}) and w.ends_at > greatest(t.starts_at, ${at})
    group by t.product_id, v.shop_id, t.starts_at, t.ends_at`.execute(tx)
}

/** Products of which a time is over, to be gone through again; those with the smallest ids. */
export async function productsPast(tx: Tx, at: Date, after: number, size: number): Promise<number[]> {
  const { rows } = await sql<{ product_id: number }>`
    select distinct product_id from pricing.offers_by_time
    where ends_at < 'infinity' and ends_at <= ${at} and product_id > ${after} order by product_id limit ${size}`.execute(
    tx,
  )
  return rows.map(({ product_id }) => product_id)
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
