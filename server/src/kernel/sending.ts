import type { PostgresDialect, RawBuilder } from 'kysely'
import { sql } from 'kysely'
import type { Writable } from 'node:stream'
import type { Client, ClientBase, Pool, PoolClient, QueryResult } from 'pg'

const unnamedMark = '/* unnamed */'
const unreadMark = '/* unread */'
const aheadMark = '/* ahead */'

/**
 * Marks a statement whose text varies with its input, such as a search with optional filters: it is planned for its own
 * values each time. Measured: 35.7 ms named, 1.1 ms unnamed for a search with six filters.
 */
export const dynamic: RawBuilder<unknown> = sql.raw(unnamedMark)

/**
 * Marks a statement of a transaction whose answer nobody reads: it is sent together with the next one, commit at the
 * latest, and its error becomes that one's. It saves a round trip, which is most of what a small statement costs.
 */
export const unread: RawBuilder<unknown> = sql.raw(unreadMark)

/**
 * Marks a statement of a transaction that is to be sent together with the next one, but whose answer is read later.
 */
const ahead: RawBuilder<unknown> = sql.raw(aheadMark)

type Executor = Parameters<RawBuilder<unknown>['execute']>[0]

/**
 * Sends a statement together with the transaction's next one, which does not wait for its answer: a check that nearly always
 * says yes costs no round trip. Answers the way to its rows, which sends it if nothing has followed yet. Should it fail, so
 * does all that follows it, and asking for its rows says why.
 */
export async function sentAhead<T>(tx: Executor, statement: RawBuilder<T>): Promise<() => Promise<T[]>> {
  const { rows } = await sql<Ahead>`${statement} ${ahead}`.execute(tx)
  const [sent] = rows
  if (sent === undefined) throw new Error('what goes ahead goes in a transaction')
  return async () => (await sent.answer()).rows as T[]
}

/** What a statement that goes ahead answers at once. */
type Ahead = { answer: () => Promise<QueryResult> }

/** Statement names, by text. Past the bound, statements go unnamed rather than fill every connection's memory. */
const names = new Map<string, string>()
const maxNames = 2_000

function nameOf(text: string): string | undefined {
  const known = names.get(text)
  if (known !== undefined) return known
  if (names.size >= maxNames || control.test(text) || text.includes(unnamedMark)) return undefined
  const name = `s${names.size}`
  names.set(text, name)
  return name
}

const control = /^(begin|start transaction|commit|rollback|savepoint|release|rollback to)\b/i
const begins = /^(begin|start transaction)\b/i
const rollsBack = /^rollback$/i
const undoes = /^rollback to\b/i
const ends = /^(commit|rollback)$/i
const waits = /\/\* (unread|ahead) \*\//

type Statement = { text: string; values: unknown[]; answer?: Promise<QueryResult> }
export type KyselyPool = ConstructorParameters<typeof PostgresDialect>[0]['pool']

/** What a statement that was not sent answers. */
const nothing = { command: 'SELECT', rowCount: 0, rows: [] }

/** Kysely asks a pool for clients and gives them text: here each text gets its name, and begin waits for company. */
export function sending(pool: Pool): KyselyPool {
  const wrapped = new WeakMap<PoolClient, object>()
  const wrap = (client: PoolClient) => {
    const made = { query: querying(client), release: (isBroken?: boolean) => client.release(isBroken) }
    wrapped.set(client, made)
    return made
  }
  return {
    connect: async () => {
      const client = await pool.connect()
      return wrapped.get(client) ?? wrap(client)
    },
    end: async () => undefined,
  } as unknown as KyselyPool
}

/**
 * A few connections that all callers use at once: statements follow each other without waiting for answers. For statements
 * that take well under a millisecond, wait for no lock and are each whole by themselves: behind a slow one all others would
 * wait, and a transaction would swallow them. What is spared is waking a sleeping process for each statement, which costs
 * more than such a statement does: measured on product pages, a third more of them from the same two cores.
 */
export function sharing(open: () => Client, size: number): KyselyPool {
  const clients: (Promise<Client> | undefined)[] = Array.from({ length: size })
  let turn = 0
  const connected = (at: number) => {
    const client = open()
    const connection = client.connect().then(() => client)
    // What a lost one has to say last must not forget the one in its place.
    const forget = () => {
      if (clients[at] === connection) clients[at] = undefined
    }
    client.on('error', forget)
    client.on('end', forget)
    connection.catch(forget)
    return connection
  }
  const wrapped = new WeakMap<Client, object>()
  const wrap = (client: Client) => {
    const query = (text: string, values: unknown[]) => {
      gather(client)
      return send(client, { text, values })
    }
    const made = { query, release: () => undefined }
    wrapped.set(client, made)
    return made
  }
  return {
    connect: async () => {
      turn = (turn + 1) % size
      const client = await (clients[turn] ??= connected(turn))
      return wrapped.get(client) ?? wrap(client)
    },
    end: async () => {
      const connections = clients.flatMap((client) => (client === undefined ? [] : [client]))
      for (const connection of await Promise.allSettled(connections))
        if (connection.status === 'fulfilled') await connection.value.end()
    },
  } as unknown as KyselyPool
}

/** What is asked in one turn of the event loop goes out in one write: each write wakes the process at the other end. */
function gather(client: ClientBase): void {
  const { stream } = (client as unknown as Corked).connection
  if (stream.writableCorked > 0) return
  stream.cork()
  setImmediate(() => stream.uncork())
}

/** A begin, what is marked unread, and what goes ahead are held back and go out in one write with the statement that follows. */
function querying(client: PoolClient) {
  let held: Statement[] = []
  let isWithin = false
  const answerOf = async (statement: Statement) => {
    if (statement.answer === undefined) await together(client, held.splice(0))
    if (statement.answer === undefined) throw new Error('what goes ahead was undone before it was sent')
    return statement.answer
  }
  return async (text: string, values: unknown[]): Promise<unknown> => {
    const statement: Statement = { text, values }
    if (begins.test(text)) isWithin = true
    // Outside of a transaction nothing need follow, and the next statement would be somebody else's.
    if (begins.test(text) || (isWithin && waits.test(text))) {
      held.push(statement)
      return text.includes(aheadMark) ? { ...nothing, rows: [{ answer: () => answerOf(statement) }] } : nothing
    }
    if (ends.test(text)) isWithin = false
    const before = held
    held = []
    // The savepoint itself went out, and all before it: what is held came after, and is undone by never being sent.
    if (undoes.test(text)) return send(client, statement)
    const isUnbegun = before[0] !== undefined && begins.test(before[0].text)
    if (rollsBack.test(text)) return isUnbegun ? nothing : send(client, statement)
    if (isUnbegun && before.length === 1 && text === 'commit') return nothing
    if (before.length === 0) return send(client, statement)
    const answers = await together(client, [...before, statement])
    return answers.at(-1)
  }
}

type Corked = { connection: { stream: Pick<Writable, 'cork' | 'uncork' | 'writableCorked'> } }

function together(client: PoolClient, statements: Statement[]): Promise<QueryResult[]> {
  const { stream } = (client as unknown as Corked).connection
  stream.cork()
  try {
    return Promise.all(statements.map((statement) => (statement.answer = send(client, statement))))
  } finally {
    stream.uncork()
  }
}

function send(client: ClientBase, { text, values }: Statement): Promise<QueryResult> {
  const name = nameOf(text)
  const answer = client.query(name === undefined ? { text, values } : { name, text, values })
  answer.catch((error: Error) => endIfSilent(client, error))
  return answer
}

/** A connection that owes an answer would make the next caller wait for it in vain: it goes, and the pool opens another. */
function endIfSilent(client: ClientBase, error: Error): void {
  if (error.message === 'Query read timeout') void (client as Client).end()
}
