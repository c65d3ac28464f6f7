import { readFact, type Fact } from '@mortar/contract/facts'
import { setTimeout as sleep } from 'node:timers/promises'
import { behind, moveCursors, next, register, type Batch, type FactRow } from './cursors.ts'
import { sql, transact, type Tx } from './database.ts'
import type { Job, Reaction, Retired } from './facts.ts'

const batchSize = 500
const pollMs = 50
const restMs = 1_000
const drainMs = 20_000

export type RelayOptions = {
  db: Tx
  reactions: readonly Reaction[]
  retired?: readonly Retired[]
  log: { error: (details: object, message: string) => void }
  /** Seconds between a fact's commit and its reactions, for the metrics. */
  onDelay?: (seconds: number) => void
}

export type Relay = {
  /** Facts were just committed by this process: look now rather than at the next poll. */
  nudge: () => void
  /** Resolves when all that is known has been taken, by whichever process. For tests and tools. */
  drain: () => Promise<void>
  stop: () => Promise<void>
}

/**
 * Carries facts to reactions. Each process runs one; a reaction's cursors are locked by whoever works on it, so processes
 * share the reactions between them.
 */
export async function startRelay({ db, reactions, retired = [], log, onDelay }: RelayOptions): Promise<Relay> {
  await register(db, reactions, retired)
  const stopping = new AbortController()
  let wake: (() => void) | undefined
  let nudged = false

  const pass = async (waiting: readonly Reaction[]): Promise<boolean> => {
    let moved = false
    for (const group of together(waiting)) {
      if (stopping.signal.aborted) break
      moved = (await advance(db, group, log, onDelay)) || moved
    }
    return moved
  }

  const loop = async () => {
    while (!stopping.signal.aborted) {
      nudged = false
      try {
        if (await pass(await behind(db, reactions))) continue
      } catch (error) {
        log.error({ err: error }, 'relay: the database did not answer; trying again')
        await rest(restMs)
      }
      if (!nudged) await rest(pollMs)
    }
  }
  const rest = (ms: number) =>
    Promise.race([
      sleep(ms, undefined, { signal: stopping.signal }).catch(() => undefined),
      new Promise<void>((resolve) => {
        wake = resolve
      }),
    ])
  const running = loop()

  return {
    nudge: () => {
      nudged = true
      wake?.()
    },
    drain: async () => {
      const deadline = performance.now() + drainMs
      for (let waiting = await behind(db, reactions); waiting.length > 0; waiting = await behind(db, reactions)) {
        if (performance.now() > deadline) throw new Error('relay: facts did not reach their reactions')
        // Nothing to take here: another relay has it, or a transaction that began before it still runs.
        if (!(await pass(waiting))) await sleep(5)
      }
    },
    stop: async () => {
      stopping.abort()
      await running
    },
  }
}

/** Those to which the order of facts does not matter are one group, and first; each of the others is alone. */
function together(reactions: readonly Reaction[]): Reaction[][] {
  const free = reactions.filter((each) => each.ordered !== true)
  const ordered = reactions.filter((each) => each.ordered === true)
  return [...(free.length === 0 ? [] : [free]), ...ordered.map((each) => [each])]
}

/** One batch for each of a group. False when there was nothing, or other processes have it. */
async function advance(
  db: Tx,
  group: readonly Reaction[],
  log: RelayOptions['log'],
  onDelay: RelayOptions['onDelay'],
): Promise<boolean> {
  return transact(db, async (tx) => {
    const batches = await next(tx, group, batchSize)
    if (batches.length === 0) return false
    await reactTo(tx, batches, log)
    for (const { rows } of batches) for (const { at } of rows) onDelay?.((Date.now() - Date.parse(at)) / 1000)
    await moveCursors(tx, batches)
    return true
  })
}

/** All batches at once; if that fails, batch by batch and then one by one, so that only the culprit is parked. */
async function reactTo(tx: Tx, batches: readonly Batch[], log: RelayOptions['log']): Promise<void> {
  if ((await attempt(tx, batches)) === null) return
  const [alone, ...others] = batches
  if (others.length > 0) for (const each of batches) await reactTo(tx, [each], log)
  else if (alone !== undefined) await takeEach(tx, alone, log)
}

async function takeEach(tx: Tx, { reaction, rows }: Batch, log: RelayOptions['log']): Promise<void> {
  for (const row of rows) {
    const error = await attempt(tx, [{ reaction, rows: [row] }])
    if (error === null) continue
    log.error({ err: error, reaction: reaction.name, fact: row.type }, 'relay: a fact was parked')
    await sql`
      insert into kernel.parked (reaction, tx, id, type, data, fact_at, error)
      values (${reaction.name}, ${row.tx}::xid8, ${row.id}, ${row.type}, ${JSON.stringify(row.data)}::jsonb, ${row.at}, ${String(error)})`.execute(
      tx,
    )
  }
}

/** Hands facts to their reactions, with the jobs they want. What was done is undone if one fails; then the answer is why. */
export async function attempt(tx: Tx, batches: readonly Batch[]): Promise<Error | null> {
  await sql`savepoint taking`.execute(tx)
  try {
    const jobs: Job[] = []
    for (const { reaction, rows } of batches) jobs.push(...((await reaction.react(tx, rows.map(asFact))) ?? []))
    await addJobs(tx, jobs)
    await sql`release savepoint taking`.execute(tx)
    return null
  } catch (error) {
    await sql`rollback to savepoint taking`.execute(tx)
    return error instanceof Error ? error : new Error('something else than an error was thrown', { cause: error })
  }
}

const asFact = ({ id, type, data, at }: FactRow) => ({ id, type, data: readFact(type, data), at }) as Fact

async function addJobs(tx: Tx, jobs: Job[]): Promise<void> {
  if (jobs.length === 0) return
  const specs = jobs.map((job) => ({ identifier: job.task, payload: job.payload, jobKey: job.key }))
  await sql`
    select graphile_worker.add_jobs(array(
      select json_populate_record(null::graphile_worker.job_spec, value)
      from json_array_elements(${JSON.stringify(specs.map(({ jobKey, ...spec }) => ({ ...spec, job_key: jobKey })))}::json)
    ))`.execute(tx)
}
