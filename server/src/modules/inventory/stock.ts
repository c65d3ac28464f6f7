import type { RawBuilder } from 'kysely'
import { sql } from '../../kernel/database.ts'
import type { Value } from '../../kernel/statement.ts'

/** A column of the statement around the fragment, such as `v.id`. */
type Reference = string

/** True of a lot that may be sold on that day; what of it can be bought is on hand less held. */
export const isSellable = (day: Value<string>, lot = 'l'): RawBuilder<boolean> =>
  sql<boolean>`(${sql.ref(`${lot}.sell_before`)} > ${day}::date)`

/** What can be bought of a variant on that day. */
export const stockOf = (variantId: Reference, day: Value<string>): RawBuilder<number> =>
  sql<number>`(select coalesce(sum(l.on_hand - l.held), 0) from inventory.lots l
    where l.variant_id = ${sql.ref(variantId)} and ${isSellable(day)})`

/** The same over all variants of a product. */
export const stockOfProduct = (productId: Reference, day: Value<string>): RawBuilder<number> =>
  sql<number>`(select coalesce(sum(l.on_hand - l.held), 0) from catalogue.variants of_product
    join inventory.lots l on l.variant_id = of_product.id and ${isSellable(day)}
    where of_product.product_id = ${sql.ref(productId)} and of_product.archived_at is null)`

/** When the lot expires that a buyer of the variant would get now; null without stock, or when it never does. */
export const firstExpiryOf = (variantId: Reference, day: Value<string>): RawBuilder<string | null> =>
  sql<string | null>`(select l.expires_on from inventory.lots l
    where l.variant_id = ${sql.ref(variantId)} and ${isSellable(day)} and l.held < l.on_hand
    order by l.sell_before, l.id limit 1)`

/** True of a product of which something can be bought. */
export const hasStock = (productId: Reference, day: Value<string>): RawBuilder<boolean> =>
  sql<boolean>`exists (select from catalogue.variants of_product
    join inventory.lots l on l.variant_id = of_product.id and ${isSellable(day)} and l.held < l.on_hand
    where of_product.product_id = ${sql.ref(productId)} and of_product.archived_at is null)`

/**
 * True of a product of which a buyer would now get something that expires after `after`, or never. The first half follows
 * from the second; it lets PostgreSQL begin with the lots where few expire so late.
 */
export const firstExpiresAfter = (productId: Reference, after: string, day: Value<string>): RawBuilder<boolean> => {
  const late = (lot: string) =>
    sql`(${sql.ref(`${lot}.expires_on`)} is null or ${sql.ref(`${lot}.expires_on`)} > ${after}::date)`
  return sql<boolean>`exists (select from catalogue.variants of_product
      join inventory.lots l on l.variant_id = of_product.id and ${late('l')}
      where of_product.product_id = ${sql.ref(productId)} and of_product.archived_at is null)
    and exists (select from catalogue.variants of_product
      cross join lateral (select l.expires_on from inventory.lots l
        where l.variant_id = of_product.id and ${isSellable(day)} and l.held < l.on_hand
        order by l.sell_before, l.id limit 1) first_out
      where of_product.product_id = ${sql.ref(productId)} and of_product.archived_at is null and ${late('first_out')})`
}
