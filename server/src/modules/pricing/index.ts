import type { Kernel, Module } from '../../kernel/module.ts'
import { forgetTimesPast } from './windows.ts'

export {
  endPrices,
  endPricesOf,
  insertPrices,
  setDelivery,
  setPrices,
  type Delivery,
  type PriceChange,
  type PriceRow,
} from './prices.ts'
export {
  amounts,
  byKind,
  price,
  type Charge,
  type LoadedLine,
  type Quote,
  type QuoteLine,
  type QuoteShop,
} from './price.ts'
export { lineLoader, noTerms, quote, type Terms, type WantedLine } from './quote.ts'
export { taxRate } from './tax.ts'
export { deliveryTerms, lastPrices, lowestPrice30d, offerAt, priceAt } from './views.ts'
export { endWindows, setWindows, type Window } from './windows.ts'

/** No operations of its own: prices are set with a product and read with it. */
export function pricing({ db, world }: Kernel): Module {
  return {
    name: 'pricing',
    tasks: { forget_times_past: () => forgetTimesPast(db, world.now()) },
    schedules: [{ task: 'forget_times_past', cron: '41 3 * * *' }],
  }
}
