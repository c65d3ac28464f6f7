import { createHash } from 'node:crypto'
import { sql, sendUnread, type Tx } from './database.ts'
import { canonical } from './json.ts'
import type { Person } from './module.ts'
import { must } from './must.ts'
import { Refusal } from './refusal.ts'
import { statementAhead, statementUnread } from './statement.ts'

export type Attempt = { person: Person | null; operationId: string; key: string | string[] | undefined; body: unknown }

/** The same was asked before: what was done now is to be undone, and `answered` says what was answered then. */
export class Repeated extends Error {}

/**
 * Runs `work` once per person, operation and key. The record is inserted first and completed last in the caller's
 * transaction: a duplicate waits on the row (at most lock_timeout, 5 s) and then gets the same answer; a refusal rolls the
 * record back too, so that its key may be used again. Nearly nobody asks twice, so the work does not wait for the insert's
 * answer: throws Repeated where it was done in vain.
 */
export async function once(tx: Tx, attempt: Attempt, work: () => Promise<string>): Promise<string> {
  const { userId, operationId, key, hash } = recordOf(attempt)
  const rows = await insertRecord(tx, { userId, operationId, key, hash })
  const [done] = await Promise.allSettled([work()])
  if ((await rows().catch(refuseInFlight)).length === 0) throw new Repeated('asked before')
  if (done.status === 'rejected') throw done.reason
  const answer = done.value
  await completeRecord(tx, { userId, operationId, key, answer })
  return answer
}

type Record = { userId: number; operationId: string; key: string }

const insertRecord = statementAhead<Record & { hash: Buffer }, object>(
  ({ userId, operationId, key, hash }) => sql`
    insert into kernel.idempotency (user_id, operation, key, body_hash) values (${userId}, ${operationId}, ${key}, ${hash})
    on conflict do nothing returning 1`,
)

const completeRecord = statementUnread<Record & { answer: string }>(
  ({ userId, operationId, key, answer }) => sql`
    update kernel.idempotency set answer = ${answer} where user_id = ${userId} and operation = ${operationId} and key = ${key}`,
)

function refuseInFlight(error: unknown): never {
  if ((error as { code?: string }).code === '55P03') throw new Refusal('idempotency_in_flight')
  throw error
}

/** What was answered to the same before. Refuses idempotency_mismatch where it was not the same. */
export async function answered(tx: Tx, attempt: Attempt): Promise<string> {
  const { userId, operationId, key, hash } = recordOf(attempt)
  const { rows } = await sql<{ body_hash: Buffer; answer: string }>`
    select body_hash, answer from kernel.idempotency where user_id = ${userId} and operation = ${operationId} and key = ${key}`.execute(
    tx,
  )
  const row = rows[0]
  if (row === undefined) throw new Refusal('idempotency_in_flight')
  if (!row.body_hash.equals(hash)) throw new Refusal('idempotency_mismatch')
  return row.answer
}

/** Refuses idempotency_key_required, and invalid_input for a key that is none. */
function recordOf({ person, operationId, key, body }: Attempt) {
  if (typeof key !== 'string') throw new Refusal('idempotency_key_required')
  if (!/^[\x21-\x7e]{1,200}$/.test(key))
    throw new Refusal('invalid_input', {
      errors: [{ field: 'Idempotency-Key', code: 'invalid_format', message: 'must be 1 to 200 visible characters' }],
    })
  const userId = must(person, 'who asks for an operation that takes a key').id
  return { userId, operationId, key, hash: createHash('sha256').update(canonical(body)).digest() }
}

/** What a person was answered bears names and addresses: it goes with them. */
export async function forgetAnswers(tx: Tx, userId: number): Promise<void> {
  await sendUnread(tx, sql`delete from kernel.idempotency where user_id = ${userId}`)
}
