import { setTimeout as sleep } from 'node:timers/promises'
import { DatabaseError, Pool, types, type ClientConfig } from 'pg'
import { Kysely, PostgresDialect, sql } from 'kysely'
import { clientOf } from './client.ts'
import type { DB } from './generated/schema.ts'
import { sending, type KyselyPool } from './sending.ts'
import { sharing } from './sharing.ts'
import { silencing } from './silence.ts'

export { dynamic } from './named.ts'
export { sentAhead, sendUnread } from './sending.ts'
export { sql }
export type { DB }

/** The pool, for single statements; or a transaction. Use cases take it first and never open one themselves. */
export type Tx = Kysely<DB>

/** `brief`: for statements that take well under a millisecond, wait for no lock and need no transaction; see `sharing`. */
export type Database = {
  tx: Tx
  brief: Tx
  pool: Pool
  /** True: nothing that is sent is answered any more, so connections end at once and nobody waits for a new one, until false. */
  silence: (isSilent: boolean) => void
  close: () => Promise<void>
}

const sharedConnections = 2

// Numbers: ids, amounts and counts stay below 2^53. Instants are text in RFC 3339, days are text: one form everywhere.
types.setTypeParser(types.builtins.INT8, Number)
types.setTypeParser(types.builtins.NUMERIC, Number)
types.setTypeParser(types.builtins.DATE, (text) => text)
types.setTypeParser(types.builtins.TIMESTAMPTZ, rfc3339)

/** `2026-01-02 03:04:05.678901+00`, as a server in UTC writes it, to `2026-01-02T03:04:05.678Z`. */
export function rfc3339(text: string): string {
  const fraction = text.slice(19, text.indexOf('+', 19))
  return `${text.slice(0, 10)}T${text.slice(11, 19)}${fraction.slice(0, 4).padEnd(fraction === '' ? 0 : 4, '0')}Z`
}

export type PoolOptions = {
  url: string
  size: number
  onError: (error: Error) => void
  name?: string
  /** After this long without an answer the network is taken for dead, and the connection with it. */
  query_timeout_ms?: number
  /** How long a caller waits for a free connection. */
  connect_timeout_ms?: number
}

export function openDatabase({
  url,
  size,
  onError,
  name = 'mortar',
  query_timeout_ms = 20_000,
  connect_timeout_ms = 5_000,
}: PoolOptions): Database {
  const options: ClientConfig = {
    connectionString: url,
    application_name: name,
    connectionTimeoutMillis: connect_timeout_ms,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    // The server gives up first; the client's own limit covers a network that swallows packets.
    statement_timeout: 15_000,
    query_timeout: query_timeout_ms,
    lock_timeout: 5_000,
    idle_in_transaction_session_timeout: 30_000,
    // Statements that need not wait for each other's answers are sent together; see sending.ts.
    pipeline: true,
    // Scans begin where the table begins, so that the pages of one search follow one order.
    options: '-c TimeZone=UTC -c synchronize_seqscans=off',
  }
  const pool = new Pool({ ...options, max: size, idleTimeoutMillis: 60_000 })
  pool.on('error', onError)
  // A client that is checked out needs a listener of its own, or its connection's end would end the process.
  pool.on('connect', (client) => client.on('error', onError))
  const silence = silencing()
  pool.on('connect', silence.know)
  const dialect = (from: KyselyPool) => new PostgresDialect({ pool: silence.guard(from) })
  const tx = new Kysely<DB>({ dialect: dialect(sending(pool)) })
  const open = () => {
    const client = clientOf(options)
    client.on('error', onError)
    silence.know(client)
    return client
  }
  const brief = new Kysely<DB>({ dialect: dialect(sharing(open, sharedConnections)) })
  const close = async () => {
    await served(pool)
    // Kysely ends a pool only if it ever used it, so the pool is ended here.
    await Promise.all([tx.destroy(), brief.destroy()])
    await pool.end()
  }
  return { tx, brief, pool, silence: silence.set, close }
}

/** A pool that ends forgets those who still wait for a connection of it, and they fail long after: they go first. */
async function served(pool: Pool): Promise<void> {
  for (let tries = 0; pool.waitingCount > 0 && tries < 500; tries++) await sleep(10)
}

/** Runs `work` in one transaction: all of it or nothing. */
export function transact<T>(db: Tx, work: (tx: Tx) => Promise<T>): Promise<T> {
  return db.transaction().execute(work)
}

/** The name of the constraint a statement broke, if that is why it failed. */
export function brokenConstraint(error: unknown): string | undefined {
  if (!(error instanceof DatabaseError)) return undefined
  return error.code?.startsWith('23') ? error.constraint : undefined
}

const away = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ENOENT',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  '40001',
  '40P01',
  '55P03',
  '57014',
])

/** Classes of errors that pass: no connection, no disk, memory or connection left, and an operator's doing. */
const passing = /^(08|53|57P)/

/** True when the database is away, overloaded or full: the same call may succeed later. */
export function isDatabaseAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const code = (error as { code?: string }).code ?? ''
  if (away.has(code) || passing.test(code)) return true
  return /Connection terminated|timeout exceeded when trying to connect|timeout expired|Query read timeout|Client has encountered a connection error|not queryable/.test(
    error.message,
  )
}
