import { randomInt } from 'node:crypto'
import { sql, type Tx } from './database.ts'
import { fold } from './text.ts'

const maxBase = 80
/** How many numbered slugs are tried before a random end is taken. */
const tries = 20

/** The slug a name wishes for: `Élixir n° 5` → `elixir-n-5`. Names without a Latin letter or digit get the fallback. */
export function slugOf(name: string, fallback: string): string {
  const whole = fold(name)
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
  if (whole.length <= maxBase) return whole === '' ? fallback : whole
  const cut = whole.slice(0, maxBase + 1)
  const lastWord = cut.lastIndexOf('-')
  return lastWord > maxBase / 2 ? cut.slice(0, lastWord) : cut.slice(0, maxBase)
}

/**
 * One free slug for each wish, in order, all different: the wish itself, else with a number, else with a random end.
 * A subquery looks each of them up in the index; `not exists` became a join that read every slug there is.
 * Another transaction may take one before it is inserted: insert `on conflict (slug) do nothing` and ask again.
 */
export async function freeSlugs(
  tx: Tx,
  table: string,
  wishes: string[],
  reserved: readonly string[],
): Promise<string[]> {
  const { rows } = await sql<{ base: string; slug: string | null }>`
    with wanted as (
      select base, n, row_number() over (partition by base order by n) as k
      from unnest(${wishes}::text[]) with ordinality w(base, n)
    ), free as (
      select base, slug, row_number() over (partition by base order by i) as k
      from (select base, count(*)::int as wanted from wanted group by base) b,
        lateral generate_series(1, wanted + ${sql.lit(tries)}) i,
        lateral (select case i when 1 then base else base || '-' || i end as slug) c
      where slug <> all(${reserved}::text[])
        and (select t.slug from ${sql.table(table)} t where t.slug = c.slug) is null
    )
    select wanted.base, free.slug from wanted left join free using (base, k) order by n`.execute(tx)
  return rows.map(({ base, slug }) => slug ?? `${base}-${randomEnd()}`)
}

const letters = 'abcdefghjkmnpqrstvwxyz23456789'

function randomEnd(): string {
  return Array.from({ length: 8 }, () => letters[randomInt(letters.length)]).join('')
}
