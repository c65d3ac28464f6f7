/** Integer minor units (cents). A branded number: it cannot be mixed up with a quantity or a rate. */
export type Minor = number & { readonly unit: 'minor' }

/** Accepts a safe integer only; a fraction of a cent is a bug, never rounded silently. */
export function minor(value: number): Minor {
  if (!Number.isSafeInteger(value)) throw new RangeError(`not a whole number of minor units: ${value}`)
  return value as Minor
}

export const zero = minor(0)

export function sum(values: Iterable<Minor>): Minor {
  let total = 0
  for (const value of values) total += value
  return minor(total)
}

export function times(value: Minor, quantity: number): Minor {
  return minor(value * quantity)
}

/**
 * Splits a total in proportion to weights so that the parts add up to it exactly: every rounding in the system is this
 * one. Largest remainders get the odd cents, earlier parts first when they tie. Weights are non-negative integers; if
 * all are zero the first part bears the whole.
 */
export function split(total: Minor, weights: readonly number[]): Minor[] {
  if (weights.length === 0) throw new RangeError('nothing to split over')
  const whole = weights.reduce((a, b) => a + BigInt(b), 0n)
  if (whole === 0n) return weights.map((_, i) => (i === 0 ? total : zero))
  const shares = weights.map((weight, i) => {
    const exact = BigInt(total) * BigInt(weight)
    const floor = exact >= 0n ? exact / whole : -((-exact + whole - 1n) / whole)
    return { i, floor, remainder: exact - floor * whole }
  })
  let odd = BigInt(total) - shares.reduce((a, share) => a + share.floor, 0n)
  for (const share of shares.toSorted((a, b) => Number(b.remainder - a.remainder) || a.i - b.i)) {
    if (odd <= 0n) break
    share.floor += 1n
    odd -= 1n
  }
  return shares.map((share) => minor(Number(share.floor)))
}

/** The tax contained in a price that includes it, at a rate in basis points, rounded half up by `split`. */
export function includedTax(gross: Minor, rateBps: number): Minor {
  return split(gross, [10_000, rateBps])[1] ?? zero
}
