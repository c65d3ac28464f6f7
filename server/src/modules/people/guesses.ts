import { networkOf, type Rule, type Wanted } from '../../kernel/limits.ts'

/**
 * How often passwords may be guessed. Only failures count. A device that has signed in before counts by itself, and
 * neither with its address nor with the account: strangers' guesses cannot keep a person's own devices out.
 */
export const rules = {
  address: { tries: 50, per_s: 900 },
  account: { tries: 10, per_s: 900 },
  device: { tries: 10, per_s: 900 },
  second: { tries: 5, per_s: 900 },
} as const satisfies Record<string, Rule>

type Guess = { account: string; ip: string; device: string | null }

/** `account`: the person's id, or the name that nobody bears: it counts all the same. */
export function guessesAt({ account, ip, device }: Guess): Wanted[] {
  if (device !== null) return [{ key: `login device ${device}`, rule: rules.device }]
  return [
    { key: `login address ${networkOf(ip)}`, rule: rules.address },
    { key: `login account ${account}`, rule: rules.account },
  ]
}

/** Of somebody who is signed in and shall give their password again. */
export const ownPassword = (userId: number): Wanted[] => [{ key: `password ${userId}`, rule: rules.account }]

/** Of the second factor, once the password is known. */
export const secondFactor = (userId: number): Wanted[] => [{ key: `second factor ${userId}`, rule: rules.second }]
