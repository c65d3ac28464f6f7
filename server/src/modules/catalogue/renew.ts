import { sql, transact, type Tx } from '../../kernel/database.ts'
import { renewMedicines } from './medicines.ts'
import { updateTerms } from './store.ts'
import { searchText, termsVersion, type Searchable } from './terms.ts'

/** Indexing the words of so many takes some hundred milliseconds, for which their rows are held. */
const most = 500

/**
 * Once a minute: strengths of medicines and words of products that were made by rules of before are made by those of today, set by
 * set. After an upgrade that is all there is; and of what a program of before writes beside this one, each row.
 */
export async function renew(db: Tx): Promise<void> {
  for (const set of [renewMedicines, renewProducts]) {
    let done = most
    while (done === most) done = await transact(db, (tx) => set(tx, most))
  }
}

/** What somebody is changing just now is left to the next minute. */
async function renewProducts(tx: Tx, limit: number): Promise<number> {
  const { rows } = await sql<Searchable & { id: number }>`
    select p.id, p.name, p.description, to_jsonb(m) as medicine
    from catalogue.products p left join catalogue.medicines m using (gtin)
    where p.terms_version < ${termsVersion} and p.deleted_at is null
    order by p.terms_version, p.id limit ${limit} for no key update of p skip locked`.execute(tx)
  if (rows.length > 0)
    await updateTerms(
      tx,
      rows.map((row) => ({ id: row.id, ...searchText(row) })),
    )
  return rows.length
}
