import { people as contract } from '@mortar/contract'
import { prepare, serve, type Served } from '../../kernel/module.ts'
import { Refusal } from '../../kernel/refusal.ts'
import type { Passwords } from '../../kernel/passwords.ts'
import { checkPassword, mySessions, refresh, signIn, signOut } from './sessions.ts'
import type { Tokens } from './tokens.ts'
import { createCustomer } from './users.ts'

/** What people serves of its contract. The registrations that open a shop are served by shops, which stands above. */
const { create_customer, login, refresh_token, logout, list_sessions } = contract
const served = { create_customer, login, refresh_token, logout, list_sessions }

export function peopleRoutes(passwords: Passwords, tokens: Tokens): Served[] {
  return serve(served, {
    create_customer: prepare(
      (_, { body }) => passwords.hash(body.password),
      (tx, { body, at }, password_hash) => createCustomer(tx, { ...body, password_hash }, at),
    ),
    login: prepare(
      (db, { body }) => checkPassword(db, body, passwords),
      async (tx, { body, ip, at }, userId) => {
        if (userId === null) throw new Refusal('invalid_credentials')
        return signIn(tx, userId, { device: body.device, ip, at }, tokens)
      },
    ),
    refresh_token: (tx, { body, at }) => refresh(tx, body.refresh_token, at, tokens),
    logout: (tx, { person, body, at }) => signOut(tx, person, body.everywhere, at),
    list_sessions: (tx, { person }) => mySessions(tx, person),
  })
}
