import { security as contract } from '@mortar/contract'
import { prepare, serve, type Handlers, type Served } from '../../kernel/module.ts'
import { Refusal } from '../../kernel/refusal.ts'
import { giveTryBack, spendTry } from './code-tries.ts'
import { issueCode } from './codes.ts'
import { askForEmail, changeEmail, verifyEmail } from './email.ts'
import type { Means } from './means.ts'
import { checkNewPassword } from './new-password.ts'
import { mustBeRight, mustHaveJustSignedIn } from './own-password.ts'
import { changePassword, resetPassword } from './password.ts'
import { disable, standing } from './second-factor.ts'

/** Who proves to be somebody by a code is asked nothing else; the rest changes what the account is to its owner. */
const holdings = {
  forgot_password: 'nobody',
  reset_password: 'nobody',
  verify_email: 'nobody',
  resend_verification: 'nobody',
  change_password: 'person',
  change_email: 'person',
  confirm_email_change: 'person',
  enrol_second_factor: 'person',
  confirm_second_factor: 'person',
  disable_second_factor: 'person',
  renew_recovery_codes: 'person',
} as const

const sent = { sent: true } as const

/** What keeps an account its owner's: password, e-mail address, second factor. */
export function secureRoutes(means: Means): Served[] {
  const { codes, passwords, ownPassword, seconds } = means
  const handlers: Handlers<typeof contract> = {
    forgot_password: async (tx, { body, at }) => {
      await issueCode(tx, body, 'reset_password', at)
      return sent
    },
    reset_password: prepare(
      async (db, { body, ip, at }) => {
        checkNewPassword(body.password, body)
        const spent = await spendTry(db, { whose: body, ip, at }, { purpose: 'reset_password', code: body.code })
        return { spent, password_hash: await passwords.hash(body.password) }
      },
      (tx, { body, ip, at }, prepared) => resetPassword(tx, { ...body, ...prepared, ip }, means, at),
    ),
    change_password: prepare(
      async (db, { person, body, at }) => {
        const proof = await ownPassword(db, person, body.password, at)
        if (proof === null) throw new Refusal('password_wrong')
        checkNewPassword(body.new_password, person, 'new_password')
        return { proof, password_hash: await passwords.hash(body.new_password) }
      },
      async (tx, { person, ip, at }, { proof, password_hash }) => {
        await mustBeRight(tx, person, proof)
        await changePassword(tx, person, password_hash, ip, at)
      },
    ),

    verify_email: prepare(
      (db, { body, ip, at }) => spendTry(db, { whose: body, ip, at }, { purpose: 'verify_email', code: body.code }),
      (tx, { body, ip, at }, spent) => verifyEmail(tx, { ...body, spent, ip }, codes, at),
    ),
    resend_verification: async (tx, { body, at }) => {
      await issueCode(tx, body, 'verify_email', at)
      return sent
    },
    change_email: prepare(
      (db, { person, body, at }) => ownPassword(db, person, body.password, at),
      async (tx, { person, body, at }, proof) => {
        await mustBeRight(tx, person, proof)
        await askForEmail(tx, person, body.email, at)
        return sent
      },
    ),
    confirm_email_change: prepare(
      (db, { person, body, ip, at }) =>
        spendTry(
          db,
          { whose: { user_id: person.id }, ip, at },
          { purpose: 'new_email', code: body.new_code },
          { purpose: 'old_email', code: body.old_code },
        ),
      (tx, { person, body, ip, at }, spent) => changeEmail(tx, person, { ...body, spent, ip }, codes, at),
    ),

    second_factor: (tx, { person }) => standing(tx, person),
    enrol_second_factor: prepare(
      async (db, { person, body, at }) =>
        body.password === undefined ? null : ownPassword(db, person, body.password, at),
      async (tx, { person, body, at }, proof) => {
        await (body.password === undefined ? mustHaveJustSignedIn(tx, person, at) : mustBeRight(tx, person, proof))
        return seconds.enrol(tx, person, body.method, at)
      },
    ),
    confirm_second_factor: prepare(
      (db, { person, body, ip, at }) =>
        spendTry(db, { whose: { user_id: person.id }, ip, at }, { purpose: 'enrol', code: body.code }),
      async (tx, { person, body, ip, at }, spent) => {
        const recovery_codes = await seconds.confirm(tx, person, body.code, ip, at)
        await giveTryBack(tx, spent)
        return { recovery_codes }
      },
    ),
    disable_second_factor: prepare(
      (db, { person, body, at }) => ownPassword(db, person, body.password, at),
      async (tx, { person, ip, at }, proof) => {
        await mustBeRight(tx, person, proof)
        return disable(tx, { user: person, actor_id: person.id, but: person.session_id, ip }, at)
      },
    ),
    renew_recovery_codes: prepare(
      (db, { person, body, at }) => ownPassword(db, person, body.password, at),
      async (tx, { person, ip, at }, proof) => {
        await mustBeRight(tx, person, proof)
        return { recovery_codes: await seconds.renew(tx, person, ip, at) }
      },
    ),
  }
  return serve(contract, handlers, {}, holdings)
}
