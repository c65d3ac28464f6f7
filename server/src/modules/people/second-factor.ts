import type { FactorMethod, Settings } from '@mortar/contract'
import { sql, type Tx } from '../../kernel/database.ts'
import { publish } from '../../kernel/facts.ts'
import type { Person } from '../../kernel/module.ts'
import { Refusal } from '../../kernel/refusal.ts'
import { settingsFrom, settingsSet } from '../../kernel/settings.ts'
import { makeAppCodes, type Shown } from './app-codes.ts'
import { issueCode, plain, redeem, type Codes } from './codes.ts'
import { makeRecoveryCodes } from './recovery-codes.ts'
import { endSessions } from './sessions.ts'
import { beginFactor, deleteFactor, spendStep, turnFactorOn } from './store/factors.ts'
import { audit } from './store/audit.ts'

export type Factor = { method: FactorMethod; secret: Buffer | null; last_step: number }

/** `device`: which one that the account knows; null on others, which share their mailed codes. */
export type SecondCode = { code: string; device: string | null }

export type Enrolment = { method: FactorMethod } & { [K in keyof Shown]: Shown[K] | null }

export type SecondFactors = {
  /** Begins with one that its first code turns on. Refuses `second_factor_on`. */
  enrol: (tx: Tx, person: Person, method: FactorMethod, at: Date) => Promise<Enrolment>
  /** Turns it on with its first code, and ends the person's other sessions: they began without one. Refuses `code_invalid` and `second_factor_on`. Answers the recovery codes. */
  confirm: (tx: Tx, person: Person, code: string, ip: string, at: Date) => Promise<string[]>
  /** New recovery codes; ends the person's other sessions. Refuses `second_factor_off`. */
  renew: (tx: Tx, person: Person, ip: string, at: Date) => Promise<string[]>
  /** Whether a code is the right second one now, on this device, for somebody whose row is locked. It is used up; whoever asks counts the try. */
  prove: (tx: Tx, userId: number, factor: Factor, given: SecondCode, at: Date) => Promise<boolean>
}

export function makeSecondFactors(secret: string, codes: Codes): SecondFactors {
  const appCodes = makeAppCodes(secret)
  const recoveryCodes = makeRecoveryCodes(secret)

  const byApp = async (tx: Tx, userId: number, factor: Factor, code: string, at: Date) => {
    const step = factor.secret === null ? null : appCodes.stepOf(factor.secret, plain(code), at)
    return step !== null && step > factor.last_step && spendStep(tx, userId, step)
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

  return {
    enrol: async (tx, person, method, at) => {
      const app = method === 'app' ? appCodes.make(person.username) : null
      if (!(await beginFactor(tx, person.id, { method, secret: app?.sealed ?? null })))
        throw new Refusal('second_factor_on')
      if (app !== null) return { method, ...app.shown }
      await issueCode(tx, { user_id: person.id }, 'enrol', at)
      return { method, secret: null, otpauth_url: null, qr_svg: null }
    },
    confirm: async (tx, person, code, ip, at) => {
      const factor = await begun(tx, person.id)
      if (factor.method === 'mail') await redeem(tx, codes, { user_id: person.id }, at, { purpose: 'enrol', code })
      else if (!(await byApp(tx, person.id, factor, code, at))) throw new Refusal('code_invalid')
      await turnFactorOn(tx, person.id, at)
      await endOthers(tx, person, at)
      const [target, after] = [`user:${person.username}`, { method: factor.method }]
      await audit(tx, { actor_id: person.id, action: 'second_factor.on', target, after, ip }, at)
      await publish(tx, 'account.secured', { user_id: person.id, what: 'second_factor_on' })
      return recoveryCodes.renew(tx, person.id)
    },
    renew: async (tx, person, ip, at) => {
      await mustBeOn(tx, person.id)
      const target = `user:${person.username}`
      await audit(tx, { actor_id: person.id, action: 'recovery_codes.renew', target, ip }, at)
      await endOthers(tx, person, at)
      await publish(tx, 'account.secured', { user_id: person.id, what: 'recovery_codes_renewed' })
      return recoveryCodes.renew(tx, person.id)
    },
    prove: async (tx, userId, factor, given, at) => {
      const { code } = given
      const first = factor.method === 'app' ? byApp(tx, userId, factor, code, at) : byMail(tx, userId, given, at)
      return (await first) || recoveryCodes.spend(tx, userId, code, at)
    },
  }
}

/** What waits for its first code, locked. Refuses `code_invalid` where nothing does, and `second_factor_on`. */
async function begun(tx: Tx, userId: number): Promise<Factor> {
  const { rows } = await sql<Factor & { is_on: boolean }>`
    select method, secret, last_step, confirmed_at is not null as is_on
    from people.second_factors where user_id = ${userId} for update`.execute(tx)
  const factor = rows[0]
  if (factor === undefined) throw new Refusal('code_invalid')
  if (factor.is_on) throw new Refusal('second_factor_on')
  return factor
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
 * `second_factor_off`. What a role must have comes by mail from then on.
 */
export async function disable(tx: Tx, { user, actor_id, but, ip, reason }: Off, at: Date): Promise<void> {
  await mustBeOn(tx, user.id)
  await deleteFactor(tx, user.id)
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
