import { randomBytes } from 'node:crypto'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import path from 'node:path'
import pg from 'pg'
import type { TestProject } from 'vitest/node'
import { pino } from 'pino'
import { openDatabase } from '../../src/kernel/database.ts'
import { prepareJobs } from '../../src/kernel/jobs.ts'
import { prepareDatabase, programRole } from '../../src/kernel/program-role.ts'
import { startPostgres } from '../../src/kernel/postgres/index.ts'
import { quickFolder } from './quick.ts'

/** One cluster for the run, not durable, with one migrated template: each test file then copies it in some 30 ms. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(path.join(await quickFolder(), 'mortar-test-'))
  // Where root starts the cluster, its account has to enter the folder; else it would live elsewhere and be left behind.
  await chmod(folder, 0o711)
  const given = process.env['TEST_DATABASE_URL']
  const postgres =
    given === undefined
      ? await startPostgres({ folder, log: () => undefined, durable: false, settings: { max_connections: '300' } })
      : { url: given, stop: async () => undefined }
  const programPassword = await makeProgramRole(postgres.url)
  await makeTemplate(postgres.url)
  project.provide('postgresUrl', postgres.url)
  // Quicker where nothing waits for a disk, slower where it does.
  project.provide('copying', given === undefined ? 'file_copy' : 'wal_log')
  project.provide('programPassword', programPassword)
  return async () => {
    await postgres.stop()
    await rm(folder, { recursive: true, force: true })
  }
}

/** Servers under test are whom they are in life; where we may make no role, they own their database. */
async function makeProgramRole(url: string): Promise<string | null> {
  const password = randomBytes(16).toString('hex')
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    const { rowCount } = await client.query('select from pg_roles where rolname = $1', [programRole])
    if (!rowCount) await client.query(`create role ${programRole}`)
    await client.query(`alter role ${programRole} login password '${password}'`)
    return password
  } catch (error) {
    if ((error as { code?: string }).code === '42501') return null
    throw error
  } finally {
    await client.end()
  }
}

async function makeTemplate(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  await client.query('drop database if exists mortar_template with (force)')
  // Of a run before, on a server that outlives runs: see aDatabaseLike.
  await client.query('drop database if exists mortar_demo with (force)')
  await client.query('create database mortar_template')
  await client.end()
  const template = new URL(url)
  template.pathname = '/mortar_template'
  await prepareDatabase(template.href)
  const database = openDatabase({ url: template.href, size: 1, onError: () => undefined })
  await prepareJobs(database.pool, pino({ level: 'silent' }))
  await database.close()
}
