import type { FactorMethod } from '@mortar/contract'
import { createHmac, randomInt } from 'node:crypto'
import { Secret, TOTP } from 'otpauth'
import { encodeQR } from 'qr'
import { sql, sendUnread, type Tx } from '../../kernel/database.ts'
import { publish } from '../../kernel/facts.ts'
import type { Person } from '../../kernel/module.ts'
import { Refusal } from '../../kernel/refusal.ts'
import { decrypt, deriveKey, encrypt, isSame } from '../../kernel/secrets.ts'
import { settingsFrom, settingsSet } from '../../kernel/settings.ts'
import type { Settings } from '@mortar/contract'
import { issueCode, plain, redeem, type Codes } from './codes.ts'
import { endSessions } from './sessions.ts'
import { audit } from './store.ts'

/** An app's codes as RFC 6238 has them and every app reads them: six digits for thirty seconds, from 160 bits. */
const counting = { algorithm: 'SHA1', digits: 6, period: 30 } as const
const secretBytes = 20
/** A code of the step before or after is taken too: clocks differ. */
const window = 1
const recoveryCodes = 10
/** Without letters and digits that are taken for each other. Ten of these hold 49 bits. */
const recoveryLetters = '23456789ABCDEFGHJKMNPQRSTUVWXYZ'
const recoveryLength = 10

export type Factor = { method: FactorMethod; secret: Buffer | null; last_step: number }

export type SecondFactors = {
  enrol: (tx: Tx, person: Person, method: FactorMethod, at: Date) => Promise<Enrolment>
  /** Turns it on with its first code, and ends the person's other sessions: they began without one. Refuses `code_invalid` and `second_factor_on`. Answers the recovery codes. */
  confirm: (tx: Tx, person: Person, code: string, ip: string, at: Date) => Promise<string[]>
  renew: (tx: Tx, person: Person, ip: string, at: Date) => Promise<string[]>
  /** Whether a code is the right second one now, on this device, for somebody whose row is locked. It is used up; whoever asks counts the try. */
  prove: (tx: Tx, userId: number, factor: Factor, given: SecondCode, at: Date) => Promise<boolean>
}

/** `device`: which one that the account knows; null on others, which share their mailed codes. */
export type SecondCode = { code: string; device: string | null }

export type Enrolment = {
  method: FactorMethod
  secret: string | null
  otpauth_url: string | null
  qr_svg: string | null
}

export function makeSecondFactors(secret: string, codes: Codes): SecondFactors {
  const sealKey = deriveKey(secret, 'second factor')
  const recoveryKey = deriveKey(secret, 'recovery codes')
  const hashOf = (userId: number, code: string) =>
    createHmac('sha256', recoveryKey)
      .update(`${userId}.${plain(code)}`)
      .digest()

  /** The step an app's code belongs to, if it is one that was not used yet. */
  const stepOf = (factor: Factor, code: string, at: Date): number | null => {
    if (factor.secret === null || !/^\d{6}$/.test(code)) return null
    const totp = new TOTP({ ...counting, secret: Secret.fromBase32(decrypt(sealKey, factor.secret)) })
    const now = Math.floor(at.getTime() / 1000 / counting.period)
    const steps = Array.from({ length: 2 * window + 1 }, (_, i) => now - window + i)
    const given = steps.find((step) => isSame(code, totp.generate({ timestamp: step * counting.period * 1000 })))
    return given !== undefined && given > factor.last_step ? given : null
  }

  const byApp = async (tx: Tx, userId: number, factor: Factor, code: string, at: Date) => {
    const step = stepOf(factor, plain(code), at)
    if (step === null) return false
    const { rows } = await sql`
      update people.second_factors set last_step = ${step}
      where user_id = ${userId} and last_step < ${step} returning 1`.execute(tx)
    return rows.length === 1
  }

  const byMail = async (tx: Tx, userId: number, given: SecondCode, at: Date) => {
    try {
      await redeem(tx, codes, { user_id: userId }, at, { purpose: 'sign_in', ...given })
      return true
    } catch (error) {
      if (error instanceof Refusal) return false
      throw error
    }
  }

  const byRecovery = async (tx: Tx, userId: number, code: string, at: Date) => {
    if (plain(code).length !== recoveryLength) return false
    const { rows } = await sql`
      update people.recovery_codes set used_at = ${at}
      where user_id = ${userId} and hash = ${hashOf(userId, code)} and used_at is null returning 1`.execute(tx)
    if (rows.length === 0) return false
    await publish(tx, 'account.secured', { user_id: userId, what: 'recovery_code_used' })
    return true
  }

  const newCodes = async (tx: Tx, userId: number) => {
    const list = Array.from({ length: recoveryCodes }, aRecoveryCode)
    await sendUnread(tx, sql`delete from people.recovery_codes where user_id = ${userId}`)
    await sql`
      insert into people.recovery_codes (user_id, hash)
      select ${userId}, unnest(${list.map((code) => hashOf(userId, code))}::bytea[])`.execute(tx)
    return list
  }

  return {
    enrol: async (tx, person, method, at) => {
      const fresh = method === 'app' ? new Secret({ size: secretBytes }) : null
      const { rows } = await sql`
        insert into people.second_factors as f (user_id, method, secret)
        select id, ${method}, ${fresh === null ? null : encrypt(sealKey, fresh.base32)}
        from people.users where id = ${person.id} and deleted_at is null for no key update
        on conflict (user_id) do update set method = excluded.method, secret = excluded.secret, last_step = 0
        where f.confirmed_at is null
        returning 1`.execute(tx)
      if (rows.length === 0) throw new Refusal('second_factor_on')
      if (fresh === null) {
        await issueCode(tx, { user_id: person.id }, 'enrol', at)
        return { method, secret: null, otpauth_url: null, qr_svg: null }
      }
      const totp = new TOTP({ ...counting, issuer: 'Mortar', label: person.username, secret: fresh })
      const otpauth_url = totp.toString()
      return { method, secret: fresh.base32, otpauth_url, qr_svg: encodeQR(otpauth_url, 'svg') }
    },
    confirm: async (tx, person, code, ip, at) => {
      const { rows } = await sql<Factor & { is_on: boolean }>`
        select method, secret, last_step, confirmed_at is not null as is_on
        from people.second_factors where user_id = ${person.id} for update`.execute(tx)
      const factor = rows[0]
      if (factor === undefined) throw new Refusal('code_invalid')
      if (factor.is_on) throw new Refusal('second_factor_on')
      if (factor.method === 'mail') await redeem(tx, codes, { user_id: person.id }, at, { purpose: 'enrol', code })
      else if (!(await byApp(tx, person.id, factor, code, at))) throw new Refusal('code_invalid')
      await sendUnread(tx, sql`update people.second_factors set confirmed_at = ${at} where user_id = ${person.id}`)
      await endOthers(tx, person, at)
      const after = { method: factor.method }
      await audit(
        tx,
        { actor_id: person.id, action: 'second_factor.on', target: `user:${person.username}`, after, ip },
        at,
      )
      await publish(tx, 'account.secured', { user_id: person.id, what: 'second_factor_on' })
      return newCodes(tx, person.id)
    },
    renew: async (tx, person, ip, at) => {
      await mustBeOn(tx, person.id)
      await audit(
        tx,
        { actor_id: person.id, action: 'recovery_codes.renew', target: `user:${person.username}`, ip },
        at,
      )
      await endOthers(tx, person, at)
      await publish(tx, 'account.secured', { user_id: person.id, what: 'recovery_codes_renewed' })
      return newCodes(tx, person.id)
    },
    prove: async (tx, userId, factor, given, at) => {
      const { code } = given
      const first = factor.method === 'app' ? byApp(tx, userId, factor, code, at) : byMail(tx, userId, given, at)
      return (await first) || byRecovery(tx, userId, code, at)
    },
  }
}

function aRecoveryCode(): string {
  const letters = Array.from({ length: recoveryLength }, () => recoveryLetters[randomInt(recoveryLetters.length)])
  return `${letters.slice(0, 5).join('')}-${letters.slice(5).join('')}`
}

async function mustBeOn(tx: Tx, userId: number): Promise<void> {
  const { rows } = await sql`
    select from people.second_factors where user_id = ${userId} and confirmed_at is not null for update`.execute(tx)
  if (rows.length === 0) throw new Refusal('second_factor_off')
}

/** Whoever else is signed in may be why the second factor is changed. */
async function endOthers(tx: Tx, { id, session_id }: Person, at: Date): Promise<void> {
  await endSessions(tx, { user_id: id, but: session_id }, 'second_factor', at)
}

type Off = {
  user: { id: number; username: string }
  actor_id: number
  /** The session that stays, of whoever does it themselves. */
  but?: string
  ip: string
  reason?: string | null
}

/**
 * Turns a second factor off, and ends the person's other sessions: its owner's doing, or an admin's for who lost it. Refuses
 * `second_factor_off`. What a role must
 * have comes by mail from then on.
 */
export async function disable(tx: Tx, { user, actor_id, but, ip, reason }: Off, at: Date): Promise<void> {
  await mustBeOn(tx, user.id)
  await sendUnread(tx, sql`delete from people.second_factors where user_id = ${user.id}`)
  await sendUnread(tx, sql`delete from people.recovery_codes where user_id = ${user.id}`)
  await endSessions(tx, { user_id: user.id, ...(but !== undefined && { but }) }, 'second_factor', at)
  const after = reason === undefined ? undefined : { reason }
  await audit(tx, { actor_id, action: 'second_factor.off', target: `user:${user.username}`, after, ip }, at)
  await publish(tx, 'account.secured', { user_id: user.id, what: 'second_factor_off' })
}

type Standing = {
  method: FactorMethod | null
  since: string | null
  recovery_codes_left: number
  set: Partial<Settings>
}

export async function standing(tx: Tx, person: Person) {
  const { rows } = await sql<Standing>`
    select f.method, f.confirmed_at as since, ${settingsSet} as set,
      (select count(*) from people.recovery_codes where user_id = ${person.id} and used_at is null) as recovery_codes_left
    from (select) one left join people.second_factors f on f.user_id = ${person.id} and f.confirmed_at is not null`.execute(
    tx,
  )
  const { set, ...rest } = rows[0] ?? { set: {}, method: null, since: null, recovery_codes_left: 0 }
  return { ...rest, is_required: settingsFrom(set).require_second_factor[person.role] }
}
