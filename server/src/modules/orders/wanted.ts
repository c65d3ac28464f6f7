import type { FieldError } from '@mortar/contract'
import { sql, type Tx } from '../../kernel/database.ts'
import { Refusal } from '../../kernel/refusal.ts'
import { isOffered } from '../catalogue/index.ts'
import { isOpen } from '../shops/index.ts'

export type Item = { product: string; variant?: string | undefined; quantity: number }
/** A line somebody wants to buy. `path` says where it stands in the input; without a variant it is not on sale. */
export type WantedLine = { path: string; variant_id: number | null; quantity: number }

export const pathOf = (index: number) => `items.${index}.`

/** Finds what the items name, in one statement. Refuses invalid_input for a product whose variant must be said. */
export async function findWanted(tx: Tx, items: readonly Item[]): Promise<WantedLine[]> {
  const { rows } = await sql<{ variant_id: number | null; variants: number | null; quantity: number }>`
    select v.id as variant_id, p.variants, i.quantity
    from rows from (json_to_recordset(${JSON.stringify(items)}::json) as (product text, variant text, quantity integer))
      with ordinality as i (product, variant, quantity, position)
    left join lateral (
      select p.id, (
        select count(*) from catalogue.variants v where v.product_id = p.id and v.archived_at is null
      ) as variants
      from catalogue.products p join shops.shops s on s.id = p.shop_id
      where p.slug = i.product and ${isOffered('p')} and ${isOpen()}
    ) p on true
    left join catalogue.variants v on v.product_id = p.id and coalesce(v.sku = i.variant, p.variants = 1 and v.archived_at is null)
    order by i.position`.execute(tx)
  const unsaid = rows.flatMap(({ variants, variant_id }, index): FieldError[] => {
    if (variant_id !== null || (variants ?? 0) < 2 || items[index]?.variant !== undefined) return []
    return [{ field: `${pathOf(index)}variant`, code: 'required', message: 'the product has several variants' }]
  })
  if (unsaid.length > 0) throw new Refusal('invalid_input', { errors: unsaid })
  return rows.map(({ variant_id, quantity }, index) => ({ path: pathOf(index), variant_id, quantity }))
}
