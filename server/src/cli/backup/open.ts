import path from 'node:path'
import { readConfig, type Config } from '../../kernel/config.ts'
import { startPostgres } from '../../kernel/postgres/index.ts'
import { note } from '../command.ts'

export type Open = { url: string; config: Config; filesFolder: string }

/** The database that `npm start` would use, as it is: neither a backup nor a restore may migrate it first. */
export async function withDatabaseAsItIs<T>(work: (open: Open) => Promise<T>): Promise<T> {
  const config = readConfig(process.env)
  const filesFolder = path.join(config.dataFolder, 'files')
  if (config.databaseUrl !== undefined) return work({ url: config.databaseUrl, config, filesFolder })
  const folder = path.join(config.dataFolder, 'postgres')
  const postgres = await startPostgres({ folder, log: (message) => note(`PostgreSQL: ${message}`) })
  try {
    return await work({ url: postgres.url, config, filesFolder })
  } finally {
    await postgres.stop()
  }
}

/** A file as the person names it who stands where npm was called. */
export function named(file: string): string {
  return path.resolve(process.env['INIT_CWD'] ?? process.cwd(), file)
}
