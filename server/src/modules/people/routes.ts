import { people, sessions } from '@mortar/contract'
import type { Tx } from '../../kernel/database.ts'
import { prepare, serve, type Handlers, type Served } from '../../kernel/module.ts'
import type { Passwords } from '../../kernel/passwords.ts'
import type { Means } from './means.ts'
import { checkNewPassword } from './new-password.ts'
import { endOne, mySessions, refresh, signOut } from './sessions.ts'
import { checkPassword, signIn } from './sign-in.ts'
import { createCustomer, type Registration } from './users.ts'

/** Signing up and signing in. The registrations that open a shop are served by shops, which stands above. */
const served = { create_customer: people.create_customer, ...sessions }
const nobody = { create_customer: 'nobody', login: 'nobody', refresh_token: 'nobody' } as const
const holdings = { ...nobody, logout: 'person', end_session: 'person' } as const

export function peopleRoutes(means: Means): Served[] {
  const { tokens } = means
  const handlers: Handlers<typeof served> = {
    create_customer: prepare(hashing(means.passwords), (tx, { body, ip, at }, password_hash) =>
      createCustomer(tx, { ...body, password_hash, ip }, at),
    ),
    login: prepare(
      (db, call) => checkPassword(db, call.body, call, means),
      (tx, call, checked) => signIn(tx, call.body, checked, call, means),
    ),
    refresh_token: (tx, call) => refresh(tx, call.body.refresh_token, call, tokens),
    logout: (tx, call) => signOut(tx, call, call.body.everywhere),
    list_sessions: (tx, call) => mySessions(tx, call),
    end_session: (tx, call) => endOne(tx, call, call.params.id),
  }
  return serve(served, handlers, {}, holdings)
}

/** The step before any registration: the password is judged, and hashed outside of the transaction. */
export function hashing(passwords: Passwords) {
  return (_: Tx, { body }: { body: Pick<Registration, 'username' | 'email' | 'name'> & { password: string } }) => {
    checkNewPassword(body.password, body)
    return passwords.hash(body.password)
  }
}
