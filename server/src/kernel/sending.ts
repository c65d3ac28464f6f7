import { sql, type PostgresDialect, type RawBuilder } from 'kysely'
import type { Pool, PoolClient } from 'pg'
import { aheadMark, holdingBack, unreadMark, type Ahead } from './held.ts'

type Executor = Parameters<RawBuilder<unknown>['execute']>[0]

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

export type { Ahead }

export type KyselyPool = ConstructorParameters<typeof PostgresDialect>[0]['pool']

/** Kysely asks a pool for clients and gives them text: here begin waits for company, and so does what may (`held.ts`). */
export function sending(pool: Pool): KyselyPool {
  const wrapped = new WeakMap<PoolClient, object>()
  const wrap = (client: PoolClient) => {
    const made = { query: holdingBack(client), release: (isBroken?: boolean) => client.release(isBroken) }
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
