import { allows, type Duty, type Role } from '@mortar/contract'
import type { May } from './may.ts'

/** By the same table that the API refuses by. */
export const mayOf = (me: { role: Role; duties: readonly Duty[] }): May => ({
  orders: allows('shop_orders', me),
  products: allows('shop_products', me),
  stock: allows('shop_stock', me),
  staff: allows('shopkeeper', me),
})
