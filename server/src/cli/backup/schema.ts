import type { Client } from 'pg'
import { listMigrations } from '../../kernel/migrate.ts'
import { SCHEMAS, appliedMigrations } from './catalog.ts'
import { BackupFault, type Header } from './format.ts'

/** A backup fits if the migrations it was made with are the first ones of this Mortar, unchanged. Later ones follow at the next start. */
export function refuseOtherSchema({ migrations }: Header): void {
  const known = listMigrations()
  if (migrations.length > known.length)
    throw new BackupFault(
      'The backup was made by a newer Mortar: restore it with that one, or update this one. Nothing was changed.',
    )
  const stranger = migrations.find(
    ({ version, checksum }, at) => known[at]?.version !== version || known[at]?.checksum !== checksum,
  )
  if (stranger)
    throw new BackupFault(
      `The backup was made with another ${stranger.name} than this Mortar has. Nothing was changed.`,
    )
}

/** Restoring over data would lose it, and beside it would mix the two. */
export async function refuseTables(client: Client): Promise<void> {
  const { rows } = await client.query<{ table: string }>(
    `select schemaname || '.' || tablename as table from pg_tables where schemaname = any($1) order by 1 limit 1`,
    [SCHEMAS],
  )
  const used = rows[0]?.table ?? ((await appliedMigrations(client)).length > 0 ? 'mortar_migrations' : undefined)
  if (used)
    throw new BackupFault(
      `The database holds Mortar's tables already (${used}): restore into an empty one, with another DATABASE_URL or MORTAR_DATA. Nothing was changed.`,
    )
}

/** In the caller's transaction, so that a restore that fails leaves no schema behind. Their record comes with the backup's rows. */
export async function applyMigrations(client: Client, { migrations }: Header): Promise<void> {
  for (const { text } of listMigrations().slice(0, migrations.length)) await client.query(text)
}
