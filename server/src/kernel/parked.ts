import type { FactRow } from './cursors.ts'
import { sql, transact, type Tx } from './database.ts'
import type { Reaction } from './facts.ts'
import type { Schedule, Tasks } from './jobs.ts'
import { attempt } from './relay.ts'

type Log = { error: (details: object, message: string) => void; warn: (details: object, message: string) => void }

/**
 * Every five minutes: what could not be taken, because of a bug or because a later program wrote it, is taken soon after the program
 * starts that can.
 */
export function retryingParked(
  db: Tx,
  reactions: readonly Reaction[],
  log: Log,
): { tasks: Tasks; schedules: Schedule[] } {
  return {
    tasks: { retry_parked_facts: () => retryParked(db, reactions, log) },
    schedules: [{ task: 'retry_parked_facts', cron: '*/5 * * * *' }],
  }
}

/**
 * Hands every parked fact to its reaction again, one at a time and in their order, each in a transaction with its removal:
 * once in effect. What fails again stays, and so does what a reaction left that is not among these.
 */
export async function retryParked(db: Tx, reactions: readonly Reaction[], log: Log): Promise<void> {
  const { rows } = await sql<Parked>`
    select reaction, tx::text as tx, id from kernel.parked order by tx, id, reaction`.execute(db)
  let taken = 0
  for (const parked of rows) {
    const reaction = reactions.find((each) => each.name === parked.reaction)
    if (reaction === undefined) continue
    const error = await transact(db, (tx) => retryOne(tx, reaction, parked))
    if (error === null) taken += 1
    else log.error({ err: error, reaction: parked.reaction }, 'a parked fact could not be taken again')
  }
  if (rows.length > 0) log.warn({ taken, parked: rows.length - taken }, 'parked facts were tried again')
}

type Parked = { reaction: string; tx: string; id: number }

/** Null: it was taken, if not by us then by somebody else. */
async function retryOne(tx: Tx, reaction: Reaction, parked: Parked): Promise<Error | null> {
  const which = sql`reaction = ${parked.reaction} and tx = ${parked.tx}::xid8 and id = ${parked.id}`
  const { rows } = await sql<FactRow>`
    select tx::text as tx, id, type, data, fact_at as at from kernel.parked where ${which} for update skip locked`.execute(
    tx,
  )
  if (rows.length === 0) return null
  const error = await attempt(tx, [{ reaction, rows }])
  if (error === null) await sql`delete from kernel.parked where ${which}`.execute(tx)
  return error
}
