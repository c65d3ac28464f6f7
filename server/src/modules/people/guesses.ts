import { networkOf, type Rule, type Quota } from '../../kernel/limits.ts'

const quarter_s = 900
const day_s = 86_400

/**
 * How often passwords may be guessed. Only failures count. A device that has signed in before counts by itself and with the
 * account's other devices, and neither with its address nor with strangers: their guesses cannot keep a person's own devices out.
 */
export const rules = {
  address: { tries: 50, per_s: quarter_s },
  account: { tries: 10, per_s: quarter_s },
  /** Of the account's, what one address may use up: a stranger at one leaves the owner as many. */
  share: { tries: 5, per_s: quarter_s },
  device: { tries: 10, per_s: quarter_s },
  /** All devices that an account knows, together. */
  devices: { tries: 30, per_s: quarter_s },
  second: { tries: 5, per_s: quarter_s },
  /** Six digits, of which three are right at any time, hold out against so many a day. */
  secondDaily: { tries: 20, per_s: day_s },
  /** All devices that an account knows: one that was taken, password and all, leaves the others theirs. */
  secondDailyDevices: { tries: 60, per_s: day_s },
} as const satisfies Record<string, Rule>

type Guess = { account: string; ip: string; device: string | null }

/** `account`: the person's id, or the name that nobody bears: it counts all the same. */
export function guessesAt({ account, ip, device }: Guess): Quota[] {
  if (device !== null)
    return [
      { key: `login device ${device}`, rule: rules.device },
      { key: `login devices ${account}`, rule: rules.devices },
    ]
  const network = networkOf(ip)
  return [
    { key: `login account ${account} ${network}`, rule: rules.share },
    { key: `login address ${network}`, rule: rules.address },
    { key: `login account ${account}`, rule: rules.account },
  ]
}

/** Of somebody who is signed in and shall give their password again. */
export const ownPassword = (userId: number): Quota[] => [{ key: `password ${userId}`, rule: rules.account }]

/**
 * Of the second factor, once the password is known: by device, so that who knows the password alone, and is on none that the
 * account knows, keeps nobody waiting who is.
 */
export function secondFactor(userId: number, device: string | null): Quota[] {
  const whose = device === null ? userId : `device ${device}`
  const own = [
    { key: `second factor ${whose}`, rule: rules.second },
    { key: `second factor of the day ${whose}`, rule: rules.secondDaily },
  ]
  if (device === null) return own
  return [...own, { key: `second factor of the day devices ${userId}`, rule: rules.secondDailyDevices }]
}
