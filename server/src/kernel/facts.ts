import { readFact, type Fact, type FactType, type Facts } from '@mortar/contract/facts'
import { sql, type Tx } from './database.ts'
import { statementUnread } from './statement.ts'

export type Published = { type: FactType; data: Facts[FactType] }

/** What a transaction has published so far: the mount tells this process at once, others hear it from the relay. */
const published = new WeakMap<Tx, Published[]>()

/**
 * Writes a fact in the transaction that makes it true. One insert, however many react: no NOTIFY and no job here, which
 * would cost a checkout half of its throughput. It is held to its schema, in production too: what cannot be read would be parked by
 * each of its reactions, and a row that came from the database need not be what its type says. For an order of two lines that
 * takes a few microseconds.
 */
export async function publish<T extends FactType>(tx: Tx, type: T, given: Facts[T]): Promise<void> {
  const data = readFact(type, given)
  await insertFact(tx, { type, data: JSON.stringify(data) })
  const list = published.get(tx)
  if (list === undefined) published.set(tx, [{ type, data }])
  else list.push({ type, data })
}

const insertFact = statementUnread<{ type: string; data: string }>(
  ({ type, data }) => sql`insert into kernel.facts (type, data) values (${type}, ${data}::jsonb)`,
)

export function publishedBy(tx: Tx): Published[] {
  return published.get(tx) ?? []
}

/** A job for the world outside: at least once, with a key that makes the second time harmless. */
export type Job = { task: string; payload: unknown; key: string }

/**
 * What a module does when facts become known. `react` runs in a transaction together with the reaction's progress, so its
 * writes happen exactly once; it gets many facts at a time and should write sets.
 */
export type Reaction = {
  /** Its progress is kept under this name. */
  name: string
  types: readonly FactType[]
  /** Where it begins where it is new, or takes a new type: with what becomes known from `now` on, or with all that is `kept`. */
  start: 'now' | 'kept'
  /** What a program of before called it: it goes on where that one is. */
  formerly?: string
  /**
   * The order of facts of two types matters: they are taken in it, by one process at a time and in a transaction of their own.
   * Otherwise facts are in order among those of their type, and the transaction is that of all reactions to which it does not matter.
   */
  ordered?: boolean
  react: (tx: Tx, facts: Fact[]) => Promise<Job[] | void>
}

/** What an earlier program took and none shall take any more: a reaction, or one type of it. */
export type Retired = { reaction: string; type?: string }

/** Types a reaction by the facts it names. */
export function reaction<const T extends FactType>(definition: {
  name: string
  types: readonly T[]
  start: Reaction['start']
  formerly?: string
  ordered?: boolean
  react: (tx: Tx, facts: Fact<T>[]) => Promise<Job[] | void>
}): Reaction {
  return definition as unknown as Reaction
}
