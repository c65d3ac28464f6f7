import type { Kernel, Module } from '../../kernel/module.ts'
import { peopleRoutes } from './routes.ts'
import { makeTokens } from './tokens.ts'

export { makeIdentify } from './identify.ts'
export { audit, insertGrant as grant, type NewUser } from './store.ts'
export { makeTokens, type Tokens } from './tokens.ts'
export { createCustomer, createUser, ensureAdmin, getUser, userOf } from './users.ts'

export function people(kernel: Kernel): Module {
  return { name: 'people', routes: peopleRoutes(kernel.passwords, makeTokens(kernel.config.secret)) }
}
