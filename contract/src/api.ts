import { account } from './account.ts'
import { people } from './people.ts'
import { platform } from './platform.ts'
import { staff } from './staff.ts'
import { shops } from './shops.ts'
import { browse, catalogue, inventory, listings } from './catalogue.ts'
import { carts, orders, payments } from './buying.ts'
import { notifications } from './notifications.ts'

/** Every operation there is, by operationId. */
export const api = {
  ...people,
  ...account,
  ...platform,
  ...shops,
  ...staff,
  ...catalogue,
  ...inventory,
  ...listings,
  ...browse,
  ...carts,
  ...orders,
  ...payments,
  ...notifications,
}
export type Api = typeof api
export type OperationId = keyof Api
