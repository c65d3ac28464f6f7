import { account, users } from '@mortar/contract'
import { prepare, serve, type Handlers, type Kernel, type Served } from '../../kernel/module.ts'
import { listed } from '../../kernel/page.ts'
import {
  blockUser,
  changeRole,
  makeOwnPassword,
  mustBeRight,
  resetSecondFactor,
  unblockUser,
  type OwnPassword,
} from '../people/index.ts'
import { leave } from './leave.ts'
import { adminUser, adminUsers } from './user-views.ts'

/** What admins see of people names their shops, which people does not know; and whoever leaves may be waited for in one. */
const { active_users: _, ...known } = users
const served = { delete_me: account.delete_me, ...known }

const holdings = {
  delete_me: 'admins',
  update_user: 'admins',
  block_user: 'admins',
  unblock_user: 'admins',
  reset_second_factor: 'admins',
} as const

export const userRoutes = (kernel: Pick<Kernel, 'passwords' | 'limits'>): Served[] =>
  serve(served, handlersOf(makeOwnPassword(kernel)), {}, holdings)

const handlersOf = (ownPassword: OwnPassword): Handlers<typeof served> => ({
  delete_me: prepare(
    (db, { person, body, at }) => ownPassword(db, person, body.password, at),
    async (tx, call, proof) => {
      await mustBeRight(tx, call.person, proof)
      return leave(tx, call)
    },
  ),
  list_users: async (tx, call) => listed(call, await adminUsers(tx, call.query)),
  get_user: (tx, { params }) => adminUser(tx, params.username),
  update_user: async (tx, { params, body, person, ip, at }) => {
    await changeRole(tx, { ...params, ...body, person, ip }, at)
    return adminUser(tx, params.username)
  },
  block_user: async (tx, { params, body, person, ip, at }) => {
    await blockUser(tx, { ...params, reason: body.reason ?? null, person, ip }, at)
    return adminUser(tx, params.username)
  },
  unblock_user: async (tx, { params, body, person, ip, at }) => {
    await unblockUser(tx, { ...params, reason: body.reason ?? null, person, ip }, at)
    return adminUser(tx, params.username)
  },
  reset_second_factor: async (tx, { params, body, person, ip, at }) => {
    await resetSecondFactor(tx, { ...params, reason: body.reason ?? null, person, ip }, at)
    return adminUser(tx, params.username)
  },
})
