import type { Medicine } from '@mortar/contract'
import { sql, type Tx } from '../../kernel/database.ts'
import { found } from '../../kernel/refusal.ts'
import { gtinForms } from './gtin.ts'

/** A medicine as the contract's `medicine`; null when the alias's row is not there (a left join). */
export function medicineJson(medicine = 'm') {
  const m = (column: string) => sql.ref(`${medicine}.${column}`)
  return sql<Medicine | null>`case when ${m('gtin')} is not null then jsonb_build_object(
    'gtin', ${m('gtin')}, 'name', ${m('name')}, 'brand', ${m('brand')}, 'manufacturer', ${m('manufacturer')},
    'substances', ${m('substances')}, 'form', ${m('form')}, 'routes', ${m('routes')}, 'atc', ${m('atc')},
    'prescription', ${m('legal_class')} <> 'otc', 'legal_class', ${m('legal_class')},
    'pack', jsonb_build_object('quantity', ${m('pack_quantity')}, 'label', ${m('pack_label')}),
    'reimbursement', ${m('reimbursement')}, 'supply', ${m('supply')}) end`
}

/** The same for the contract's `medicineCard`. */
export function medicineCardJson(medicine = 'm') {
  const m = (column: string) => sql.ref(`${medicine}.${column}`)
  return sql`case when ${m('gtin')} is not null then jsonb_build_object(
    'gtin', ${m('gtin')}, 'manufacturer', ${m('manufacturer')}, 'substances', ${m('substances')}, 'form', ${m('form')},
    'prescription', ${m('legal_class')} <> 'otc', 'legal_class', ${m('legal_class')},
    'pack_quantity', ${m('pack_quantity')}) end`
}

/** True of a product its shop offers; whether the shop itself is open, `isOpen` of shops tells. In the indexes' words. */
export const isOffered = (product = 'p') =>
  sql<boolean>`(${sql.ref(`${product}.is_live`)} and ${sql.ref(`${product}.deleted_at`)} is null)`

export async function getMedicine(tx: Tx, gtin: string): Promise<Medicine> {
  const { rows } = await sql<{ medicine: Medicine }>`
    select ${medicineJson()} as medicine from catalogue.medicines m where m.gtin = any(${gtinForms(gtin)}::text[])
    limit 1`.execute(tx)
  return found(rows[0]).medicine
}

type CategoryName = { slug: string; name: string }

export async function listCategories(tx: Tx) {
  const { rows } = await sql<CategoryName & { children: CategoryName[] }>`
    select top.slug, top.name, coalesce((
      select jsonb_agg(jsonb_build_object('slug', c.slug, 'name', c.name) order by c.position)
      from catalogue.categories c where c.parent = top.slug), '[]') as children
    from catalogue.categories top where top.parent is null order by top.position`.execute(tx)
  return { results: rows }
}

export async function isCategory(tx: Tx, slug: string): Promise<boolean> {
  const { rows } = await sql`select from catalogue.categories where slug = ${slug}`.execute(tx)
  return rows.length === 1
}
