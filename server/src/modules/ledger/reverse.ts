import type { Tx } from '../../kernel/database.ts'
import { post } from './post.ts'
import { toReverse } from './store.ts'

/**
 * Takes a journal back: the same amounts the other way, under `reversal:<reference>`. Once, however often it is asked for,
 * two at a time as well: true when this call did it. Throws RangeError when there is no such journal, and WouldOverdraw
 * when a guarded account has passed on what it was given.
 */
export async function reverse(tx: Tx, reference: string, at: Date): Promise<boolean> {
  const reversal = `reversal:${reference}`
  const { postings, isReversed } = await toReverse(tx, reference, reversal)
  if (postings.length === 0) throw new RangeError(`there is no journal ${reference}`)
  if (isReversed) return false
  const back = postings.map(({ source, destination, ...rest }) => ({
    source: destination,
    destination: source,
    ...rest,
  }))
  await post(tx, { reference: reversal, kind: 'reversal', postings: back }, at)
  return true
}
