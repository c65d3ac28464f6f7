import { ApiError, type Client, type Incoming, type Outgoing, type Problem } from '@mortar/contract'
import { pino, type Logger } from 'pino'
import { readConfig, type Config } from '../../src/kernel/config.ts'
import type { Mail, World } from '../../src/kernel/world.ts'
import { makeServer, type Server } from '../../src/serve.ts'
import { openDatabase, sql, transact, type Tx } from '../../src/kernel/database.ts'
import { strictClient } from './client.ts'
import { aDatabase, asProgram } from './database.ts'
import { quickPasswords } from './people.ts'

/** A whole Mortar on a database of its own, with a clock that tests turn and a mailbox that they read. */
export type Mortar = {
  server: Server
  config: Config
  url: string
  db: Tx
  /** A stranger's client. Every success answer is checked against the contract, strictly. */
  stranger: Client
  as: (accessToken: string, headers?: Record<string, string>) => Client
  /** One raw request, for what the client would not send. */
  raw: (request: Outgoing) => Promise<Incoming>
  clock: { now: Date; advance: (ms: number) => void }
  mailbox: Mail[]
  /** Waits until every fact that is known has reached its reactions. */
  settle: () => Promise<void>
  close: () => Promise<void>
}

/** What is needed of a Mortar to people it, wherever it runs. */
export type Reach = Pick<Mortar, 'stranger' | 'as' | 'db' | 'clock'>

export type MortarOptions = {
  log?: Logger
  /** What becomes of mails instead of the mailbox. */
  send?: (mail: Mail) => Promise<void>
  /** What else is served, before the server is ready. */
  before?: (server: Server, config: Config) => Promise<void>
}

export async function aMortar(env: Record<string, string> = {}, options: MortarOptions = {}): Promise<Mortar> {
  const { url, drop } = await aDatabase()
  const config = {
    ...readConfig({ MORTAR_DEMO: '1', MORTAR_POOL_SIZE: '6', MORTAR_RATE_LIMITS: 'off', LOG_LEVEL: 'silent', ...env }),
    secret: 'a secret that only tests know, and long enough',
  }
  const clock = { now: new Date(), advance: (ms: number) => void (clock.now = new Date(clock.now.getTime() + ms)) }
  const mailbox: Mail[] = []
  const send = options.send ?? (async (mail: Mail) => void mailbox.push(mail))
  const world: World = { now: () => clock.now, mail: { sends: true, send } }
  const log = options.log ?? pino({ level: config.logLevel })
  const server = await makeServer({ config, url: asProgram(url), world, log, passwords: quickPasswords() })
  // The test's own hand in the database is its owner's: it may do what no server can.
  const own = openDatabase({ url, size: 3, onError: () => undefined, name: 'mortar-test' })
  await options.before?.(server, config)
  await server.app.ready()
  const raw = transportTo(server)
  return {
    server,
    config,
    url,
    db: own.tx,
    stranger: strictClient(raw),
    as: (token, headers = {}) => strictClient(raw, { authorization: `Bearer ${token}`, ...headers }),
    raw,
    clock,
    mailbox,
    settle: () => server.relay.drain(),
    close: async () => {
      await server.stop()
      await own.close()
      await drop()
    },
  }
}

function transportTo(server: Server) {
  return async ({ method, url, headers, body }: Outgoing): Promise<Incoming> => {
    const answer = await server.app.inject({
      method: method as 'GET',
      url,
      headers,
      ...(body === undefined ? {} : { payload: body }),
    })
    return { status: answer.statusCode, headers: answer.headers as Record<string, string>, body: answer.body }
  }
}

/** The problem document of a call that must be refused. */
export async function refusalOf(call: Promise<unknown>): Promise<Problem> {
  try {
    await call
  } catch (error) {
    if (error instanceof ApiError) return error.problem
    throw error
  }
  throw new Error('the call was expected to be refused, and succeeded')
}

/** Every row that breaks an invariant, by its name. Empty is good. */
export async function broken(db: Tx, invariants: { name: string; sql: string }[]): Promise<Record<string, unknown[]>> {
  return transact(db, async (tx) => {
    // After minutes of load there is more to go through than a request may take.
    await sql`set local statement_timeout = 0`.execute(tx)
    const found: Record<string, unknown[]> = {}
    for (const each of invariants) {
      const { rows } = await sql<object>`${sql.raw(each.sql)}`.execute(tx)
      if (rows.length > 0) found[each.name] = rows
    }
    return found
  })
}

export * from './database.ts'
export * from './people.ts'
