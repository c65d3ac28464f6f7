import { sql, type RawBuilder } from 'kysely'
import type { Tx } from './database.ts'
import { asAhead, asUnread, rowsAhead, type Ahead } from './sending.ts'

/** A value at hand, or its place in a statement that is put together before there is one. */
export type Value<T> = T | RawBuilder<T>

export type Places<V> = { [Name in keyof V]: RawBuilder<V[Name]> }
type Build<V, R> = (places: Places<V>) => RawBuilder<R>

/**
 * A statement whose text never varies, put together once: a product's page spent a sixth of this process's time on the text of its
 * one statement. `build` gets a place for each value and answers the statement of rows `R`.
 */
export function statement<V extends object, R>(build: Build<V, R>): (tx: Tx, values: V) => Promise<R[]> {
  const places = new Proxy({} as Places<V>, { get: (_, name) => sql.val(new Place(name as string)) })
  let made: ReturnType<RawBuilder<R>['compile']> | undefined
  return async (tx, values) => {
    made ??= build(places).compile(tx)
    const parameters = made.parameters.map((each) => (each instanceof Place ? values[each.name as keyof V] : each))
    const { rows } = await tx.executeQuery<R>({ ...made, parameters })
    return rows
  }
}

/** The same of one whose answer nobody reads: see `sendUnread`. */
export function statementUnread<V extends object>(build: Build<V, unknown>): (tx: Tx, values: V) => Promise<void> {
  const send = statement<V, unknown>((places) => asUnread(build(places)))
  return async (tx, values) => void (await send(tx, values))
}

/** The same of one that goes ahead: see `sentAhead`. */
export function statementAhead<V extends object, R>(
  build: Build<V, R>,
): (tx: Tx, values: V) => Promise<() => Promise<R[]>> {
  const send = statement<V, Ahead>((places) => asAhead(build(places)))
  return async (tx, values) => rowsAhead<R>(await send(tx, values))
}

/** Where a value stands. */
class Place {
  readonly name: string
  constructor(name: string) {
    this.name = name
  }
}
