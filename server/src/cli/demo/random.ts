/**
 * A number from 0 to below 1 that its name decides: the same name gives the same number, on every machine and whatever
 * else is drawn. The demo is the same demo each time, and adding to it changes nothing that was there.
 */
export function draw(...name: readonly (string | number)[]): number {
  let hash = 0x811c9dc5
  for (const character of name.join('/')) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193)
  // The finaliser of MurmurHash3: names that differ in one letter end far apart.
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32
}

/** A whole number from `least` to `most`, both included. */
export function drawInt(least: number, most: number, ...name: readonly (string | number)[]): number {
  return least + Math.floor(draw(...name) * (most - least + 1))
}

/** The elements in an order of their own for each name. */
export function shuffled<T>(
  elements: readonly T[],
  idOf: (element: T) => string | number,
  ...name: readonly (string | number)[]
): T[] {
  return elements
    .map((element) => ({ element, rank: draw(...name, idOf(element)) }))
    .toSorted((a, b) => a.rank - b.rank)
    .map(({ element }) => element)
}
