/** Chance that comes out the same for the same seed and number: a request can be made again by itself. */
export type Dice = {
  /** From 0 to below `limit`. */
  below: (limit: number) => number
  chance: (of: number) => boolean
  one: <T>(from: readonly T[]) => T
  /** Each with this chance, in their order. */
  some: <T>(from: readonly T[], of: number) => T[]
}

export function diceOf(seed: number, number: number): Dice {
  let state = Math.imul(seed ^ Math.imul(number + 1, 0x9e3779b1), 0x85ebca6b) >>> 0
  // mulberry32: small, fast, and even enough for choosing.
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const below = (limit: number) => Math.floor(next() * limit)
  const chance = (of: number) => next() < of
  return {
    below,
    chance,
    one: (from) => {
      if (from.length === 0) throw new Error('there is nothing to choose from')
      return from[below(from.length)] as (typeof from)[number]
    },
    some: (from, of) => from.filter(() => chance(of)),
  }
}
