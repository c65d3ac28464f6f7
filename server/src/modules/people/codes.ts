import type { CodePurpose } from '@mortar/contract/facts'
import { createHmac, randomBytes } from 'node:crypto'
import { sql, sendUnread, type Tx } from '../../kernel/database.ts'
import { publish } from '../../kernel/facts.ts'
import { Refusal } from '../../kernel/refusal.ts'
import { deriveKey, isSame } from '../../kernel/secrets.ts'
import { insertCode, isOpen, person, rowOf, spendCodes, upsertCode, type Whose } from './store/codes.ts'

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

/**
 * Issues a code and makes it known to those who mail it. It takes the place of an older one. Whoever is being deleted or kept
 * out is waited for, and gets none. The same statements run whether or not there is such a person, so that the time tells nothing.
 */
export async function issueCode(
  tx: Tx,
  whose: Whose,
  purpose: CodePurpose,
  at: Date,
  { target, device = null }: { target?: string; device?: string | null } = {},
): Promise<void> {
  const nonce = aNonce()
  const issued = { purpose, device, nonce, target, expires_at: expiry(purpose, at) }
  const user_id = await upsertCode(tx, whose, issued, sends, at)
  await publish(tx, 'code.issued', { user_id, purpose, nonce })
}

/** The first code of somebody new, which goes out with the welcome. Answers its nonce. */
export async function firstCode(tx: Tx, userId: number, email: string, at: Date): Promise<string> {
  const nonce = aNonce()
  await insertCode(
    tx,
    userId,
    { purpose: 'verify_email', nonce, target: email, expires_at: expiry('verify_email', at) },
    at,
  )
  return nonce
}

type Proof = { purpose: CodePurpose; code: string; device?: string | null }
export type Redeemed = { user_id: number; target: string }

/**
 * Uses codes up, all or none: each works once. Tries are counted before (`code-tries.ts`). A wrong code costs the same whether or not
 * there is one to be right: one statement that reads, and one comparison. What was found right is looked at again under the
 * person's lock: what they are may have changed, and of many tries at once one succeeds. Refuses `code_invalid`, for whatever
 * reason it is. Answers whose the first was and what it proves.
 */
export async function redeem(tx: Tx, codes: Codes, whose: Whose, at: Date, ...given: [Proof, ...Proof[]]) {
  const found: (Looked | null)[] = []
  for (const each of given) found.push(await look(tx, codes, whose, each, at))
  const [first] = found
  if (first === undefined || first === null || found.includes(null)) throw new Refusal('code_invalid')
  await sendUnread(tx, sql`select from people.users u where u.id = ${first.user_id} for update`)
  const nonces = found.flatMap((each) => each?.nonce ?? [])
  const used = await spendCodes(tx, first.user_id, nonces, at)
  if (used < given.length) throw new Refusal('code_invalid')
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
  { purpose, code, device }: Proof,
  at: Date,
): Promise<Looked | null> {
  const { rows } = await sql<Looked>`
    select u.id as user_id, c.target, c.nonce from people.users u join people.codes c on c.user_id = u.id
    where ${person(whose)} and c.purpose = ${rowOf(purpose, device)} and ${isOpen(at)}`.execute(tx)
  const { user_id, nonce } = rows[0] ?? nobody
  const expected = isLong(code) ? codes.long(user_id, purpose, nonce) : codes.of(user_id, purpose, nonce)
  return isSame(plain(code), expected) ? (rows[0] ?? null) : null
}

/** As it was meant: people copy blanks and hyphens along. */
export const plain = (code: string) => code.replace(/[\s-]/g, '').toUpperCase()

const expiry = (purpose: CodePurpose, at: Date) => new Date(at.getTime() + lifeMs[purpose])
