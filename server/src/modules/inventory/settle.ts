import type { Tx } from '../../kernel/database.ts'
import { releaseHolds, shipHolds } from './store.ts'

/** What the order holds has left the shop. A second time changes nothing. */
export async function ship(tx: Tx, orderId: number, at: Date): Promise<void> {
  await shipHolds(tx, orderId, at)
}

/** What the orders hold can be bought again. A second time changes nothing, and what was shipped stays shipped. */
export async function release(tx: Tx, orderIds: number | readonly number[], at: Date): Promise<void> {
  await releaseHolds(tx, typeof orderIds === 'number' ? [orderIds] : orderIds, at)
}
