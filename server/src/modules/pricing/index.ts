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
export { amounts, price, type LoadedLine, type Quote, type QuoteLine, type QuoteShop } from './price.ts'
export { loadLines, quote, type WantedLine } from './quote.ts'
export { deliveryTerms, lastPrices, lowestPrice30d } from './views.ts'

/** No operations of its own: prices are set with a product and read with it. */
export function pricing(): Module {
  return { name: 'pricing' }
}
