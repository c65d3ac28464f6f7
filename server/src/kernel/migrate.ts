import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import type { Client } from 'pg'
import { clientOf } from './client.ts'
import { ConfigError } from './config.ts'

const folder = new URL('../../migrations/', import.meta.url)
/** One lock for all processes that start at once. The number is arbitrary and ours. */
const lockKey = 7_220_417
const insufficientPrivilege = '42501'

export type Migration = { version: number; name: string; text: string; checksum: string }

export function listMigrations(): Migration[] {
  return readdirSync(folder)
    .filter((name) => /^\d{4}_.+\.sql$/.test(name))
    .sort()
    .map((name) => {
      const text = readFileSync(new URL(name, folder), 'utf8')
      return {
        version: Number(name.slice(0, 4)),
        name,
        text,
        checksum: createHash('sha256').update(text).digest('hex'),
      }
    })
}

/**
 * Brings the schema up to date (or up to `target`), each migration in its own transaction, one process at a time.
 * Returns the names it applied. A migration that was applied and then edited is refused.
 */
export async function migrate(url: string, target = Number.POSITIVE_INFINITY): Promise<string[]> {
  const client = clientOf({
    connectionString: url,
    application_name: 'mortar-migrate',
    connectionTimeoutMillis: 10_000,
  })
  await client.connect()
  try {
    // A user who may change nothing may still start where there is nothing to do.
    if (await isUpToDate(client, target)) return []
    await client.query('select pg_advisory_lock($1)', [lockKey])
    await client.query(
      `create table if not exists public.mortar_migrations
         (version integer primary key, name text not null, checksum text not null, applied_at timestamptz not null default now())`,
    )
    const { rows } = await client.query<{ version: number; checksum: string }>(
      'select version, checksum from public.mortar_migrations',
    )
    const applied = new Map(rows.map((row) => [row.version, row.checksum]))
    const done: string[] = []
    for (const migration of listMigrations()) {
      const checksum = applied.get(migration.version)
      if (checksum !== undefined && checksum !== migration.checksum)
        throw new Error(`Migration ${migration.name} was changed after it had been applied to this database.`)
      if (checksum !== undefined || migration.version > target) continue
      await apply(client, migration)
      done.push(migration.name)
    }
    return done
  } catch (error) {
    if ((error as { code?: string }).code !== insufficientPrivilege) throw error
    throw new ConfigError(
      'The database has to be brought up to date, which the user of DATABASE_URL may not do: run npm run migrate with the address of its owner.',
      { cause: error },
    )
  } finally {
    await client.end()
  }
}

async function isUpToDate(client: Client, target: number): Promise<boolean> {
  const { rows } = await client.query<{ there: boolean }>(
    `select to_regclass('public.mortar_migrations') is not null as there`,
  )
  if (rows[0]?.there !== true) return false
  const applied = await client.query<{ version: number; checksum: string }>(
    'select version, checksum from public.mortar_migrations',
  )
  const checksums = new Map(applied.rows.map((row) => [row.version, row.checksum]))
  return listMigrations().every(({ version, checksum }) => version > target || checksums.get(version) === checksum)
}

async function apply(client: Client, { version, name, text, checksum }: Migration): Promise<void> {
  await client.query('begin')
  try {
    await client.query("set local lock_timeout = '10s'")
    await client.query(text)
    await client.query('insert into public.mortar_migrations (version, name, checksum) values ($1, $2, $3)', [
      version,
      name,
      checksum,
    ])
    await client.query('commit')
  } catch (error) {
    await client.query('rollback')
    if ((error as { code?: string }).code === insufficientPrivilege) throw error
    throw new Error(`Migration ${name} failed: ${(error as Error).message}`, { cause: error })
  }
}
