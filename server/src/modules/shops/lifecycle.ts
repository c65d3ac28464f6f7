import type { ShopStatus } from '@mortar/contract'

export const shopMoves = ['approve', 'reject', 'suspend', 'reinstate'] as const
export type ShopMove = (typeof shopMoves)[number]

/** Every way a shop's status may change. A rejected shop may be approved after all; a suspended one comes back. */
export const lifecycle: Record<ShopMove, { from: readonly ShopStatus[]; to: ShopStatus }> = {
  approve: { from: ['pending', 'rejected'], to: 'approved' },
  reject: { from: ['pending'], to: 'rejected' },
  suspend: { from: ['approved'], to: 'suspended' },
  reinstate: { from: ['suspended'], to: 'approved' },
}

export function openMoves(status: ShopStatus): ShopMove[] {
  return shopMoves.filter((move) => lifecycle[move].from.includes(status))
}
