import type { Duty, Language, LapseReason, OrderStatus } from '@mortar/contract'
import type { CodePurpose, Fact, Facts } from '@mortar/contract/facts'
import type { NoticeKind } from './kept.ts'
import type { Data, Kind } from './words.ts'

type Saying<K extends Kind = Kind> = { [S in K]: { kind: S; data: Data[S] } }[K]
/** Who is told: one person, the people of a shop, or the admins. */
export type Audience = { user_id: number } | { shop_id: number } | { admins: true }

/** What appears in inboxes, and what is mailed. `key` comes from the fact: told twice, it is one. */
export type Notice = Saying<NoticeKind> & { to: Audience; key: string; at: string }
/** To a person, at another address than theirs where one shall be proved; or to somebody who is not here yet. */
export type Addressee = { user_id: number; address?: string } | { address: string; language: Language }
export type Letter = Saying & { to: Addressee; key: string; at: string }

export const heard = [
  'person.registered',
  'code.issued',
  'account.secured',
  'staff.invited',
  'shop.registered',
  'shop.decided',
  'order.placed',
  'order.released',
  'order.moved',
  'refund.owed',
] as const
export type Heard = Fact<(typeof heard)[number]>

/** A code that still holds, with the address it goes to. */
export type Sendable = { code: string; long: string; email: string }
export type Invited = { email: string; duties: Duty[]; token: string; language: Language }

/** What facts do not carry: names, what is secret, and whether an order had reached its shop's queue. */
export type Known = {
  nameOf: (shopId: number) => string
  hadReached: (orderId: number) => boolean
  /** Undefined: another was asked for since, and only that one works. */
  codeOf: (userId: number, purpose: CodePurpose, nonce: string) => Sendable | undefined
  invitation: (id: string) => Invited | undefined
}

type Told = {
  /** `part` tells apart the several notices of one fact to one audience. */
  notices?: (Saying<NoticeKind> & { to: Audience; part?: string })[]
  letters?: (Saying & { to: Addressee })[]
}

const tell: { [T in Heard['type']]: (data: Facts[T], known: Known) => Told } = {
  'person.registered': ({ user_id, role, nonce }, { codeOf }) => {
    const sendable = nonce === null ? undefined : codeOf(user_id, 'verify_email', nonce)
    const data = { role, proof: sendable ?? null }
    return { letters: role === 'admin' ? [] : [{ to: { user_id }, kind: 'welcome', data }] }
  },
  'code.issued': ({ user_id, purpose, nonce }, { codeOf }) => {
    const sendable = user_id === null ? undefined : codeOf(user_id, purpose, nonce)
    if (user_id === null || sendable === undefined) return {}
    return { letters: [{ to: { user_id, address: sendable.email }, kind: purpose, data: sendable }] }
  },
  'account.secured': ({ user_id, what }) => ({ letters: [{ to: { user_id }, kind: 'secured', data: { what } }] }),
  'staff.invited': ({ invitation_id, shop_id }, { nameOf, invitation }) => {
    const invited = invitation(invitation_id)
    if (invited === undefined) return {}
    const { email: address, language, ...data } = invited
    return { letters: [{ to: { address, language }, kind: 'staff_invited', data: { ...data, shop: nameOf(shop_id) } }] }
  },
  'shop.registered': ({ name }) => ({
    notices: [{ to: { admins: true }, kind: 'shop_registered', data: { shop: name } }],
  }),
  'shop.decided': ({ shop_id, owner_id, status, note }, { nameOf }) => {
    const kind = decisions[status]
    return kind === undefined ? {} : both(owner_id, { kind, data: { shop: nameOf(shop_id), note } })
  },
  'order.placed': ({ customer_id, orders }, { nameOf }) => ({
    notices: orders
      .filter((order) => !order.awaiting_payment)
      .map(({ shop_id, order_number }) => ({ ...received(shop_id, order_number), part: order_number })),
    letters: [
      {
        to: { user_id: customer_id },
        kind: 'orders_placed',
        data: { orders: orders.map((each) => bill(each, nameOf)) },
      },
    ],
  }),
  'order.released': ({ shop_id, order_number }) => ({ notices: [received(shop_id, order_number)] }),
  'refund.owed': ({ shop_id, ...data }) => ({ notices: [{ to: { shop_id }, kind: 'refund_owed', data }] }),
  'order.moved': ({ order_id, customer_id, shop_id, order_number, to, by, reason }, { nameOf, hadReached }) => {
    const saying = moved(to, { by, reason }, { order_number, shop: nameOf(shop_id) })
    const told: Told = saying === undefined ? {} : both(customer_id, saying)
    if (to === 'cancelled' && by === 'customer' && hadReached(order_id))
      told.notices?.push({ to: { shop_id }, kind: 'order_withdrawn', data: { order_number } })
    if (reason === 'shop_silent') told.notices?.push({ to: { shop_id }, kind: 'order_lapsed', data: { order_number } })
    return told
  },
}

/** What each fact makes known to whom. Pure. */
export function tellings(facts: Heard[], known: Known): { notices: Notice[]; letters: Letter[] } {
  const notices: Notice[] = []
  const letters: Letter[] = []
  for (const fact of facts) {
    const key = `fact:${fact.id}`
    const told = (tell[fact.type] as (data: Heard['data'], known: Known) => Told)(fact.data, known)
    for (const { part, ...notice } of told.notices ?? [])
      notices.push({ ...notice, key: part === undefined ? key : `${key}:${part}`, at: fact.at })
    for (const letter of told.letters ?? []) letters.push({ ...letter, key, at: fact.at })
  }
  return { notices, letters }
}

/** The shops whose names the words for these facts need. */
export function shopsIn(facts: Heard[]): number[] {
  const ids = facts.flatMap((fact) => {
    if (fact.type === 'order.placed') return fact.data.orders.map((order) => order.shop_id)
    return fact.type === 'order.moved' || fact.type === 'shop.decided' || fact.type === 'staff.invited'
      ? [fact.data.shop_id]
      : []
  })
  return [...new Set(ids)]
}

/** The orders of which it matters whether their shop had seen them. */
export function withdrawnIn(facts: Heard[]): number[] {
  return facts.flatMap(({ type, data }) =>
    type === 'order.moved' && data.to === 'cancelled' && data.by === 'customer' ? [data.order_id] : [],
  )
}

const decisions: Record<string, 'shop_approved' | 'shop_rejected' | 'shop_suspended'> = {
  approved: 'shop_approved',
  rejected: 'shop_rejected',
  suspended: 'shop_suspended',
}

const moves = {
  approved: 'order_approved',
  shipped: 'order_shipped',
  delivered: 'order_delivered',
  returned: 'order_returned',
} as const

type Why = { by: Facts['order.moved']['by']; reason: LapseReason | null }

function moved(
  to: OrderStatus,
  why: Why,
  data: { order_number: string; shop: string },
): Saying<NoticeKind> | undefined {
  if (to === 'pending') return undefined
  if (to === 'cancelled') return { kind: 'order_cancelled', data: { ...data, ...why } }
  return { kind: moves[to], data }
}

function both(user_id: number, saying: Saying<NoticeKind>): Required<Told> {
  return { notices: [{ to: { user_id }, ...saying }], letters: [{ to: { user_id }, ...saying }] }
}

function received(shop_id: number, order_number: string) {
  return { to: { shop_id }, kind: 'order_received' as const, data: { order_number } }
}

type Placed = Facts['order.placed']['orders'][number]

function bill({ order_number, shop_id, total_minor, currency, awaiting_payment }: Placed, nameOf: Known['nameOf']) {
  return { order_number, shop: nameOf(shop_id), total_minor, currency, awaiting_payment }
}
