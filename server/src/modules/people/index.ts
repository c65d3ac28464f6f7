import type { Kernel, Module } from '../../kernel/module.ts'
import { accountRoutes } from './account-routes.ts'
import { adminRoutes } from './admin-routes.ts'
import { forgetting } from './forget.ts'
import { keeps } from './keeps.ts'
import { makeMeans } from './means.ts'
import { peopleRoutes } from './routes.ts'
import { secureRoutes } from './secure-routes.ts'

export { createAddress, savedAddress } from './addresses.ts'
export { blockUser, changeRole, resetSecondFactor, unblockUser, type Deed } from './administer.ts'
export { mustLeaveAnAdmin } from './admins.ts'
export { makeCodes, type Codes } from './codes.ts'
export { deletePerson } from './delete.ts'
export { makeSessions } from './identify.ts'
export { weaknessOf } from './new-password.ts'
export { makeOwnPassword, mustBeRight, type OwnPassword } from './own-password.ts'
export { hashing } from './routes.ts'
export { endSessions } from './sessions.ts'
export { actBy, employ, foremost, grant, roleOf } from './store/grants.ts'
export { personState, proveEmail, type NewUser } from './store/users.ts'
export { audit, withheld } from './store/audit.ts'
export { switchTo } from './switch.ts'
export { makeTokens, type Tokens } from './tokens.ts'
export { createCustomer, createUser, ensureAdmin, getUser, userOf, type Registration } from './users.ts'
export { changeWork, endWork } from './work.ts'

export function people(kernel: Kernel): Module {
  const means = makeMeans(kernel)
  const routes = [...peopleRoutes(means), ...secureRoutes(means), ...accountRoutes(means), ...adminRoutes(means)]
  return { name: 'people', routes, keeps, ...forgetting(kernel) }
}
