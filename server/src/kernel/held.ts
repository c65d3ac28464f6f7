import type { PoolClient, QueryResult } from 'pg'
import { send, streamOf, type Statement } from './named.ts'

/** A statement that bears one of these is held back, within a transaction: nobody reads its answer, or nobody yet. */
export const unreadMark = '/* unread */'
export const aheadMark = '/* ahead */'

/** What a statement that goes ahead answers at once. */
export type Ahead = { answer: () => Promise<QueryResult> }

type Held = Statement & { answer?: Promise<QueryResult> }

/** What a statement answers that was not sent, or not yet. */
const nothing = { command: 'SELECT', rowCount: 0, rows: [] }

const begins = ({ text }: Statement) => /^(begin|start transaction)\b/i.test(text)
const commits = ({ text }: Statement) => /^commit$/i.test(text)
const rollsBack = ({ text }: Statement) => /^rollback$/i.test(text)
const rollsBackTo = ({ text }: Statement) => /^rollback to\b/i.test(text)
const mayWait = ({ text }: Statement) => text.includes(unreadMark) || text.includes(aheadMark)

/**
 * Sends what it is given over one connection. A begin, and within a transaction what may wait, are held back and go out in one write
 * with the statement that follows them; what is rolled back before that is never sent.
 */
export function holdingBack(client: PoolClient): (text: string, values: unknown[]) => Promise<unknown> {
  let held: Held[] = []
  let isWithin = false
  const letGo = () => {
    const all = held
    held = []
    return all
  }

  const hold = (statement: Held) => {
    held.push(statement)
    return statement.text.includes(aheadMark) ? { ...nothing, rows: [{ answer: () => answerOf(statement) }] } : nothing
  }
  /** To whoever asks for it, perhaps before anything followed. */
  const answerOf = async (statement: Held) => {
    if (statement.answer === undefined) await together(client, letGo())
    if (statement.answer === undefined) throw new Error('what goes ahead was undone before it was sent')
    return statement.answer
  }
  const sendNow = async (statement: Held) => {
    const before = letGo()
    if (before.length === 0) return send(client, statement)
    return (await together(client, [...before, statement])).at(-1)
  }
  const commit = async (statement: Held) => {
    isWithin = false
    return isUnbegun(held) && held.length === 1 ? forget() : sendNow(statement)
  }
  const rollBack = async (statement: Held) => {
    isWithin = false
    if (isUnbegun(held)) return forget()
    forget()
    return send(client, statement)
  }
  /** The savepoint itself went out, and all before it: what is held came after. */
  const rollBackTo = async (statement: Held) => {
    forget()
    return send(client, statement)
  }
  const forget = () => {
    letGo()
    return nothing
  }

  return async (text, values) => {
    const statement: Held = { text, values }
    if (begins(statement)) isWithin = true
    // Outside of a transaction nothing need follow, and the next statement would be somebody else's.
    if (begins(statement) || (isWithin && mayWait(statement))) return hold(statement)
    if (commits(statement)) return commit(statement)
    if (rollsBack(statement)) return rollBack(statement)
    return rollsBackTo(statement) ? rollBackTo(statement) : sendNow(statement)
  }
}

const isUnbegun = ([first]: readonly Held[]) => first !== undefined && begins(first)

/** In one write. */
function together(client: PoolClient, statements: Held[]): Promise<QueryResult[]> {
  const stream = streamOf(client)
  stream.cork()
  try {
    return Promise.all(statements.map((statement) => (statement.answer = send(client, statement))))
  } finally {
    stream.uncork()
  }
}
