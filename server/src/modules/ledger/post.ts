import type { Tx } from '../../kernel/database.ts'
import { isGuarded } from './accounts.ts'
import { ensureAccounts, insertJournals, type Journal, type Overdraft } from './store.ts'

/** Guarded accounts have not what journals would take from them. Nothing was posted, and the accounts stay locked. */
export class WouldOverdraw extends Error {
  override name = 'WouldOverdraw'
  readonly overdrafts: readonly Overdraft[]
  constructor(overdrafts: readonly Overdraft[]) {
    super(`a posting would overdraw ${overdrafts.map(({ code }) => code).join(', ')}`)
    this.overdrafts = overdrafts
  }
}

/**
 * Writes journals, in two statements however many there are. A journal's reference is used once: a second journal of the
 * same reference breaks `journals_reference_key` and rolls back whoever posts. Throws WouldOverdraw, with which whoever
 * posts may do otherwise. Guarded accounts are locked by id, after every order and payment and before any lot.
 */
export async function post(tx: Tx, journals: Journal | readonly Journal[], at: Date): Promise<void> {
  const list = 'reference' in journals ? [journals] : journals
  if (list.length === 0) return
  for (const { reference, postings } of list) {
    if (postings.length === 0) throw new RangeError(`journal ${reference} has no postings`)
  }
  const entries = list.flatMap(({ postings }) => postings)
  const accounts = new Map(
    entries.flatMap(({ source, destination, currency }) =>
      [source, destination].map((code) => [`${code} ${currency}`, { code, currency, guarded: isGuarded(code) }]),
    ),
  )
  await ensureAccounts(tx, [...accounts.values()])
  const overdrafts = await insertJournals(tx, list, at)
  if (overdrafts.length > 0) throw new WouldOverdraw(overdrafts)
}
