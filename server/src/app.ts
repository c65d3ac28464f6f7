import { browse } from './modules/browse/index.ts'
import { carts } from './modules/carts/index.ts'
import { catalogue } from './modules/catalogue/index.ts'
import { inventory } from './modules/inventory/index.ts'
import { ledger } from './modules/ledger/index.ts'
import { listings } from './modules/listings/index.ts'
import { notifications } from './modules/notifications/index.ts'
import { orders } from './modules/orders/index.ts'
import { payments } from './modules/payments/index.ts'
import { people } from './modules/people/index.ts'
import { pricing } from './modules/pricing/index.ts'
import { shops } from './modules/shops/index.ts'
import type { Kernel, Module } from './kernel/module.ts'

/**
 * THE LADDER, lowest first. A module imports, and joins tables of, only modules listed before it, and writes only its own
 * schema. The same list is the order of registration and of fixtures; a test enforces it for imports and SQL text.
 */
const rungs = {
  ledger,
  people,
  shops,
  catalogue,
  inventory,
  pricing,
  listings,
  payments,
  carts,
  orders,
  browse,
  notifications,
} satisfies Record<string, (kernel: Kernel) => Module>

export const ladder = Object.keys(rungs)

export function makeModules(kernel: Kernel): Module[] {
  const modules = Object.values(rungs).map((make) => make(kernel))
  kernel.keeps.push(...modules.flatMap((module) => module.keeps ?? []))
  return modules
}
