import {
  includedTax,
  minor,
  split,
  sum,
  times,
  zero,
  type LegalClass,
  type LineProblem,
  type Minor,
} from '@mortar/contract'
import { Refusal } from '../../kernel/refusal.ts'

/** All that prices a line, as the database knows it at one moment. */
export type LoadedLine = {
  shop_id: number
  shop_slug: string
  shop_name: string
  currency: string
  /** What the shop asks for bringing an order, and from which amount on it asks nothing. */
  delivery_fee_minor: number
  free_from_minor: number | null
  product_id: number
  product_slug: string
  variant_id: number
  sku: string
  name: string
  quantity: number
  /** Null: it has no price now. */
  price_minor: number | null
  tax_rate_bps: number
  /** The shop is open, and offers the product. */
  is_offered: boolean
  legal_class: LegalClass | null
  /** What can be bought of the variant now, over all lines. */
  stock: number
}

export type QuoteLine = {
  product_id: number
  variant_id: number
  product_slug: string
  sku: string
  name: string
  quantity: number
  price_minor: Minor
  total_minor: Minor
  tax_rate_bps: number
  /** Contained in the total. */
  tax_minor: Minor
  stock: number
  problems: LineProblem[]
}

/** What a shop's part of a quote comes to, by the words of the contract: what carts show and orders keep. */
export const amounts = {
  subtotal: 'subtotal_minor',
  discount: 'discount_minor',
  tax: 'tax_minor',
  delivery: 'delivery_minor',
  total: 'total_minor',
} as const

export type QuoteShop = {
  shop_id: number
  shop_slug: string
  shop_name: string
  lines: QuoteLine[]
  subtotal_minor: Minor
  discount_minor: Minor
  delivery_minor: Minor
  /** Contained in the total, that of the delivery included. */
  tax_minor: Minor
  total_minor: Minor
}

export type Quote = { currency: string; total_minor: Minor; shops: QuoteShop[] }

/** The currency of a quote for nothing. */
const usualCurrency = 'EUR'

/**
 * What the lines cost: shops in the order of their ids, each shop's lines in the order given. Pure: the same lines give
 * the same quote. Refuses `currency_mixed`.
 */
export function price(lines: readonly LoadedLine[]): Quote {
  const currency = lines[0]?.currency ?? usualCurrency
  if (lines.some((line) => line.currency !== currency)) throw new Refusal('currency_mixed')
  const wanted = new Map<number, number>()
  for (const { variant_id, quantity } of lines) wanted.set(variant_id, (wanted.get(variant_id) ?? 0) + quantity)
  const byShop = [...Map.groupBy(lines, (line) => line.shop_id)].toSorted(([a], [b]) => a - b)
  const shops = byShop.map(([, own]) => priceShop(own, wanted))
  return { currency, total_minor: sum(shops.map((shop) => shop.total_minor)), shops }
}

function priceShop(own: readonly LoadedLine[], wanted: ReadonlyMap<number, number>): QuoteShop {
  const { shop_id, shop_slug, shop_name, delivery_fee_minor, free_from_minor } = own[0] as LoadedLine
  const lines = own.map((line) => priceLine(line, wanted.get(line.variant_id) ?? line.quantity))
  const subtotal = sum(lines.map((line) => line.total_minor))
  const isFree = free_from_minor !== null && subtotal >= free_from_minor
  const delivery = isFree ? zero : minor(delivery_fee_minor)
  return {
    shop_id,
    shop_slug,
    shop_name,
    lines,
    subtotal_minor: subtotal,
    discount_minor: zero,
    delivery_minor: delivery,
    tax_minor: sum([...lines.map((line) => line.tax_minor), ...deliveryTax(delivery, lines)]),
    total_minor: sum([subtotal, delivery]),
  }
}

function priceLine(line: LoadedLine, wanted: number): QuoteLine {
  const { product_id, variant_id, product_slug, sku, name, quantity, tax_rate_bps, stock } = line
  const price_minor = minor(line.price_minor ?? 0)
  const total_minor = times(price_minor, quantity)
  return {
    product_id,
    variant_id,
    product_slug,
    sku,
    name,
    quantity,
    price_minor,
    total_minor,
    tax_rate_bps,
    tax_minor: includedTax(total_minor, tax_rate_bps),
    stock,
    problems: problemsOf(line, wanted),
  }
}

/**
 * Bringing goods bears the rates of the goods brought, in proportion to their value (CJEU, C-349/96 Card Protection Plan:
 * what is ancillary shares the treatment of the principal supply).
 */
function deliveryTax(delivery: Minor, lines: readonly QuoteLine[]): Minor[] {
  const byRate = [...Map.groupBy(lines, (line) => line.tax_rate_bps)].toSorted(([a], [b]) => a - b)
  const parts = split(
    delivery,
    byRate.map(([, same]) => sum(same.map((line) => line.total_minor))),
  )
  return byRate.map(([rate], i) => includedTax(parts[i] ?? zero, rate))
}

/** Why a line cannot be bought as it stands; `wanted` is what all lines of its variant want together. */
function problemsOf(line: LoadedLine, wanted: number): LineProblem[] {
  if (!line.is_offered || line.price_minor === null) return ['not_for_sale']
  return [...legalProblems(line.legal_class), ...stockProblems(line.stock, wanted)]
}

function legalProblems(legalClass: LegalClass | null): LineProblem[] {
  if (legalClass === null || legalClass === 'otc') return []
  return [legalClass === 'narcotic' ? 'narcotic' : 'prescription_required']
}

function stockProblems(stock: number, wanted: number): LineProblem[] {
  if (stock >= wanted) return []
  return [stock <= 0 ? 'out_of_stock' : 'quantity_reduced_stock']
}
