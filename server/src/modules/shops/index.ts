import type { Kernel, Module } from '../../kernel/module.ts'
import { keeps } from './keeps.ts'
import { forget } from './reactions.ts'
import { shopRoutes } from './routes.ts'
import { staffRoutes } from './staff-routes.ts'
import { forgetInvitations } from './store.ts'
import { userRoutes } from './user-routes.ts'

export { countries, homeCountry } from './countries.ts'
export { decideShop, type Decision } from './decide.ts'
export { makeInvitationTokens, type InvitationTokens } from './invitation-token.ts'
export { lifecycle, shopMoves, type ShopMove } from './lifecycle.ts'
export { registerShop, type RegisteredShop, type ShopProfile } from './register.ts'
export { mustSell } from './sell.ts'
export { setTerms, type ShopTerms } from './store.ts'
export { isOpen, publicFields, shopById, type SellingShop } from './views.ts'

export function shops(kernel: Kernel): Module {
  return {
    name: 'shops',
    routes: [...shopRoutes(kernel.passwords), ...staffRoutes(kernel), ...userRoutes(kernel)],
    reactions: [forget],
    keeps,
    tasks: { forget_invitations: () => forgetInvitations(kernel.db, kernel.world.now()) },
    schedules: [{ task: 'forget_invitations', cron: '29 3 * * *' }],
  }
}
