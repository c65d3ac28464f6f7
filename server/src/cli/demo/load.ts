import { sql, type Tx } from '../../kernel/database.ts'
import { loadMedicines } from '../../modules/catalogue/index.ts'
import { dateFacts, eventsOf, liveThrough } from './history.ts'
import { daysBefore, deliveries } from './lots.ts'
import { planOrders } from './orders.ts'
import { addAdmin, addCustomers, addStaff, applyForShop, openShops } from './people.ts'
import { opened, planProducts } from './plan.ts'
import { deliver, fillShelves } from './shelves.ts'
import { readSource } from './source.ts'

export type DemoLoaded = { shops: number; medicines: number; products: number; orders: number }

export type DemoOptions = {
  /** Whether it brings an admin. Not where strangers can reach it: everybody knows the password. */
  admin: boolean
}

/** Loads the whole demo into a database without shops, in the order in which it would have happened. */
export async function loadDemo(
  tx: Tx,
  password_hash: string,
  { admin }: DemoOptions,
  today: Date,
): Promise<DemoLoaded> {
  const { medicines, prices } = await readSource()
  await loadMedicines(tx, medicines)
  if (admin) await addAdmin(tx, password_hash, today)
  const shops = await openShops(tx, password_hash)
  await addStaff(tx, password_hash, shops, opened)
  await dateFacts(tx, opened)
  const customers = await addCustomers(tx, password_hash, daysBefore(today, 80))
  await dateFacts(tx, daysBefore(today, 80))
  const shelved = await fillShelves(tx, shops, planProducts(medicines, prices, today))
  // The orders to come are planned by these: without, each would read whole tables.
  await sql`analyze catalogue.medicines, catalogue.products, catalogue.variants, pricing.prices`.execute(tx)

  const orders = planOrders(shelved, today)
  await liveThrough(tx, [
    ...deliveries.map((days) => ({
      at: daysBefore(today, days),
      happen: (at: Date) => deliver(tx, shelved, days, at),
    })),
    ...orders.flatMap((order) => eventsOf(tx, { customers, shops, shelved }, order)),
    { at: today, happen: (at) => applyForShop(tx, password_hash, at) },
  ])
  return { shops: shops.size, medicines: medicines.length, products: shelved.length, orders: orders.length }
}
