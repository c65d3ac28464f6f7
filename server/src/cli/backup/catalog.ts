import type { Client } from 'pg'
import { ladder } from '../../app.ts'
import type { Applied, Header, Table } from './format.ts'

/**
 * What is Mortar's in a database. The jobs' schema is not among it: the jobs that recur are made again by the next start, and those
 * that wait are counted in what the backup says.
 */
export const SCHEMAS = ['kernel', ...ladder]

export async function appliedMigrations(client: Client): Promise<Applied[]> {
  const { rows } = await client.query<{ there: boolean }>(
    `select to_regclass('public.mortar_migrations') is not null as there`,
  )
  if (!rows[0]?.there) return []
  const applied = await client.query<Applied>(
    'select version, name, checksum from public.mortar_migrations order by version',
  )
  return applied.rows
}

/** Every table with the columns that are not computed, those that are referred to before those that refer to them. */
export async function listTables(client: Client): Promise<Table[]> {
  const { rows } = await client.query<Table & { refers: string[] }>(
    `select n.nspname as schema, c.relname as name,
       array(select a.attname::text from pg_attribute a
         where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = '' order by a.attnum) as columns,
       array(select rn.nspname || '.' || r.relname from pg_constraint f
         join pg_class r on r.oid = f.confrelid join pg_namespace rn on rn.oid = r.relnamespace
         where f.conrelid = c.oid and f.contype = 'f' and f.confrelid <> c.oid) as refers
     from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where c.relkind = 'r' and (n.nspname = any($1) or (n.nspname = 'public' and c.relname = 'mortar_migrations'))
     order by array_position($1::text[], n.nspname::text) nulls first, c.relname`,
    [SCHEMAS],
  )
  const byTitle = new Map(rows.map((row) => [`${row.schema}.${row.name}`, row]))
  const sorted = new Set<Table & { refers: string[] }>()
  const place = (row: Table & { refers: string[] }, above: string[]) => {
    for (const title of row.refers) {
      const referred = byTitle.get(title)
      if (referred && !sorted.has(referred) && !above.includes(title)) place(referred, [...above, title])
    }
    sorted.add(row)
  }
  for (const row of rows) place(row, [])
  return [...sorted].map(({ schema, name, columns }) => ({ schema, name, columns }))
}

/** Those that have given out no number yet have none. */
export type Sequence = Omit<Header['sequences'][number], 'value'> & { value: string | null }

/** Sequences stand outside of transactions: read after the snapshot was taken, they are never behind its rows. */
export async function listSequences(client: Client): Promise<Sequence[]> {
  const { rows } = await client.query<Sequence>(
    `select schemaname::text as schema, sequencename::text as name, last_value::text as value
     from pg_sequences where schemaname = any($1) order by 1, 2`,
    [SCHEMAS],
  )
  return rows
}

/** Mails and the like that were to be sent when the snapshot was taken. */
export async function countWaitingJobs(client: Client): Promise<number> {
  const { rows } = await client.query<{ there: boolean }>(
    `select to_regclass('graphile_worker.jobs') is not null as there`,
  )
  if (!rows[0]?.there) return 0
  const jobs = await client.query<{ count: string }>('select count(*) from graphile_worker.jobs')
  return Number(jobs.rows[0]?.count)
}
