import { sql, type Tx } from '../../kernel/database.ts'

/** The slugs under which products of a category stand: its own and its children's. None for a category there is not. */
export async function categoryAndChildren(tx: Tx, category: string): Promise<string[]> {
  const { rows } = await sql<{ slug: string }>`
    select slug from catalogue.categories where slug = ${category} or parent = ${category}`.execute(tx)
  return rows.map((row) => row.slug)
}
