/** How often a siege guesses; in `npm run faults` twenty times as often. */
export const guesses = Number(process.env['MORTAR_GUESSES'] ?? 500)
