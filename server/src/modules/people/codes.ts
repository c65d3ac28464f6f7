import type { CodePurpose } from '@mortar/contract/facts'
import { createHmac, randomBytes } from 'node:crypto'
import { sql, sendUnread, type Tx } from '../../kernel/database.ts'
import { publish } from '../../kernel/facts.ts'
import { Refusal } from '../../kernel/refusal.ts'
import { deriveKey, isSame } from '../../kernel/secrets.ts'

const digits = 8
const longDigits = 32
const sends = { most: 5, per_s: 60 * 60 }
/** A code for a new password lives as long as mails are counted: who gets no more of them has one that works. */
const lifeMs: Record<CodePurpose, number> = {
  verify_email: 24 * 60 * 60_000,
  reset_password: sends.per_s * 1000,
  old_email: 30 * 60_000,
  new_email: 30 * 60_000,
  sign_in: 10 * 60_000,
  enrol: 30 * 60_000,
}

/**
 * Codes are stored nowhere: an HMAC of whose, what for and a nonce makes them, for the mail and to compare. `of` is what people
 * type, `long` what a mail's link bears: nobody guesses that, and so it is not counted.
 */
export type Codes = {
  of: (userId: number, purpose: CodePurpose, nonce: string) => string
  long: (userId: number, purpose: CodePurpose, nonce: string) => string
}

export function makeCodes(secret: string): Codes {
  const key = deriveKey(secret, 'mailed codes')
  const macOf = (...of: (string | number)[]) => createHmac('sha256', key).update(of.join('.')).digest()
  return {
    of: (...of) => String(macOf(...of).readUIntBE(0, 6) % 10 ** digits).padStart(digits, '0'),
    long: (...of) =>
      macOf(...of, 'long')
        .toString('hex', 0, longDigits / 2)
        .toUpperCase(),
  }
}

export const isLong = (code: string) => plain(code).length === longDigits
export const aNonce = () => randomBytes(16).toString('base64url')

/** For somebody, or for whoever has an e-mail address, if anybody has and the code would prove something. */
export type Whose = { user_id: number } | { email: string }

const person = (whose: Whose) =>
  'user_id' in whose ? sql`u.id = ${whose.user_id}` : sql`u.email_key = lower(${whose.email})`

/** `device`: one that the account knows, whose codes nobody else asks for or takes the place of. */
type Where = { target?: string; device?: string | null }

/** What a code's row is for. */
const rowOf = (purpose: CodePurpose, device: string | null = null) =>
  device === null ? purpose : `${purpose} ${device}`

/** The same, without whose device. */
export const purposeOfRow = sql<CodePurpose>`split_part(purpose, ' ', 1)`

/**
 * Issues a code and makes it known to those who mail it. It takes the place of an older one. Whoever is being deleted or kept
 * out is waited for, and gets none. The same statements run whether or not there is such a person, so that the time tells nothing.
 */
export async function issueCode(
  tx: Tx,
  whose: Whose,
  purpose: CodePurpose,
  at: Date,
  { target, device = null }: Where = {},
): Promise<void> {
  const nonce = aNonce()
  const { rows } = await sql<{ user_id: number }>`
    insert into people.codes as c (user_id, purpose, nonce, target, expires_at, sends_since)
    select u.id, ${rowOf(purpose, device)}, ${nonce}, coalesce(${target ?? null}, u.email), ${expiry(purpose, at)}, ${at}
    from people.users u
    where ${person(whose)} and u.blocked_at is null and u.deleted_at is null
      and (${purpose} <> 'verify_email' or u.email_verified_at is null)
    for key share of u
    on conflict (user_id, purpose) do update
    set nonce = excluded.nonce, target = excluded.target, expires_at = excluded.expires_at, used_at = null,
      sends = case when c.sends_since <= ${before(at, sends)} then 1 else c.sends + 1 end,
      sends_since = case when c.sends_since <= ${before(at, sends)} then ${at} else c.sends_since end
    where c.sends < ${sql.lit(sends.most)} or c.sends_since <= ${before(at, sends)}
    returning user_id`.execute(tx)
  await publish(tx, 'code.issued', { user_id: rows[0]?.user_id ?? null, purpose, nonce })
}

/** The first code of somebody new, which goes out with the welcome. Answers its nonce. */
export async function firstCode(tx: Tx, userId: number, email: string, at: Date): Promise<string> {
  const nonce = aNonce()
  await sendUnread(
    tx,
    sql`insert into people.codes (user_id, purpose, nonce, target, expires_at, sends_since)
    values (${userId}, 'verify_email', ${nonce}, ${email}, ${expiry('verify_email', at)}, ${at})`,
  )
  return nonce
}

type Given = { purpose: CodePurpose; code: string; device?: string | null }
export type Redeemed = { user_id: number; target: string }

/**
 * Uses codes up, all or none: each works once. Tries are counted before (`code-tries.ts`). A wrong code costs the same whether or not
 * there is one to be right: one statement that reads, and one comparison. What was found right is looked at again under the
 * person's lock: what they are may have changed, and of many tries at once one succeeds. Refuses `code_invalid`, for whatever
 * reason it is. Answers whose the first was and what it proves.
 */
export async function redeem(tx: Tx, codes: Codes, whose: Whose, at: Date, ...given: [Given, ...Given[]]) {
  const found: (Looked | null)[] = []
  for (const each of given) found.push(await look(tx, codes, whose, each, at))
  const [first] = found
  if (first === undefined || first === null || found.includes(null)) throw new Refusal('code_invalid')
  await sendUnread(tx, sql`select from people.users u where u.id = ${first.user_id} for update`)
  const nonces = found.flatMap((each) => each?.nonce ?? [])
  const { rows } = await sql`
    update people.codes c set used_at = ${at} from people.users u
    where u.id = ${first.user_id} and ${isOpen(at)} and c.nonce = any(${nonces}) returning 1`.execute(tx)
  if (rows.length < given.length) throw new Refusal('code_invalid')
  return first
}

type Looked = Redeemed & { nonce: string }
/** Compared with where there is no code: the work is the same. */
const nobody: Looked = { user_id: 0, target: '', nonce: '' }

/** Null where the code is wrong, or there is none to be right. */
async function look(
  tx: Tx,
  codes: Codes,
  whose: Whose,
  { purpose, code, device }: Given,
  at: Date,
): Promise<Looked | null> {
  const { rows } = await sql<Looked>`
    select u.id as user_id, c.target, c.nonce from people.users u join people.codes c on c.user_id = u.id
    where ${person(whose)} and c.purpose = ${rowOf(purpose, device)} and ${isOpen(at)}`.execute(tx)
  const { user_id, nonce } = rows[0] ?? nobody
  const expected = isLong(code) ? codes.long(user_id, purpose, nonce) : codes.of(user_id, purpose, nonce)
  return isSame(plain(code), expected) ? (rows[0] ?? null) : null
}

/** A code `c` of a person `u` that still proves something: what was sent to an address that is theirs no more does not. */
const isOpen = (at: Date) => sql`c.user_id = u.id and c.used_at is null and c.expires_at > ${at}
  and u.blocked_at is null and u.deleted_at is null and (c.purpose = 'new_email' or lower(c.target) = u.email_key)`

/** Whatever was mailed before a change of password or address proves nothing after it. */
export async function endCodes(tx: Tx, userId: number, at: Date): Promise<void> {
  await sendUnread(tx, sql`update people.codes set used_at = ${at} where user_id = ${userId} and used_at is null`)
}

/** As it was meant: people copy blanks and hyphens along. */
export const plain = (code: string) => code.replace(/[\s-]/g, '').toUpperCase()

const expiry = (purpose: CodePurpose, at: Date) => new Date(at.getTime() + lifeMs[purpose])
const before = (at: Date, { per_s }: { per_s: number }) => new Date(at.getTime() - per_s * 1000)
