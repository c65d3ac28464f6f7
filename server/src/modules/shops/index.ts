import type { Kernel, Module } from '../../kernel/module.ts'
import { shopRoutes } from './routes.ts'

export { countries, homeCountry } from './countries.ts'
export { decideShop, type Decision } from './decide.ts'
export { lifecycle, openMoves, shopMoves, type ShopMove } from './lifecycle.ts'
export { registerShop, type RegisteredShop, type ShopProfile } from './register.ts'
export { mustSell } from './sell.ts'
export { isOpen, shopById, type SellingShop } from './views.ts'

export function shops(kernel: Kernel): Module {
  return { name: 'shops', routes: shopRoutes(kernel.passwords) }
}
