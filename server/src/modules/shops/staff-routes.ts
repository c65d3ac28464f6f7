import { staff as contract } from '@mortar/contract'
import { prepare, serve, type Handlers, type Kernel, type Served } from '../../kernel/module.ts'
import { hashing } from '../people/index.ts'
import { makeInvitationTokens } from './invitation-token.ts'
import { invite, withdraw } from './invitations.ts'
import { acceptInvitation, joinStaff, viewInvitation } from './join.ts'
import { removeStaff, updateStaff } from './staff.ts'
import { listStaff, staffMember } from './staff-views.ts'

const holdings = { view_invitation: 'nobody', accept_invitation: 'nobody', join_staff: 'person' } as const

export function staffRoutes({ config, passwords, limits }: Pick<Kernel, 'config' | 'passwords' | 'limits'>): Served[] {
  const tokens = makeInvitationTokens(config.secret)
  const hash = hashing(passwords)
  const handlers: Handlers<typeof contract> = {
    list_staff: (tx, { person, at }) => listStaff(tx, person.shop_id, at),
    invite_staff: (tx, call) => invite(tx, call.body, call, limits, call.at),
    withdraw_invitation: (tx, call) => withdraw(tx, call.params.id, call, call.at),
    update_staff: async (tx, call) => {
      await updateStaff(tx, call.params.username, call.body, call, call.at)
      return staffMember(tx, call.person.shop_id, call.params.username)
    },
    remove_staff: (tx, call) => removeStaff(tx, call.params.username, call, call.at),
    view_invitation: (tx, { body, at }) => viewInvitation(tx, tokens, body.token, at),
    accept_invitation: prepare(
      async (db, { body, at }) => {
        const { email } = await viewInvitation(db, tokens, body.token, at)
        return hash(db, { body: { ...body, email } })
      },
      (tx, { body, ip, at }, password_hash) =>
        acceptInvitation(tx, tokens.read(body.token), { ...body, password_hash, ip }, at),
    ),
    join_staff: (tx, call) => joinStaff(tx, tokens.read(call.body.token), call, call.at),
  }
  return serve(contract, handlers, {}, holdings)
}
