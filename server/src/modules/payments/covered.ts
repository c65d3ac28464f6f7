import type { Overdraft } from '../ledger/index.ts'

/** A part of a refund, and how much of it the shop's account covers. The rest is owed by the shop. */
export type Covered<P> = { part: P; covered_minor: number; owed_minor: number }

/**
 * A buyer is paid back whatever became of the money: what an account has is taken part by part, in their order, and what it
 * has not is owed. An account that is not among the overdrafts has enough. Pure.
 */
export function coveredBy<P extends { amount_minor: number }>(
  parts: readonly P[],
  accountOf: (part: P) => string,
  overdrafts: readonly Overdraft[],
): Covered<P>[] {
  const left = new Map(overdrafts.map(({ code, balance_minor }) => [code, balance_minor]))
  return parts.map((part) => {
    const code = accountOf(part)
    const there = left.get(code) ?? part.amount_minor
    const covered_minor = Math.min(there, part.amount_minor)
    if (left.has(code)) left.set(code, there - covered_minor)
    return { part, covered_minor, owed_minor: part.amount_minor - covered_minor }
  })
}
