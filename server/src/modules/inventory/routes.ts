import { inventory as contract } from '@mortar/contract'
import { listed } from '../../kernel/page.ts'
import { serve, type Served } from '../../kernel/module.ts'
import { restock } from './restock.ts'
import { listLots, listShortages } from './views.ts'

export const inventoryRoutes: Served[] = serve(contract, {
  restock_products: async (tx, call) => {
    return listed(call, await listShortages(tx, call.person.shop_id, call.query, call.at))
  },
  restock_products_create: (tx, { person, body, at }) => restock(tx, person.shop_id, body.lots, at),
  list_lots: async (tx, call) => {
    return listed(call, await listLots(tx, call.person.shop_id, call.query, call.at))
  },
})
