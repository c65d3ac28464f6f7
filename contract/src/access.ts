/**
 * Who may call what, in one table. A route names a row; the mount enforces it, OpenAPI publishes it and the web hides
 * buttons by it. Ownership (whose order, whose product) is never here: it stands in the query, where what is not yours
 * is not found.
 */
export const roles = ['customer', 'shopkeeper', 'staff', 'admin'] as const
export type Role = (typeof roles)[number]

/** What a member of a shop's staff may do, besides looking. The shopkeeper has every duty. */
export const duties = ['pharmacist', 'dispenser', 'counter'] as const
export type Duty = (typeof duties)[number]

export const access = {
  /** Strangers too. */
  anyone: { roles: [...roles], strangers: true },
  /** Strangers, but only where the demo is on. */
  demo: { roles: [...roles], strangers: true },
  signed_in: { roles: [...roles], strangers: false },
  customer: { roles: ['customer'], strangers: false },
  /** The shopkeeper and the shop's staff, for their own shop. */
  shop: { roles: ['shopkeeper', 'staff'], strangers: false },
  shopkeeper: { roles: ['shopkeeper'], strangers: false },
  shop_or_admin: { roles: ['shopkeeper', 'staff', 'admin'], strangers: false },
  buyer_or_shop: { roles: ['customer', 'shopkeeper', 'staff'], strangers: false },
  admin: { roles: ['admin'], strangers: false },
} as const satisfies Record<string, { roles: readonly Role[]; strangers: boolean }>

export type Access = keyof typeof access

export function allows(name: Access, role: Role | null): boolean {
  const row: { roles: readonly Role[]; strangers: boolean } = access[name]
  return role === null ? row.strangers : row.roles.includes(role)
}
