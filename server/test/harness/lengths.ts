/** `npm run faults` goes to lengths that `npm test` has no time for. */
export const isAtLength = process.env['MORTAR_FAULTS'] !== undefined

/** How often a siege guesses. */
export const guesses = isAtLength ? 10_000 : 500

/** How many do the same in one moment. */
export const atOnce = isAtLength ? 1_000 : 200
