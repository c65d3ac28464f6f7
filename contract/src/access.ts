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

type Row = {
  roles: readonly Role[]
  strangers: boolean
  /** Of staff, only those who have one of these. */
  duties?: readonly Duty[]
}

const inShop = { roles: ['shopkeeper', 'staff'], strangers: false } as const

export const access = {
  /** Strangers too. */
  anyone: { roles: [...roles], strangers: true },
  /** Strangers, but only where the demo is on. */
  demo: { roles: [...roles], strangers: true },
  signed_in: { roles: [...roles], strangers: false },
  customer: { roles: ['customer'], strangers: false },
  /** The shopkeeper and the shop's staff look at their own shop. */
  shop: inShop,
  /** What is listed, and at what price. */
  shop_products: { ...inShop, duties: ['pharmacist', 'dispenser'] },
  /** What is received. */
  shop_stock: { ...inShop, duties: ['pharmacist', 'dispenser'] },
  /** Orders: what was bought and where it goes is read by those alone who have to do with it. */
  shop_orders: { ...inShop, duties: ['pharmacist', 'dispenser', 'counter'] },
  shopkeeper: { roles: ['shopkeeper'], strangers: false },
  shop_orders_or_admin: {
    roles: ['shopkeeper', 'staff', 'admin'],
    strangers: false,
    duties: ['pharmacist', 'dispenser', 'counter'],
  },
  /** Whoever has bought something may be anything by now. What is theirs stands in the query. */
  buyer: { roles: [...roles], strangers: false },
  admin: { roles: ['admin'], strangers: false },
} as const satisfies Record<string, Row>

export type Access = keyof typeof access

/** Null: a stranger. */
export function allows(name: Access, who: { role: Role; duties: readonly Duty[] } | null): boolean {
  const row: Row = access[name]
  if (who === null) return row.strangers
  if (!row.roles.includes(who.role)) return false
  return who.role !== 'staff' || row.duties === undefined || row.duties.some((duty) => who.duties.includes(duty))
}
