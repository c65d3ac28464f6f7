import type { Module } from '../../kernel/module.ts'
import { inventoryRoutes } from './routes.ts'

export { hold, type Short, type HoldRequest } from './hold.ts'
export { receive, type NewLot, type ReceivedLot } from './receive.ts'
export { releaseHolds, releasePartly, shipHolds } from './settle.ts'
export { firstExpiresAfter, firstExpiryOf, hasStock, isSellable, stockOf, stockOfProduct } from './stock.ts'

export function inventory(): Module {
  return { name: 'inventory', routes: inventoryRoutes }
}
