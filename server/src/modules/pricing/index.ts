import type { Module } from '../../kernel/module.ts'

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
export { loadLines, noTerms, quote, type Terms, type WantedLine } from './quote.ts'
export { taxRate } from './tax.ts'
export { deliveryTerms, lastPrices, lowestPrice30d } from './views.ts'

/** No operations of its own: prices are set with a product and read with it. */
export function pricing(): Module {
  return { name: 'pricing' }
}
