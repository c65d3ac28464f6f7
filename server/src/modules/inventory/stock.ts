import type { RawBuilder } from 'kysely'
import { sql } from '../../kernel/database.ts'

/** A column of the statement around the fragment, such as `v.id`. */
type Reference = string

/** True of a lot that may be sold on that day; what of it can be bought is on hand less held. */
export const isSellable = (day: string, lot = 'l'): RawBuilder<boolean> =>
  sql<boolean>`(${sql.ref(`${lot}.sell_before`)} > ${day}::date)`

/** What can be bought of a variant on that day. */
export const stockOf = (variantId: Reference, day: string): RawBuilder<number> =>
  sql<number>`(select coalesce(sum(l.on_hand - l.held), 0) from inventory.lots l
    where l.variant_id = ${sql.ref(variantId)} and ${isSellable(day)})`

/** The same over all variants of a product. */
export const stockOfProduct = (productId: Reference, day: string): RawBuilder<number> =>
  sql<number>`(select coalesce(sum(l.on_hand - l.held), 0) from catalogue.variants of_product
    join inventory.lots l on l.variant_id = of_product.id and ${isSellable(day)}
    where of_product.product_id = ${sql.ref(productId)})`

/** When the lot expires that a buyer of the variant would get now; null without stock, or when it never does. */
export const firstExpiryOf = (variantId: Reference, day: string): RawBuilder<string | null> =>
  sql<string | null>`(select l.expires_on from inventory.lots l
    where l.variant_id = ${sql.ref(variantId)} and ${isSellable(day)} and l.held < l.on_hand
    order by l.sell_before, l.id limit 1)`
