import { DatabaseError, type Client } from 'pg'
import { clientOf } from '../../kernel/client.ts'
import { isDatabaseAway } from '../../kernel/database.ts'
import { BackupFault } from './format.ts'

/** One connection without time limits, whose text forms of values are the same wherever a backup is made and restored. */
export async function withClient<T>(url: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = clientOf({
    connectionString: url,
    application_name: 'mortar-backup',
    connectionTimeoutMillis: 10_000,
    keepAlive: true,
  })
  await client.connect().catch((cause: Error) => {
    throw new BackupFault(`The database cannot be reached: ${cause.message}.`, { cause })
  })
  try {
    for (const [name, value] of Object.entries(SETTINGS)) await client.query(`set ${name} = '${value}'`)
    return await work(client)
  } catch (error) {
    throw isOutside(error) ? new BackupFault(`The database fails: ${error.message}.`, { cause: error }) : error
  } finally {
    await client.end()
  }
}

/** Away, full, or refusing this user: for whoever runs the database to see to. */
function isOutside(error: unknown): error is Error {
  const isOfAFile = 'path' in (error as object)
  return (
    (isDatabaseAway(error) && !isOfAFile) || (error instanceof DatabaseError && /^(28|3D|42501)/.test(error.code ?? ''))
  )
}

const SETTINGS = {
  client_encoding: 'UTF8',
  datestyle: 'ISO',
  intervalstyle: 'postgres',
  timezone: 'UTC',
  bytea_output: 'hex',
  extra_float_digits: '1',
  statement_timeout: '0',
  idle_in_transaction_session_timeout: '0',
}
