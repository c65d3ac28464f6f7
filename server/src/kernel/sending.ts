import { sql, type PostgresDialect, type RawBuilder } from 'kysely'
import type { Pool, PoolClient, QueryResult } from 'pg'
import { send, streamOf, type Statement } from './named.ts'

type Executor = Parameters<RawBuilder<unknown>['execute']>[0]

const unreadMark = '/* unread */'
const aheadMark = '/* ahead */'
const unread: RawBuilder<unknown> = sql.raw(unreadMark)
const ahead: RawBuilder<unknown> = sql.raw(aheadMark)

/**
 * A statement of a transaction whose answer nobody reads: it is sent together with the next one, commit at the latest, and its
 * error becomes that one's. It saves a round trip, which is most of what a small statement costs. Outside of a transaction
 * it is sent at once.
 */
export async function sendUnread(tx: Executor, statement: RawBuilder<unknown>): Promise<void> {
  await asUnread(statement).execute(tx)
}

export const asUnread = <T>(statement: RawBuilder<T>): RawBuilder<T> => sql`${statement} ${unread}`

/**
 * Sends a statement together with the transaction's next one, which does not wait for its answer: a check that nearly always
 * says yes costs no round trip. Answers the way to its rows, which sends it if nothing has followed yet. Should it fail, so
 * does all that follows it, and asking for its rows says why.
 */
export async function sentAhead<T>(tx: Executor, statement: RawBuilder<T>): Promise<() => Promise<T[]>> {
  const { rows } = await asAhead(statement).execute(tx)
  return rowsAhead<T>(rows)
}

export const asAhead = (statement: RawBuilder<unknown>): RawBuilder<Ahead> => sql<Ahead>`${statement} ${ahead}`

/** The way to the rows of a statement that went ahead. */
export function rowsAhead<T>([sent]: Ahead[]): () => Promise<T[]> {
  if (sent === undefined) throw new Error('what goes ahead goes in a transaction')
  return async () => (await sent.answer()).rows as T[]
}

/** What a statement that goes ahead answers at once. */
export type Ahead = { answer: () => Promise<QueryResult> }

export type KyselyPool = ConstructorParameters<typeof PostgresDialect>[0]['pool']

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

const begins = /^(begin|start transaction)\b/i
const rollsBack = /^rollback$/i
const undoes = /^rollback to\b/i
const ends = /^(commit|rollback)$/i
const waits = /\/\* (unread|ahead) \*\//

type Held = Statement & { answer?: Promise<QueryResult> }

/** What a statement that was not sent answers. */
const nothing = { command: 'SELECT', rowCount: 0, rows: [] }

/** A begin, what is marked unread, and what goes ahead are held back and go out in one write with the statement that follows. */
function querying(client: PoolClient) {
  let held: Held[] = []
  let isWithin = false
  const answerOf = async (statement: Held) => {
    if (statement.answer === undefined) await together(client, held.splice(0))
    if (statement.answer === undefined) throw new Error('what goes ahead was undone before it was sent')
    return statement.answer
  }
  return async (text: string, values: unknown[]): Promise<unknown> => {
    const statement: Held = { text, values }
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

function together(client: PoolClient, statements: Held[]): Promise<QueryResult[]> {
  const stream = streamOf(client)
  stream.cork()
  try {
    return Promise.all(statements.map((statement) => (statement.answer = send(client, statement))))
  } finally {
    stream.uncork()
  }
}
