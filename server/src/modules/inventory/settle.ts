import type { Tx } from '../../kernel/database.ts'
import { releasePart, settleReleased, settleShipped } from './store.ts'

/** What the order holds has left the shop. A second time changes nothing. */
export async function shipHolds(tx: Tx, orderId: number, at: Date): Promise<void> {
  await settleShipped(tx, orderId, at)
}

/** So much of what the order holds can be bought again; what expires last is given back first. It holds as much of each. */
export async function releasePartly(tx: Tx, orderId: number, some: readonly HeldPart[], at: Date): Promise<void> {
  const byVariant = new Map<number, number>()
  for (const { variant_id, quantity } of some) byVariant.set(variant_id, (byVariant.get(variant_id) ?? 0) + quantity)
  const sums = [...byVariant].map(([variant_id, quantity]) => ({ variant_id, quantity }))
  const given = await releasePart(tx, orderId, sums, at)
  const asked = some.reduce((sum, { quantity }) => sum + quantity, 0)
  if (given !== asked) throw new Error(`inventory: order ${orderId} gave back ${given} of ${asked}`)
}

type HeldPart = { variant_id: number; quantity: number }

/** What the orders hold can be bought again. A second time changes nothing, and what was shipped stays shipped. */
export async function releaseHolds(tx: Tx, orderIds: number | readonly number[], at: Date): Promise<void> {
  await settleReleased(tx, typeof orderIds === 'number' ? [orderIds] : orderIds, at)
}
