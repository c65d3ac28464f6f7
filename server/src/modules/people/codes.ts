import type { CodePurpose } from '@mortar/contract'
import { createHmac, randomBytes } from 'node:crypto'
import { sql, unread, type Tx } from '../../kernel/database.ts'
import { publish } from '../../kernel/facts.ts'
import { Refusal, keeping } from '../../kernel/refusal.ts'
import { deriveKey, isSame } from '../../kernel/secrets.ts'

const digits = 8
const lifeMs: Record<CodePurpose, number> = {
  verify_email: 24 * 60 * 60_000,
  reset_password: 30 * 60_000,
  old_email: 30 * 60_000,
  new_email: 30 * 60_000,
  sign_in: 10 * 60_000,
  enrol: 30 * 60_000,
}
/** However many codes are asked for: so many tries, and so many mails. */
export const tries = { most: 5, per_s: 30 * 60 }
const sends = { most: 5, per_s: 60 * 60 }

/** A code's digits. They are stored nowhere: an HMAC of whose, what for and a nonce makes them, for the mail and to compare. */
export type Codes = { of: (userId: number, purpose: CodePurpose, nonce: string) => string }

export function makeCodes(secret: string): Codes {
  const key = deriveKey(secret, 'mailed codes')
  return {
    of: (userId, purpose, nonce) => {
      const mac = createHmac('sha256', key).update(`${userId}.${purpose}.${nonce}`).digest()
      return String(mac.readUIntBE(0, 6) % 10 ** digits).padStart(digits, '0')
    },
  }
}

export const aNonce = () => randomBytes(16).toString('base64url')

/** For somebody, or for whoever has an e-mail address, if anybody has and the code would prove something. */
export type Whose = { user_id: number } | { email: string }

const person = (whose: Whose) =>
  'user_id' in whose ? sql`u.id = ${whose.user_id}` : sql`u.email_key = lower(${whose.email})`

/**
 * Issues a code and makes it known to those who mail it. It takes the place of an older one, but the tries that were made
 * count on. Whoever is being deleted or kept out is waited for, and gets none. The same statements run whether or not there is such a person, so that the time tells nothing.
 */
export async function issueCode(
  tx: Tx,
  whose: Whose,
  purpose: CodePurpose,
  at: Date,
  target: string | null = null,
): Promise<void> {
  const nonce = aNonce()
  const { rows } = await sql<{ user_id: number }>`
    insert into people.codes as c (user_id, purpose, nonce, target, expires_at, tries_since, sends_since)
    select u.id, ${purpose}, ${nonce}, coalesce(${target}, u.email), ${expiry(purpose, at)}, ${at}, ${at}
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
  await sql`
    insert into people.codes (user_id, purpose, nonce, target, expires_at, tries_since, sends_since)
    values (${userId}, 'verify_email', ${nonce}, ${email}, ${expiry('verify_email', at)}, ${at}, ${at}) ${unread}`.execute(
    tx,
  )
  return nonce
}

type Given = { purpose: CodePurpose; code: string }
export type Redeemed = { user_id: number; target: string }

/**
 * Uses codes up, all or none: each works once. The person is locked before a code is looked at: what they are may be
 * changing. A row is locked by its count, so that of many tries at once each is counted and one at most succeeds. Refuses `code_invalid`, which keeps the counts, for whatever reason it is. Answers whose the
 * first was and what it proves.
 */
export async function redeem(tx: Tx, codes: Codes, whose: Whose, at: Date, ...given: [Given, ...Given[]]) {
  await sql`select from people.users u where ${person(whose)} for update ${unread}`.execute(tx)
  const found: (Redeemed | null)[] = []
  for (const each of given) found.push(await tried(tx, codes, whose, each, at))
  const [first] = found
  if (first === undefined || first === null || found.includes(null)) throw keeping(new Refusal('code_invalid'))
  await sql`
    update people.codes set used_at = ${at}
    where user_id = ${first.user_id} and purpose = any(${given.map(({ purpose }) => purpose)}) ${unread}`.execute(tx)
  return first
}

/** Counts the try; null where the code is wrong, or there is none to be right. */
async function tried(tx: Tx, codes: Codes, whose: Whose, { purpose, code }: Given, at: Date): Promise<Redeemed | null> {
  const { rows } = await sql<Redeemed & { nonce: string }>`
    update people.codes c
    set tries = case when c.tries_since <= ${before(at, tries)} then 1 else c.tries + 1 end,
      tries_since = case when c.tries_since <= ${before(at, tries)} then ${at} else c.tries_since end
    from people.users u
    where u.id = c.user_id and ${person(whose)} and u.blocked_at is null and u.deleted_at is null
      and c.purpose = ${purpose} and c.used_at is null and c.expires_at > ${at}
      and (c.tries < ${sql.lit(tries.most)} or c.tries_since <= ${before(at, tries)})
    returning c.user_id, c.nonce, c.target`.execute(tx)
  const row = rows[0]
  return row !== undefined && isSame(plain(code), codes.of(row.user_id, purpose, row.nonce)) ? row : null
}

/** As it was meant: people copy blanks and hyphens along. */
export const plain = (code: string) => code.replace(/[\s-]/g, '').toUpperCase()

const expiry = (purpose: CodePurpose, at: Date) => new Date(at.getTime() + lifeMs[purpose])
const before = (at: Date, { per_s }: { per_s: number }) => new Date(at.getTime() - per_s * 1000)
