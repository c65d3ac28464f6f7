import { sql, type RawBuilder } from 'kysely'
import type { Value } from './statement.ts'

/**
 * What the contract calls a column, for each that is said as it is. Said once, it serves a statement that reads rows and an
 * answer made from a row at hand. Words and columns are ours, never input.
 */
export type Words = Readonly<Record<string, string>>

/** For a select: the columns of the table so called, by their words. */
export const columnsOf = (words: Words, table: string): RawBuilder<unknown> =>
  sql.join(Object.entries(words).map(([word, column]) => sql`${sql.ref(`${table}.${column}`)} as ${sql.ref(word)}`))

/** The same as one JSON object, with what else it says. */
export const jsonOf = (
  words: Words,
  table: string,
  more: Record<string, RawBuilder<unknown>> = {},
): RawBuilder<unknown> =>
  sql`json_build_object(${sql.join([
    ...Object.entries(words).flatMap(([word, column]) => [sql.lit(word), sql.ref(`${table}.${column}`)]),
    ...Object.entries(more).flatMap(([word, value]) => [sql.lit(word), value]),
  ])})`

/** An instant inside JSON, as the API says it. */
export const instantJson = (column: string): RawBuilder<unknown> =>
  sql`to_char(${sql.ref(column)} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`

type Said<W extends Words, R> = { [Word in keyof W]: W[Word] extends keyof R ? R[W[Word]] : never }

/** The same of a row at hand. */
export function said<const W extends Words, R extends Record<W[keyof W], unknown>>(words: W, row: R): Said<W, R> {
  const columns = Object.entries(words) as [keyof W, W[keyof W]][]
  return Object.fromEntries(columns.map(([word, column]) => [word, row[column]])) as Said<W, R>
}

/** The PostgreSQL type of each column that rows are written by. */
export type Columns = Readonly<Record<string, string>>

/** Rows at hand, as JSON, as a table `i` of these columns; and their names, for an insert. */
export const rowsOf = (rows: Value<string>, columns: Columns): RawBuilder<unknown> =>
  sql`json_to_recordset(${rows}::json) as i (${sql.raw(
    Object.entries(columns)
      .map((each) => each.join(' '))
      .join(', '),
  )})`

export const namesOf = (columns: Columns, table?: string): RawBuilder<unknown> =>
  sql.join(Object.keys(columns).map((name) => sql.ref(table === undefined ? name : `${table}.${name}`)))
