import { Refusal, found } from '../../kernel/refusal.ts'
import { publish } from '../../kernel/facts.ts'
import type { Tx } from '../../kernel/database.ts'
import { audit } from '../people/index.ts'
import { lifecycle, openMoves, type ShopMove } from './lifecycle.ts'
import { moveShop, statusOf } from './store.ts'

export type Decision = {
  slug: string
  move: ShopMove
  note: string | null
  /** Null: the system itself, such as the loader of the demo. */
  actor_id: number | null
  ip: string | null
}

/** An admin's word on a shop: audited and published. Refuses `not_found` and `move_not_allowed` with the open moves. */
export async function decideShop(tx: Tx, { slug, move, note, actor_id, ip }: Decision, at: Date): Promise<void> {
  const { from, to } = lifecycle[move]
  const moved = await moveShop(tx, slug, from, to, note)
  if (moved === undefined) {
    const status = found(await statusOf(tx, slug))
    throw new Refusal('move_not_allowed', { detail: `The shop is ${status}.`, moves: openMoves(status) })
  }
  await audit(
    tx,
    { actor_id, action: `shop.${move}`, target: `shop:${slug}`, before: moved.before, after: { status: to, note }, ip },
    at,
  )
  await publish(tx, 'shop.decided', { shop_id: moved.id, owner_id: moved.owner_id, slug, status: to, note })
}
