import {
  includedTax,
  minor,
  split,
  sum,
  times,
  zero,
  type ChargeKind,
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
  /** Price times quantity; what is taken off stands beside it. */
  total_minor: Minor
  discount_minor: Minor
  tax_rate_bps: number
  /** Contained in what the line comes to. */
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

/** What is asked beside the goods, of one kind at one rate of tax. Of nothing there is no row. */
export type Charge = { kind: ChargeKind; tax_rate_bps: number; amount_minor: Minor; tax_minor: Minor }

/** What a buyer is told of charges: one for each kind, by name. */
export function byKind(charges: readonly Charge[]): { kind: ChargeKind; amount: Minor; tax: Minor }[] {
  return [...Map.groupBy(charges, (charge) => charge.kind)]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([kind, same]) => ({
      kind,
      amount: sum(same.map((each) => each.amount_minor)),
      tax: sum(same.map((each) => each.tax_minor)),
    }))
}

export type QuoteShop = {
  shop_id: number
  shop_slug: string
  shop_name: string
  lines: QuoteLine[]
  charges: Charge[]
  subtotal_minor: Minor
  discount_minor: Minor
  /** Of the charges, that for delivery. */
  delivery_minor: Minor
  charges_minor: Minor
  /** Contained in the total, that of the charges included. */
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
  const discount = sum(lines.map((line) => line.discount_minor))
  const isFree = free_from_minor !== null && subtotal >= free_from_minor
  const delivery = isFree ? zero : minor(delivery_fee_minor)
  const charges = charged('delivery', delivery, lines)
  const charged_minor = sum(charges.map((charge) => charge.amount_minor))
  return {
    shop_id,
    shop_slug,
    shop_name,
    lines,
    charges,
    subtotal_minor: subtotal,
    discount_minor: discount,
    delivery_minor: delivery,
    charges_minor: charged_minor,
    tax_minor: sum([...lines, ...charges].map((each) => each.tax_minor)),
    total_minor: minor(subtotal - discount + charged_minor),
  }
}

function priceLine(line: LoadedLine, wanted: number): QuoteLine {
  const { product_id, variant_id, product_slug, sku, name, quantity, tax_rate_bps, stock } = line
  const price_minor = minor(line.price_minor ?? 0)
  const total_minor = times(price_minor, quantity)
  const discount_minor = zero
  return {
    product_id,
    variant_id,
    product_slug,
    sku,
    name,
    quantity,
    price_minor,
    total_minor,
    discount_minor,
    tax_rate_bps,
    tax_minor: includedTax(minor(total_minor - discount_minor), tax_rate_bps),
    stock,
    problems: problemsOf(line, wanted),
  }
}

/**
 * What comes with goods, as bringing them, bears the rates of the goods, in proportion to what they come to (CJEU, C-349/96 Card
 * Protection Plan: what is ancillary shares the treatment of the principal supply).
 */
function charged(kind: ChargeKind, amount: Minor, lines: readonly QuoteLine[]): Charge[] {
  const byRate = [...Map.groupBy(lines, (line) => line.tax_rate_bps)].toSorted(([a], [b]) => a - b)
  const worth = byRate.map(([, same]) => sum(same.map((line) => minor(line.total_minor - line.discount_minor))))
  const parts = split(amount, worth)
  return byRate.flatMap(([tax_rate_bps], i) => {
    const amount_minor = parts[i] ?? zero
    return amount_minor === 0
      ? []
      : [{ kind, tax_rate_bps, amount_minor, tax_minor: includedTax(amount_minor, tax_rate_bps) }]
  })
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
