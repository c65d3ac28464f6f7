import { people } from './people.ts'
import { sessions } from './sessions.ts'
import { account } from './account.ts'
import { security } from './security.ts'
import { users } from './users.ts'
import { platform } from './platform.ts'
import { shops } from './shops.ts'
import { staff } from './staff.ts'
import { catalogue } from './catalogue.ts'
import { inventory } from './inventory.ts'
import { listings } from './listings.ts'
import { browse } from './browse.ts'
import { carts } from './carts.ts'
import { orders } from './orders.ts'
import { payments } from './payments.ts'
import { notifications } from './notifications.ts'

/** Every operation there is, by operationId. */
export const api = {
  ...people,
  ...sessions,
  ...account,
  ...security,
  ...users,
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
