import { sql, type Tx } from '../../kernel/database.ts'
import type { Keeps } from '../../kernel/module.ts'

/** A person's cart, and what is in it; null where they never had one. */
export const keeps: Keeps = async (tx, userId) => {
  const { rows } = await sql<{ created_at: string; updated_at: string }>`
    select created_at, updated_at from carts.carts where user_id = ${userId}`.execute(tx)
  const lines = await linesOf(tx, userId)
  return { carts: rows[0] === undefined ? null : { ...rows[0], lines } }
}

type Line = { product: string; variant: string; name: string; quantity: number; added_at: string }

async function linesOf(tx: Tx, userId: number): Promise<Line[]> {
  const { rows } = await sql<Line>`
    select p.slug as product, v.sku as variant, p.name, l.quantity, l.added_at
    from carts.carts c
    join carts.lines l on l.cart_id = c.id
    join catalogue.variants v on v.id = l.variant_id
    join catalogue.products p on p.id = v.product_id
    where c.user_id = ${userId} order by l.added_at, l.variant_id`.execute(tx)
  return rows
}
