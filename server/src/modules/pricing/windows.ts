import { transact, type Tx } from '../../kernel/database.ts'
import {
  closeWindows,
  insertWindows,
  lockOffers,
  productsOfWindows,
  productsPast,
  refreshTimes,
  type Window,
} from './store.ts'

export type { Window }

/**
 * Prices for a time: from `starts_at`, or now if that is past, to before `ends_at`. While several last, the lowest is asked, and the
 * variant's own price where it is lower still. Answers their ids, in the order given. Throws RangeError where the end is not ahead.
 */
export async function setWindows(tx: Tx, windows: readonly Window[], at: Date): Promise<number[]> {
  if (windows.some(({ starts_at, ends_at }) => ends_at <= at || ends_at <= starts_at))
    throw new RangeError('a price for a time ends after it begins, and not before now')
  const products = [...new Set(windows.map((window) => window.product_id))]
  await lockOffers(tx, products)
  const ahead = windows.map((window) => ({ ...window, starts_at: window.starts_at < at ? at : window.starts_at }))
  const ids = await insertWindows(tx, ahead)
  await refreshTimes(tx, products, at)
  return ids
}

/** Takes them back: those that have begun end now. */
export async function endWindows(tx: Tx, ids: readonly number[], at: Date): Promise<void> {
  const products = await productsOfWindows(tx, ids)
  await lockOffers(tx, products)
  await closeWindows(tx, ids, at)
  await refreshTimes(tx, products, at)
}

/** What is over is no longer kept for lists; the windows themselves stay, as history. */
export async function forgetTimesPast(db: Tx, at: Date, size = 1_000): Promise<void> {
  let products = await productsPast(db, at, 0, size)
  while (products.length > 0) {
    const some = products
    await transact(db, async (tx) => {
      await lockOffers(tx, some)
      await refreshTimes(tx, some, at)
    })
    products = await productsPast(db, at, some.at(-1) ?? 0, size)
  }
}
