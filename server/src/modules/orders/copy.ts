import type { Quote } from '../pricing/index.ts'
import { newOrderNumber } from './number.ts'

export type NewLine = {
  position: number
  product_id: number
  variant_id: number
  product_slug: string
  sku: string
  name: string
  quantity: number
  price_minor: number
  total_minor: number
  tax_rate_bps: number
  tax_minor: number
}

export type NewOrder = {
  number: string
  shop_id: number
  shop_slug: string
  shop_name: string
  subtotal_minor: number
  discount_minor: number
  delivery_minor: number
  tax_minor: number
  total_minor: number
  currency: string
  lines: NewLine[]
}

/** One order a shop. Every amount is the quote's: an order keeps what was shown, whatever becomes of the product. */
export function copied(quoted: Quote, at: Date): NewOrder[] {
  return quoted.shops.map(({ lines, ...shop }) => ({
    number: newOrderNumber(at),
    shop_id: shop.shop_id,
    shop_slug: shop.shop_slug,
    shop_name: shop.shop_name,
    subtotal_minor: shop.subtotal_minor,
    discount_minor: shop.discount_minor,
    delivery_minor: shop.delivery_minor,
    tax_minor: shop.tax_minor,
    total_minor: shop.total_minor,
    currency: quoted.currency,
    lines: lines.map((line, index) => ({
      position: index + 1,
      product_id: line.product_id,
      variant_id: line.variant_id,
      product_slug: line.product_slug,
      sku: line.sku,
      name: line.name,
      quantity: line.quantity,
      price_minor: line.price_minor,
      total_minor: line.total_minor,
      tax_rate_bps: line.tax_rate_bps,
      tax_minor: line.tax_minor,
    })),
  }))
}
