/** The dated prices of a pack in cents, before the fee that a pharmacist asks for dispensing it. */
export type DatedPrices = {
  gtin: string
  dispensing_fee: number
  prices: readonly (readonly [day: string, price_minor: number])[]
}

export type Price = { price_minor: number; starts_at: string; ends_at: string | null }

/**
 * A shop's prices of a pack: what the public paid at each date, times the shop's own factor in thousandths. Dates still to
 * come are left out, and a date on which nothing changed for this shop.
 */
export function pricesOf({ dispensing_fee, prices }: DatedPrices, factor: number, today: string): Price[] {
  const known = prices.filter(([day]) => day <= today)
  const points = (known.length === 0 ? prices.slice(0, 1) : known).map(([day, price_minor]) => ({
    starts_at: known.length === 0 ? instant(today) : instant(day),
    price_minor: Math.round(((price_minor + dispensing_fee) * factor) / 1000),
  }))
  const changes = points.filter((point, i) => point.price_minor !== points[i - 1]?.price_minor)
  return changes.map((point, i) => ({ ...point, ends_at: changes[i + 1]?.starts_at ?? null }))
}

const instant = (day: string) => `${day}T00:00:00Z`
