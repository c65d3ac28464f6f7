import { sql, type Tx } from '../../kernel/database.ts'
import { updateDerived } from './store.ts'
import { supplyOf } from './supply.ts'
import { searchText, type Searchable } from './terms.ts'

type Row = {
  id: number
  name: string
  description: string | null
  medicine: NonNullable<Searchable['medicine']> & { reimbursement: string | null; max_treatment_days: number | null }
}

/**
 * What products took from their medicine, taken again: words to find them by, tax class, days a pack lasts. Lots keep
 * the last day of sale they were received with.
 */
export async function refreshProducts(tx: Tx, gtins: string[]): Promise<void> {
  if (gtins.length === 0) return
  const { rows } = await sql<Row>`
    select p.id, p.name, p.description, to_jsonb(m) as medicine
    from catalogue.products p join catalogue.medicines m using (gtin)
    where p.gtin = any(${gtins}::text[]) and p.deleted_at is null`.execute(tx)
  if (rows.length === 0) return
  await updateDerived(
    tx,
    rows.map((row) => ({ id: row.id, ...supplyOf(row.medicine), ...searchText(row) })),
  )
}
