import type { Access, Route } from '@mortar/contract'
import { address, aName, password } from '../harness/index.ts'
import { actors, type Actor, type Town } from './town.ts'

/** What is sent besides method and path. */
export type Given = { params?: Record<string, string>; query?: Record<string, string>; body?: unknown }

export type Row = {
  /** Who of those that may call gets at the thing; to the others it is like missing. Not said: all of them. */
  reached?: readonly Actor[]
  /** Who may call and is answered otherwise than the contract and the rest of this row say. */
  except?: Partial<Record<Actor, number>>
  /** What the call names: made for each call, it belongs to `customer` and to `keeper`'s shop. */
  thing?: (town: Town) => Promise<string> | string
  /** A name of the right form that nothing bears; who might reach the thing then gets `without`. */
  missing?: string
  without?: number
  /** There, but for nobody: to everyone it is like missing. */
  hidden?: (town: Town) => Promise<string> | string
  /** Every part the operation can take, valid. */
  given?: (town: Town, thing: string, actor: Actor) => Given | Promise<Given>
  /** A text of the owner's that only these may find in a success answer. */
  tells?: { text: (town: Town) => Promise<string> | string; to: readonly Actor[] }
  after?: (town: Town, actor: Actor) => Promise<void>
}

/** A row for each operation of one of the contract's tables, or it does not compile. */
export type Rows<Table> = { [Operation in keyof Table]: Row }

const signed = actors.filter((actor) => actor !== 'stranger')
const keepers: Actor[] = ['keeper', 'other_keeper']
/** Of `keeper`'s shop. */
export const inShop: Actor[] = ['keeper', 'pharmacist', 'dispenser', 'counter']
export const customers: Actor[] = ['customer', 'other_customer']

/** Whom each access lets in: said here once more, so that the contract's table is held to it. */
const admits: Record<Access, readonly Actor[]> = {
  anyone: actors,
  demo: actors,
  signed_in: signed,
  buyer: signed,
  order: signed,
  shop: [...keepers, 'pharmacist', 'dispenser', 'counter'],
  shop_products: [...keepers, 'pharmacist', 'dispenser'],
  shop_stock: [...keepers, 'pharmacist', 'dispenser'],
  shop_orders: [...keepers, 'pharmacist', 'dispenser', 'counter'],
  shop_orders_or_admin: [...keepers, 'pharmacist', 'dispenser', 'counter', 'admin'],
  shopkeeper: keepers,
  admin: ['admin'],
}

/** What each is answered: 401 and 403 as the route's access says, success but for what the row says otherwise. */
export function statusesOf(route: Route, row: Row): Record<Actor, number> {
  const success = route.status ?? (route.answer === undefined ? 204 : 200)
  const statusOf = (actor: Actor): number => {
    if (!admits[route.access].includes(actor)) return actor === 'stranger' ? 401 : 403
    const isReached = row.reached?.includes(actor) ?? true
    return row.except?.[actor] ?? (isReached ? success : (row.without ?? 404))
  }
  return Object.fromEntries(actors.map((actor) => [actor, statusOf(actor)])) as Record<Actor, number>
}

/** The first of those who call with success; a stranger where nobody else does. */
export function someoneWhoMay(route: Route, row: Row): Actor {
  const statuses = statusesOf(route, row)
  return signed.find((actor) => statuses[actor] < 400) ?? 'stranger'
}

export const page = { page: '1', page_size: '20' }

export const noSlug = 'no-such-thing'
export const noUuid = '00000000-0000-4000-8000-000000000000'
export const noName = 'no-such-person'

export const full = { ...address, phone: '+33123456789', line2: 'Hall B', region: 'Rhône' }

/** Somebody who has no account yet. */
export const person = () => {
  const username = aName('person')
  return {
    email: `${username}@people.test`,
    username,
    password,
    name: 'A person',
    phone: '+33123456789',
    language: 'fr',
  }
}

/** A call that names a person and may say more of them. */
export const toPerson = (thing: Row['thing'], body?: object): Row => ({
  thing,
  missing: noName,
  given: (_, username) => ({ params: { username }, ...(body === undefined ? {} : { body }) }),
})

/** One of `keeper`'s products by its slug in the path. */
export const ownProduct: Pick<Row, 'thing' | 'missing' | 'reached'> = {
  thing: ({ product }) => product.slug,
  missing: noSlug,
  reached: inShop,
}

/** A product that everybody sees, by its slug in the path. */
export const seenProduct: Pick<Row, 'thing' | 'missing' | 'hidden'> = {
  thing: ({ product }) => product.slug,
  missing: noSlug,
  hidden: ({ hiddenProduct }) => hiddenProduct.slug,
}
