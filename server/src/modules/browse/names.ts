import { dynamic, sql, type Tx } from '../../kernel/database.ts'
import { keyOf } from '../../kernel/text.ts'
import type { Sql } from './list.ts'

/**
 * What the names in a question stand for is asked first, so that the search itself is planned for so many packs and not
 * for a guess: joined to the medicines it took 10 to 100 ms, asked first 2 to 8.
 */

/** The slugs under which products of a category stand: its own and its children's. None for a category there is not. */
export async function categoryAndChildren(tx: Tx, category: string): Promise<string[]> {
  const { rows } = await sql<{ slug: string }>`
    select slug from catalogue.categories where slug = ${category} or parent = ${category}`.execute(tx)
  return rows.map((row) => row.slug)
}

/** The packs that have a substance with these words, from a manufacturer with these. */
export async function packsNamed(
  tx: Tx,
  substance: string | undefined,
  manufacturer: string | undefined,
): Promise<string[]> {
  const conditions = [
    ...(substance === undefined
      ? []
      : [sql`exists (select from unnest(substance_keys) key where ${hasWords(sql`key`, substance)})`]),
    ...(manufacturer === undefined ? [] : [hasWords(sql`manufacturer_key`, manufacturer)]),
  ]
  const { rows } = await sql<{ gtin: string }>`${dynamic}
    select gtin from catalogue.medicines where ${sql.join(conditions, sql` and `)}`.execute(tx)
  return rows.map((row) => row.gtin)
}

/**
 * True of a key that has every word of a name: `paracetamol` is in `acetaminophen (paracetamol)`, `sanofi` in `sanofi
 * winthrop industrie`. What has no word in these letters must be the whole key. The plain `like` spares most the rest.
 */
function hasWords(key: Sql, name: string): Sql {
  const words = keyOf(name).match(/[a-z0-9]+/g)
  if (words === null) return sql`${key} = ${keyOf(name)}`
  return sql`${key} like all (${words.map((word) => `%${word}%`)}::text[])
    and ' ' || regexp_replace(${key}, '[^a-z0-9]+', ' ', 'g') || ' ' like all (${words.map((word) => `% ${word} %`)}::text[])`
}
