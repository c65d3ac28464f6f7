import type { Tx } from '../../kernel/database.ts'
import { lockCartOf, lockGuest, moveLines } from './store.ts'
import { hashOf } from './token.ts'

/**
 * Brings a guest's lines into a person's cart and deletes the guest's: quantities add, within the limits of a cart. Once
 * there is no such guest nothing happens, so repeating changes nothing. The guest's cart is locked first, then the
 * person's, and only then are lines read: nothing added at the same moment is lost.
 */
export async function mergeGuest(tx: Tx, userId: number, token: string, at: Date): Promise<void> {
  const guestId = await lockGuest(tx, hashOf(token))
  if (guestId !== null) await moveLines(tx, guestId, await lockCartOf(tx, userId, at))
}
