import type { FactorMethod, Role, Settings, Tokens as TokensAnswer } from '@mortar/contract'
import { createHash, randomUUID } from 'node:crypto'
import { sql, sendUnread, type Tx } from '../../kernel/database.ts'
import type { Limits, Quota } from '../../kernel/limits.ts'
import type { Passwords } from '../../kernel/passwords.ts'
import { Refusal, invalid, keeping, type RefusalDetails } from '../../kernel/refusal.ts'
import { settingsFrom, settingsSet } from '../../kernel/settings.ts'
import { issueCode } from './codes.ts'
import { deviceOf } from './device.ts'
import { grantToActBy, roleOf } from './store/grants.ts'
import { guessesAt, secondFactor } from './guesses.ts'
import type { Factor, SecondFactors } from './second-factor.ts'
import { answer, endSessions, later } from './sessions.ts'
import { insertSession } from './store/sessions.ts'
import { audit } from './store/audit.ts'
import type { UserRow } from './store/users.ts'
import { newDevice, type Tokens } from './tokens.ts'

export type SigningIn = {
  login: string
  password: string
  device?: string | undefined
  device_token?: string | undefined
  code?: string | undefined
  grant?: string | undefined
}
type From = { ip: string; user_agent: string | null; at: Date }

/** What stands before the transaction: the hash that the password is right for, if it is, and what the try has cost. */
export type Checked = { user_id: number | null; right_for: string | null; known_device: string | null; spent: Quota[] }

type With = { limits: Limits; passwords: Passwords; tokens: Tokens }

/**
 * Finds the person, spends a try, and then only looks at the password: a guess beyond the limit learns nothing. Refuses
 * `rate_limited`. Outside of any transaction: hashing takes some 20 ms, for a name that nobody bears as well.
 */
export async function checkPassword(
  db: Tx,
  { login, password, device_token = '' }: SigningIn,
  { ip, at }: From,
  { limits, passwords, tokens }: With,
): Promise<Checked> {
  const { rows } = await sql<{ id: number; password_hash: string }>`
    select id, password_hash from people.users
    where (email_key = lower(${login}) or username_key = lower(${login})) and blocked_at is null and deleted_at is null
    limit 1`.execute(db)
  const person = rows[0]
  const device = person === undefined ? null : tokens.readDevice(device_token, person.id, at)
  const spent = guessesAt({ account: String(person?.id ?? disguised(login)), ip, device })
  await limits.count(db, spent, at)
  const hash = person?.password_hash ?? null
  const isRight = await passwords.verify(password, hash)
  return { user_id: person?.id ?? null, right_for: isRight ? hash : null, known_device: device, spent }
}

/** What was typed may be a password in the wrong field: it is counted by a hash. */
const disguised = (login: string) => createHash('sha256').update(login.toLowerCase()).digest('base64url')

type Row = UserRow & {
  id: number
  is_right: boolean
  method: FactorMethod | null
  secret: Buffer | null
  last_step: number | null
  set: Partial<Settings>
  grant_id: string
  /** All they are, whichever acts. */
  roles: Role[]
}

/**
 * Locks the person, so that of two sign-ins at once exactly one session remains in a role whose rule is one device. A password
 * that was changed since it was looked at is wrong, and so is a name that is theirs no more. Refuses `invalid_credentials`,
 * `two_factor_required` and `two_factor_wrong`; a refusal keeps what it taught: the tries, the audit. `invalid_input` for a
 * grant that is none of theirs.
 */
export async function signIn(
  tx: Tx,
  given: SigningIn,
  { user_id, right_for, known_device, spent }: Checked,
  from: From,
  { limits, tokens, seconds }: Pick<With, 'limits' | 'tokens'> & { seconds: SecondFactors },
): Promise<TokensAnswer> {
  const { at, ip } = from
  const person = await lock(tx, user_id, given, right_for)
  const target = person === undefined ? 'user' : `user:${person.username}`
  if (person?.is_right !== true) {
    await audit(tx, { actor_id: null, action: 'session.refuse', target, after: { because: 'password' }, ip }, at)
    throw keeping(new Refusal('invalid_credentials'))
  }
  const settings = settingsFrom(person.set)
  const factor = factorOf(person, settings)
  if (factor !== null) await demand(tx, person, factor, given.code, from, { limits, seconds, known_device, spent })
  await limits.giveBack(tx, spent)
  const { grant_id, role } = person
  if (given.grant !== undefined && given.grant !== grant_id) throw invalid('grant', 'unknown', 'is none of your grants')
  if (settings.single_device[role]) await endSessions(tx, { user_id: person.id, role }, 'superseded', at)
  const id = randomUUID()
  const device = given.device ?? deviceOf(from.user_agent)
  const device_id = known_device ?? newDevice()
  await insertSession(tx, { id, user_id: person.id, grant_id, device_id, device, ip }, later(at), at)
  // Without the device: nothing ever leaves the audit log, and people give their devices names.
  await audit(tx, { actor_id: person.id, action: 'session.start', target, ip }, at)
  return answer({ id, generation: 1, device_id, person }, at, tokens)
}

/** Locks first and then reads: a second factor may have been turned on while the row was waited for. */
async function lock(
  tx: Tx,
  userId: number | null,
  { login, grant }: SigningIn,
  rightFor: string | null,
): Promise<Row | undefined> {
  await sendUnread(tx, sql`select from people.users where id = ${userId} for update`)
  const { rows } = await sql<Row>`
    select u.id, coalesce(u.password_hash = ${rightFor}, false)
        and (u.email_key = lower(${login}) or u.username_key = lower(${login})) as is_right,
      u.username, u.email, u.name, u.phone, u.language, u.email_verified_at, u.created_at, ${roleOf} as role,
      g.id as grant_id, array(select role from people.user_grants where user_id = u.id) as roles, f.method, f.secret, f.last_step, ${settingsSet} as set
    from people.users u
    join people.user_grants g on g.id = ${grantToActBy(grant)}
    left join people.second_factors f on f.user_id = u.id and f.confirmed_at is not null
    where u.id = ${userId} and u.blocked_at is null and u.deleted_at is null`.execute(tx)
  return rows[0]
}

/**
 * Whoever must have a second factor and has none gets the code by mail. They must for any of their roles, whichever acts: a session
 * may switch to each.
 */
function factorOf({ method, secret, last_step, roles }: Row, settings: Settings): Factor | null {
  if (method !== null) return { method, secret, last_step: last_step ?? 0 }
  return roles.some((role) => settings.require_second_factor[role])
    ? { method: 'mail', secret: null, last_step: 0 }
    : null
}

type Means = { limits: Limits; seconds: SecondFactors; known_device: string | null; spent: Quota[] }

/** The second code is counted by itself: whoever gets this far knows the password. */
async function demand(
  tx: Tx,
  { id, username }: Row,
  factor: Factor,
  code: string | undefined,
  { ip, at }: From,
  { limits, seconds, known_device, spent }: Means,
): Promise<void> {
  if (code === undefined) {
    await limits.giveBack(tx, spent)
    if (factor.method === 'mail') await issueCode(tx, { user_id: id }, 'sign_in', at, { device: known_device })
    throw keeping(new Refusal('two_factor_required', where[factor.method]))
  }
  const cost = secondFactor(id, known_device)
  await limits.count(tx, cost, at)
  if (!(await seconds.prove(tx, id, factor, { code, device: known_device }, at))) {
    const after = { because: 'second factor' }
    await audit(tx, { actor_id: null, action: 'session.refuse', target: `user:${username}`, after, ip }, at)
    throw keeping(new Refusal('two_factor_wrong'))
  }
  await limits.giveBack(tx, cost)
}

const where: Record<FactorMethod, RefusalDetails> = {
  app: {
    detail: 'The code is in your app; a recovery code works too.',
    errors: [{ field: 'code', code: 'in_app', message: 'is in your app' }],
  },
  mail: {
    detail: 'A code was sent to your e-mail address; a recovery code works too.',
    errors: [{ field: 'code', code: 'mailed', message: 'was sent to your e-mail address' }],
  },
}
