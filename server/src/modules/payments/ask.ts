import type { FastifyBaseLogger } from 'fastify'
import { reaction } from '../../kernel/facts.ts'
import { sql, transact, type Tx } from '../../kernel/database.ts'
import type { Kernel } from '../../kernel/module.ts'
import { received, sentBack, surplusBack, unchanged } from './books.ts'
import { carryOut } from './entries.ts'
import { methods } from './methods.ts'
import type { Answer, Ask, Provider } from './providers/provider.ts'
import type { Kind } from './status.ts'
import { lockPayment, settleAttempt, type Outcome } from './store.ts'
import { tellUnsent } from './unsent.ts'

/** By name. */
export type Providers = Readonly<Record<string, Provider>>
type Outside = Pick<Kernel, 'db' | 'world'> & { providers: Providers }

/** What was asked for in a transaction is asked of its provider after it, in a job of its own. */
export const asking = reaction({
  name: 'payments',
  start: 'now',
  types: ['payment.asked'],
  react: (_, facts) =>
    Promise.resolve(
      facts.map(({ data: { attempt } }) => ({
        task: 'ask_provider',
        payload: { attempt },
        key: `payment attempt ${attempt}`,
      })),
    ),
})

type Settled = Exclude<Answer, { state: 'pending' }>
type Pending = { kind: Kind; provider: Provider; ask: Ask }

/**
 * Asks a provider for one attempt, and writes down what it said. At least once: the provider knows the attempt by its uuid. Where
 * nobody knows what became of it, it throws and is asked again.
 */
export async function askProvider({ db, world, providers }: Outside, attempt: string): Promise<void> {
  const pending = await pendingAttempt(db, providers, attempt)
  if (pending === undefined) return
  const answer = await pending.provider[pending.kind](pending.ask)
  if (answer.state !== 'pending') await transact(db, (tx) => settleAnswer(tx, attempt, answer, world.now()))
}

/** Asks again for what has waited for a minute: its job was lost, or waits long before it tries again. */
export async function askAgain(outside: Outside, log: Pick<FastifyBaseLogger, 'error'>, most = 100): Promise<void> {
  const since = new Date(outside.world.now().getTime() - 60_000)
  const { rows } = await sql<{ uuid: string }>`
    select uuid from payments.attempts where state = 'pending' and asked_at <= ${since}
    order by asked_at, id limit ${most}`.execute(outside.db)
  for (const { uuid } of rows) {
    try {
      await askProvider(outside, uuid)
    } catch (err) {
      log.error({ err, attempt: uuid }, 'a provider did not say what became of an attempt; it is asked again')
    }
  }
}

async function pendingAttempt(db: Tx, providers: Providers, uuid: string): Promise<Pending | undefined> {
  const { rows } = await sql<Ask & { kind: Kind; method: keyof typeof methods }>`
    select a.kind, p.method, a.uuid as attempt, p.uuid as payment, a.amount_minor, p.currency,
      p.amount_minor - p.captured_minor - p.voided_minor as left_minor
    from payments.attempts a join payments.payments p on p.id = a.payment_id
    where a.uuid = ${uuid} and a.state = 'pending'`.execute(db)
  const row = rows[0]
  if (row === undefined) return undefined
  const { kind, method, ...ask } = row
  const provider = providers[methods[method].provider ?? '']
  if (provider === undefined) throw new Error(`nobody is there to be asked for payments by ${method}`)
  return { kind, provider, ask }
}

function settledAs(answer: Settled): Omit<Outcome, 'uuid'> {
  return answer.state === 'done'
    ? { state: 'done', done_minor: answer.amount_minor, provider_ref: answer.provider_ref, reason: null }
    : { state: 'failed', done_minor: 0, provider_ref: null, reason: answer.reason }
}

/**
 * An event may have told it meanwhile, of the attempt, and then nothing is left to be written; or of the charge alone, and then
 * that is where its money is.
 */
export async function settleAnswer(tx: Tx, attempt: string, answer: Settled, at: Date): Promise<void> {
  const { rows } = await sql<{ payment_id: number }>`
    select payment_id from payments.attempts where uuid = ${attempt}`.execute(tx)
  const payment = await lockPayment(tx, rows[0]?.payment_id ?? 0)
  const ref = answer.state === 'done' ? answer.provider_ref : null
  const { rows: still } = await sql<{ kind: Kind; is_told: boolean }>`
    select a.kind, a.kind = 'capture' and exists (
      select from payments.attempts b
      where b.payment_id = a.payment_id and b.kind = a.kind and b.provider_ref = ${ref} and b.uuid <> a.uuid
    ) as is_told
    from payments.attempts a
    where a.uuid = ${attempt} and (a.state = 'pending' or (a.state = 'failed' and ${answer.state}::text = 'done'))`.execute(
    tx,
  )
  if (still[0] === undefined) return
  const { kind, is_told } = still[0]
  const outcome = is_told ? { state: 'failed' as const, reason: 'told before, by an event of its own' } : answer
  const settled = settledAs(outcome)
  await settleAttempt(tx, { uuid: attempt, ...settled }, at)
  if (kind === 'refund') await tellUnsent(tx, attempt)
  const { done_minor } = settled
  if (done_minor === 0 || kind === 'void') return
  const change =
    kind === 'refund'
      ? sentBack(unchanged(payment), attempt, done_minor, true)
      : received(unchanged(payment), { uuid: attempt, amount_minor: done_minor })
  await carryOut(tx, surplusBack(change), at)
}
