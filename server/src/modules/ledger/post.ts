import type { Tx } from '../../kernel/database.ts'
import { isGuarded } from './accounts.ts'
import { ensureAccounts, insertJournals, type Journal } from './store.ts'

/**
 * Writes journals, in two statements however many there are. A journal's reference is used once: a second journal of the
 * same reference breaks `journals_reference_key`, and one that would overdraw a guarded account breaks
 * `balance_not_negative`; both roll back whoever posts. Guarded accounts are locked by id, after every order and payment
 * and before any lot.
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
  await insertJournals(tx, list, at)
}
