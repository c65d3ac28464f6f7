import type { PersonState, Role } from '@mortar/contract'

/** Said again because a browser gets no value of the contract, only its types. A missing one would not compile. */
const knownRoles: Record<Role, true> = { customer: true, shopkeeper: true, staff: true, admin: true }
export const roles = Object.keys(knownRoles) as Role[]

const knownStates: Record<PersonState, true> = { active: true, unverified: true, blocked: true, deleted: true }
export const personStates = Object.keys(knownStates) as PersonState[]

/** The role that an address names, if it does. */
export const roleNamed = (name: string | null): Role | undefined => roles.find((role) => role === name)
