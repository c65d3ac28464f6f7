import type { Module } from '../../kernel/module.ts'
import { listingRoutes } from './routes.ts'

export { createProduct, type Listing } from './create.ts'
export { ownProduct } from './views.ts'

export function listings(): Module {
  return { name: 'listings', routes: listingRoutes }
}
