/**
 * Who may call what, in one table. A route names a row; the mount enforces it, OpenAPI publishes it and the web hides
 * buttons by it. Ownership (whose order, whose product) is never here: it stands in the query, where what is not yours
 * is not found.
 */

/** What somebody may be besides a buyer, which everybody is. A session acts by one of the grants of its person. */
export const roles = ['customer', 'shopkeeper', 'staff', 'admin'] as const
export type Role = (typeof roles)[number]

/** What a member of a shop's staff may do, besides looking. The shopkeeper has every duty. */
export const duties = ['pharmacist', 'dispenser', 'counter'] as const
export type Duty = (typeof duties)[number]

/**
 * What somebody is to what a route serves. `buyer`: everybody who is signed in, whatever else they are. `shop` and `platform`: by
 * the grant that acts.
 */
export const relations = {
  buyer: roles,
  shop: ['shopkeeper', 'staff'],
  platform: ['admin'],
} as const satisfies Record<string, readonly Role[]>
export type Relation = keyof typeof relations

type Row = {
  /** Whoever stands in one of these may call. */
  relations: readonly Relation[]
  strangers: boolean
  /** Of a shop, its keeper alone. */
  keeper?: true
  /** Of staff, only those who have one of these. */
  duties?: readonly Duty[]
}

const inShop = { relations: ['shop'], strangers: false } as const

export const access = {
  /** Strangers too. */
  anyone: { relations: ['buyer'], strangers: true },
  /** Strangers, but only where the demo is on. */
  demo: { relations: ['buyer'], strangers: true },
  /** Their own account. */
  signed_in: { relations: ['buyer'], strangers: false },
  /** What they buy. */
  buyer: { relations: ['buyer'], strangers: false },
  /** The shopkeeper and the shop's staff look at their own shop. */
  shop: inShop,
  /** What is listed, and at what price. */
  shop_products: { ...inShop, duties: ['pharmacist', 'dispenser'] },
  /** What is received. */
  shop_stock: { ...inShop, duties: ['pharmacist', 'dispenser'] },
  /** Orders: what was bought and where it goes is read by those alone who have to do with it. */
  shop_orders: { ...inShop, duties },
  shopkeeper: { ...inShop, keeper: true },
  shop_orders_or_admin: { relations: ['shop', 'platform'], strangers: false, duties },
  /** One order: its buyer, its shop and the platform, each as the query says. */
  order: { relations: ['buyer', 'shop', 'platform'], strangers: false },
  admin: { relations: ['platform'], strangers: false },
} as const satisfies Record<string, Row>

export type Access = keyof typeof access

/** By the grant that acts. Null: a stranger. */
export function allows(name: Access, who: { role: Role; duties: readonly Duty[] } | null): boolean {
  const row: Row = access[name]
  if (who === null) return row.strangers
  return row.relations.some((relation) => stands(relation, row, who))
}

function stands(relation: Relation, row: Row, who: { role: Role; duties: readonly Duty[] }): boolean {
  const held: readonly Role[] = relations[relation]
  if (!held.includes(who.role)) return false
  if (relation !== 'shop' || who.role !== 'staff') return true
  return row.keeper !== true && (row.duties === undefined || row.duties.some((duty) => who.duties.includes(duty)))
}
