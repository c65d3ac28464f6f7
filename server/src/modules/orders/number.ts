import { randomBytes } from 'node:crypto'

/** Crockford's base 32: no I, L, O or U, so that a number read aloud or copied by hand stays what it was. */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/**
 * `ORD`, the day in UTC, and fifty random bits: nobody guesses another's order, or how many there are. Two alike on one
 * day are not to be expected; the unique index would refuse the second, and the buyer's next try gets another.
 */
export function newOrderNumber(at: Date): string {
  const day = at.toISOString().slice(0, 10).replaceAll('-', '')
  return `ORD${day}${Array.from(randomBytes(10), (byte) => alphabet[byte & 31]).join('')}`
}
