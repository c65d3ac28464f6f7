/** What cannot be missing. Where it is, that is a fault of ours: better none of the work than some of it on a made-up value. */
export function must<T>(value: T | null | undefined, what: string): T {
  if (value === null || value === undefined) throw new Error(`${what} is missing, which cannot be`)
  return value
}
