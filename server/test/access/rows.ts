import type { OperationId } from '@mortar/contract'
import type { Row } from './row.ts'
import { account } from './rows/account.ts'
import { browse } from './rows/browse.ts'
import { carts } from './rows/carts.ts'
import { catalogue } from './rows/catalogue.ts'
import { inventory } from './rows/inventory.ts'
import { listings } from './rows/listings.ts'
import { notifications } from './rows/notifications.ts'
import { orders } from './rows/orders.ts'
import { payments } from './rows/payments.ts'
import { people } from './rows/people.ts'
import { platform } from './rows/platform.ts'
import { security } from './rows/security.ts'
import { sessions } from './rows/sessions.ts'
import { shops } from './rows/shops.ts'
import { staff } from './rows/staff.ts'
import { users } from './rows/users.ts'

/** One row an operation, a file a table of the contract. */
export const rows: Record<OperationId, Row> = {
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
