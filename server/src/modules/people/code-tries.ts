import type { CodePurpose } from '@mortar/contract/facts'
import { createHash } from 'node:crypto'
import type { Tx } from '../../kernel/database.ts'
import { makeLimits, networkOf, type Rule, type Quota } from '../../kernel/limits.ts'
import { isLong } from './codes.ts'
import type { Whose } from './store/codes.ts'

/** However many codes are asked for: so many tries of eight digits, and no more than so many of them from one address. */
export const tries = { tries: 5, per_s: 30 * 60 } as const satisfies Rule
export const share = { tries: 3, per_s: 30 * 60 } as const satisfies Rule

/** Eight digits protect nothing that may be tried for ever: these are counted where nothing else is, too. */
const limits = makeLimits(true)

type Try = { whose: Whose; ip: string; at: Date }

/**
 * Counts a try before it is looked at, for an address that nobody has as well: in words, in statements and in time the two are
 * one. The long code of a mail's link is not counted: strangers may use up all tries, and who has the mail still gets in.
 * Refuses `rate_limited`. Answers what to give back of a try that was right.
 */
export async function spendTry(
  db: Tx,
  { whose, ip, at }: Try,
  ...given: { purpose: CodePurpose; code: string }[]
): Promise<Quota[]> {
  const spent = given.filter(({ code }) => !isLong(code)).flatMap(({ purpose }) => triesOf(purpose, whose, ip))
  await limits.count(db, spent, at)
  return spent
}

export const giveTryBack = limits.giveBack

/** Somebody who is signed in shares their tries with no stranger. */
function triesOf(purpose: CodePurpose, whose: Whose, ip: string): Quota[] {
  if ('user_id' in whose) return [{ key: `code ${purpose} ${whose.user_id}`, rule: tries }]
  const key = `code ${purpose} ${disguised(whose.email)}`
  return [
    { key: `${key} ${networkOf(ip)}`, rule: share },
    { key, rule: tries },
  ]
}

/** Counts are not where addresses are kept. */
const disguised = (email: string) => createHash('sha256').update(email.toLowerCase()).digest('base64url')
