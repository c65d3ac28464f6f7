import { inventory as contract } from '@mortar/contract'
import { serve, type Served } from '../../kernel/module.ts'
import { restock } from './restock.ts'

export const inventoryRoutes: Served[] = serve(contract, {
  restock_products_create: (tx, { person, body, at }) => restock(tx, person.shop_id, body.lots, at),
})
