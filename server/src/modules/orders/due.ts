import type { FastifyBaseLogger } from 'fastify'
import { sql, transact, type Tx } from '../../kernel/database.ts'

/** What time has run out for, and since when, as the database writes it. */
export type Due = { id: number; since: string }

export type Batch = {
  /** What comes next after this one, longest first and then by id. At most `size` of them. */
  next: (after: Due, size: number) => Promise<Due[]>
  size: number
}

/** Goes on behind the last of the batch before, whatever became of it. */
export const behind = (since: string, id: string, after: Due) =>
  sql<boolean>`(${sql.ref(since)}, ${sql.ref(id)}) > (${after.since}::timestamptz, ${after.id}::bigint)`

/**
 * Does the work for everything that is due, each in a transaction of its own. What fails is passed over until next time: it
 * keeps back nothing that waits behind it, however much of it there is, and is logged in one line.
 */
export async function eachDue(
  db: Tx,
  batch: Batch,
  work: (tx: Tx, id: number) => Promise<void>,
  log: Pick<FastifyBaseLogger, 'error'>,
  message: string,
): Promise<void> {
  const failed: { id: number; error: unknown }[] = []
  try {
    for await (const id of all(batch)) {
      try {
        await transact(db, (tx) => work(tx, id))
      } catch (error) {
        failed.push({ id, error })
      }
    }
  } finally {
    const [first] = failed
    const ids = failed.slice(0, named).map(({ id }) => id)
    if (first !== undefined) log.error({ err: first.error, failed: failed.length, ids }, message)
  }
}

/** Of those that failed, so many are named in the log. */
const named = 20

async function* all({ next, size }: Batch): AsyncGenerator<number> {
  let after: Due | undefined = { id: 0, since: '-infinity' }
  while (after !== undefined) {
    const due: Due[] = await next(after, size)
    yield* due.map(({ id }) => id)
    after = due.length < size ? undefined : due.at(-1)
  }
}
