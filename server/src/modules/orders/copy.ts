import { amounts, type Quote, type QuoteLine, type QuoteShop } from '../pricing/index.ts'
import { newOrderNumber } from './number.ts'

/** What an order copies of its quote, by column. Every amount is the quote's: it keeps what was shown, whatever becomes of the product. */
export const copiedColumns = {
  number: 'text',
  shop_id: 'bigint',
  currency: 'text',
  ...(Object.fromEntries(Object.values(amounts).map((column) => [column, 'bigint'])) as Record<Amount, 'bigint'>),
  charges_minor: 'bigint',
} as const

export const copiedLineColumns = {
  position: 'smallint',
  product_id: 'bigint',
  variant_id: 'bigint',
  product_slug: 'text',
  sku: 'text',
  name: 'text',
  quantity: 'integer',
  price_minor: 'bigint',
  total_minor: 'bigint',
  discount_minor: 'bigint',
  tax_rate_bps: 'integer',
  tax_minor: 'bigint',
} as const

export const copiedChargeColumns = {
  kind: 'text',
  tax_rate_bps: 'integer',
  amount_minor: 'bigint',
  tax_minor: 'bigint',
} as const

type Amount = (typeof amounts)[keyof typeof amounts]
export type NewLine = QuoteLine & { position: number }
export type NewOrder = Omit<QuoteShop, 'lines'> & { number: string; currency: string; lines: NewLine[] }

/** One order a shop. */
export function copied({ shops, currency }: Quote, at: Date): NewOrder[] {
  return shops.map(({ lines, ...shop }) => ({
    ...shop,
    number: newOrderNumber(at),
    currency,
    lines: lines.map((line, index) => ({ ...line, position: index + 1 })),
  }))
}
