import type { Tx } from '../../kernel/database.ts'
import { dayOf } from '../../kernel/instant.ts'
import { holdLots } from './store.ts'

export type HoldRequest = { order_id: number; variant_id: number; quantity: number }
export type Short = { variant_id: number; wanted: number; available: number }

/**
 * Promises stock to orders: the lots that expire first, all lines in one statement. Lines of one variant count together.
 * Returns what there is not enough of. When that is anything at all the caller must refuse, so that everything rolls
 * back: what could be held has been held.
 */
export async function hold(tx: Tx, wanted: HoldRequest[], at: Date): Promise<Short[]> {
  const sums = byVariant(wanted)
  const taken = new Map<number, number>()
  for (const { variant_id, quantity } of await holdLots(tx, sums, dayOf(at), at))
    taken.set(variant_id, (taken.get(variant_id) ?? 0) + quantity)
  return sums
    .map(({ variant_id, quantity }) => ({ variant_id, wanted: quantity, available: taken.get(variant_id) ?? 0 }))
    .filter((each) => each.available < each.wanted)
}

/** A variant is of one shop and a shop has one order in a checkout, so a variant has one order. */
function byVariant(wanted: HoldRequest[]): HoldRequest[] {
  const sums = new Map<number, HoldRequest>()
  for (const line of wanted) {
    const sum = sums.get(line.variant_id)
    if (sum !== undefined && sum.order_id !== line.order_id)
      throw new Error(`inventory: variant ${line.variant_id} is wanted for two orders at once`)
    sums.set(line.variant_id, { ...line, quantity: line.quantity + (sum?.quantity ?? 0) })
  }
  return [...sums.values()]
}
