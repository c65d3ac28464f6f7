import { platform as contract } from '@mortar/contract'
import { serve, type Handlers, type Served } from '../../kernel/module.ts'
import { listed } from '../../kernel/page.ts'
import { blockUser, changeRole, resetSecondFactor, unblockUser } from '../people/index.ts'
import { adminUser, adminUsers } from './user-views.ts'

/** What admins see of people names their shops, which people does not know. */
const { list_users, get_user, update_user, block_user, unblock_user, reset_second_factor } = contract
const served = { list_users, get_user, update_user, block_user, unblock_user, reset_second_factor }

const holdings = {
  update_user: 'admins',
  block_user: 'admins',
  unblock_user: 'admins',
  reset_second_factor: 'admins',
} as const

export const userRoutes = (): Served[] => serve(served, handlers, {}, holdings)

const handlers: Handlers<typeof served> = {
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
}
