import { dayOf } from '../../kernel/instant.ts'
import { draw, drawInt } from './random.ts'

export const dayMs = 86_400_000

/** `days` after that moment, as a day. */
export function dayAfter(at: Date, days: number): string {
  return dayOf(new Date(at.getTime() + days * dayMs))
}

export function daysBefore(at: Date, days: number): Date {
  return new Date(at.getTime() - days * dayMs)
}

/** When the demo's goods came, in days before today. The last came after the finished orders and before the open ones. */
export const deliveries = [400, 150, 90, 62, 5] as const
export type Delivery = (typeof deliveries)[number]

export type Lot = {
  delivery: Delivery
  quantity: number
  expires_on: string | null
  code: string
  unit_cost_minor: number
}

export type Stocked = {
  /** Names the draws: the same name is stocked alike. */
  id: string
  price_minor: number
  /** How many of it a shop likes to have. */
  usual: readonly [least: number, most: number]
  keeps_months: number | null
  /** As the national database reports it. */
  supply: string | null
  /** A lot must outlive these to be sold. */
  usage_days: number
}

/**
 * The lots of one product in one shop: mostly one or two that keep for a year or two, some about to expire, some expired
 * and not yet written off, some sold out. What is short nationally is short here.
 */
export function lotsOf(stocked: Stocked, today: Date): Lot[] {
  const { id, supply } = stocked
  if (supply === 'stockout') return draw(id, 'remnant') < 0.3 ? [expired(stocked, today)] : []
  if (supply === 'tension') return [fresh(stocked, today, 62, drawInt(1, 4, id, 'few'))]
  const [least, most] = stocked.usual
  if (draw(id, 'sold out') < 0.03) return []
  const whole = drawInt(least, most, id, 'quantity')
  if (stocked.keeps_months === null) return [fresh(stocked, today, 90, whole)]
  return [
    ...(draw(id, 'expired') < 0.05 ? [expired(stocked, today)] : []),
    ...(draw(id, 'near') < 0.08 ? [near(stocked, today)] : []),
    fresh(stocked, today, draw(id, 'older') < 0.5 ? 150 : 62, whole),
    ...(draw(id, 'another') < 0.35 ? [fresh(stocked, today, 90, Math.ceil(whole / 2))] : []),
    ...(draw(id, 'latest') < 0.2 ? [fresh(stocked, today, 5, Math.ceil(whole / 3))] : []),
  ]
}

function fresh(stocked: Stocked, today: Date, delivery: Delivery, quantity: number): Lot {
  const { id, keeps_months } = stocked
  const months = keeps_months === null ? 0 : drawInt(Math.ceil(keeps_months / 2), keeps_months, id, 'keeps', delivery)
  const expires_on = keeps_months === null ? null : endOfMonth(dayAfter(today, months * 30 - delivery))
  return lot(stocked, delivery, quantity, expires_on)
}

/** Expires within two months after what it takes to use a pack up, or has already too little time for that. */
function near(stocked: Stocked, today: Date): Lot {
  const days = stocked.usage_days + drawInt(-15, 60, stocked.id, 'near days')
  return lot(stocked, 150, drawInt(2, 6, stocked.id, 'near quantity'), dayAfter(today, Math.max(days, 3)))
}

function expired(stocked: Stocked, today: Date): Lot {
  const expires_on = dayAfter(today, -drawInt(2, 60, stocked.id, 'expired days'))
  return lot(stocked, 400, drawInt(1, 4, stocked.id, 'expired quantity'), expires_on)
}

function lot({ id, price_minor }: Stocked, delivery: Delivery, quantity: number, expires_on: string | null): Lot {
  const letter = String.fromCharCode(65 + drawInt(0, 25, id, delivery, 'letter'))
  const code = `${letter}${drawInt(10_000, 99_999, id, delivery, expires_on ?? '')}`
  return { delivery, quantity, expires_on, code, unit_cost_minor: Math.round(price_minor * 0.7) }
}

/** Makers print a month: the last day of it. */
function endOfMonth(day: string): string {
  return dayOf(new Date(Date.UTC(Number(day.slice(0, 4)), Number(day.slice(5, 7)), 0)))
}
