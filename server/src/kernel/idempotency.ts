import { createHash } from 'node:crypto'
import { sql, unread, type Tx } from './database.ts'
import { canonical } from './json.ts'
import type { Person } from './module.ts'
import { must } from './must.ts'
import { Refusal } from './refusal.ts'

type Attempt = { person: Person | null; operationId: string; key: string | string[] | undefined; body: unknown }

/**
 * Runs `work` once per person, operation and key. The record is inserted first and completed last in the caller's
 * transaction: a duplicate waits on the row (at most lock_timeout, 5 s) and then gets the same answer; a refusal rolls the
 * record back too, so that its key may be used again.
 */
export async function once(
  tx: Tx,
  { person, operationId, key, body }: Attempt,
  work: () => Promise<string>,
): Promise<string> {
  if (typeof key !== 'string') throw new Refusal('idempotency_key_required')
  if (!/^[\x21-\x7e]{1,200}$/.test(key))
    throw new Refusal('invalid_input', {
      errors: [{ field: 'Idempotency-Key', code: 'invalid_format', message: 'must be 1 to 200 visible characters' }],
    })
  const userId = must(person, 'who asks for an operation that takes a key').id
  const hash = createHash('sha256').update(canonical(body)).digest()
  if (!(await claim(tx, userId, operationId, key, hash))) return repeat(tx, userId, operationId, key, hash)
  const answer = await work()
  await sql`update kernel.idempotency set answer = ${answer} where user_id = ${userId} and operation = ${operationId} and key = ${key} ${unread}`.execute(
    tx,
  )
  return answer
}

async function claim(tx: Tx, userId: number, operation: string, key: string, hash: Buffer): Promise<boolean> {
  try {
    const { rows } = await sql`
      insert into kernel.idempotency (user_id, operation, key, body_hash) values (${userId}, ${operation}, ${key}, ${hash})
      on conflict do nothing returning 1`.execute(tx)
    return rows.length === 1
  } catch (error) {
    if ((error as { code?: string }).code === '55P03') throw new Refusal('idempotency_in_flight')
    throw error
  }
}

async function repeat(tx: Tx, userId: number, operation: string, key: string, hash: Buffer): Promise<string> {
  const { rows } = await sql<{ body_hash: Buffer; answer: string }>`
    select body_hash, answer from kernel.idempotency where user_id = ${userId} and operation = ${operation} and key = ${key}`.execute(
    tx,
  )
  const row = rows[0]
  if (row === undefined) throw new Refusal('idempotency_in_flight')
  if (!row.body_hash.equals(hash)) throw new Refusal('idempotency_mismatch')
  return row.answer
}

/** What a person was answered bears names and addresses: it goes with them. */
export async function forgetAnswers(tx: Tx, userId: number): Promise<void> {
  await sql`delete from kernel.idempotency where user_id = ${userId} ${unread}`.execute(tx)
}
