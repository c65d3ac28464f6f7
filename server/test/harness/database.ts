import { randomBytes } from 'node:crypto'
import { Client } from 'pg'
import { inject } from 'vitest'
import { programRole } from '../../src/kernel/program-role.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    /** Of a cluster that holds the migrated template database. */
    postgresUrl: string
    /** Of the role that servers are; null where they own their databases. */
    programPassword: string | null
    /** How a database is copied from its template. */
    copying: 'file_copy' | 'wal_log'
  }
}

export const postgresUrl = (database: string): string => {
  const url = new URL(inject('postgresUrl'))
  url.pathname = `/${database}`
  return url.href
}

/** The same database for whom a server is in it. */
export function asProgram(url: string): string {
  const password = inject('programPassword')
  if (password === null) return url
  const program = new URL(url)
  program.username = programRole
  program.password = password
  return program.href
}

/** A migrated database without rows of ours, copied from the template; `from: null` is an empty one. */
export async function aDatabase(
  from: string | null = 'mortar_template',
): Promise<{ url: string; drop: () => Promise<void> }> {
  const name = `test_${randomBytes(8).toString('hex')}`
  await admin(`create database ${name} template ${from ?? 'template1'} strategy ${inject('copying')}`)
  return { url: postgresUrl(name), drop: () => admin(`drop database if exists ${name} with (force)`) }
}

/** One that is filled once for the whole run, by whoever comes first, and copied from then on. */
export async function aDatabaseLike(
  name: string,
  fill: (url: string) => Promise<unknown>,
): ReturnType<typeof aDatabase> {
  const client = new Client({ connectionString: inject('postgresUrl') })
  await client.connect()
  try {
    await client.query('select pg_advisory_lock(hashtextextended($1, 0))', [name])
    const { rowCount } = await client.query('select from pg_database where datname = $1', [name])
    if (rowCount === 0) {
      const { url } = await aDatabase()
      await fill(url)
      await client.query(`alter database ${new URL(url).pathname.slice(1)} rename to ${name}`)
    }
  } finally {
    await client.end()
  }
  return aDatabase(name)
}

async function admin(statement: string): Promise<void> {
  const client = new Client({ connectionString: inject('postgresUrl') })
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}
