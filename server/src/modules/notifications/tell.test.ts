import { expect, test } from 'vitest'
import type { Fact, FactType, Facts } from '@mortar/contract/facts'
import type { Telling } from './news.ts'
import { allNews } from './news/index.ts'

const at = '2026-01-02T03:04:05.000Z'
const nameOf = (id: number) => `Shop ${id}`
const codeOf = (nonce: string) =>
  nonce === 'replaced' ? undefined : { code: nonce, long: 'long', email: 'at@codes.test' }
/** What each of them would have looked up. */
const known: unknown[] = [
  codeOf,
  codeOf,
  new Map([
    ['open', { email: 'new@staff.test', shop: 'Shop 3', duties: ['counter'], token: 'sealed', language: 'fr' }],
  ]),
  nameOf,
  nameOf,
  new Set([1]),
]

function tellingsOf(type: FactType, data: object): Telling[] {
  const fact = { id: 7, type, data, at } as Fact
  return allNews.flatMap((news, i) => (news.types.includes(type) ? news.tell(fact, known[i]) : []))
}

function told(type: FactType, data: object) {
  const all = tellingsOf(type, data).map(({ as, to, kind: { name: kind }, ...rest }) => ({
    as,
    said: { to, kind, ...('part' in rest && { part: rest.part }) },
  }))
  const those = (which: Telling['as']) => all.filter(({ as }) => as === which).map(({ said }) => said)
  return { notices: those('notice'), letters: those('letter') }
}

const order = (id: number, awaiting_payment: boolean) => ({
  order_id: id,
  order_number: `ORD${id}`,
  shop_id: 10 + id,
  total_minor: 100,
  currency: 'EUR',
  awaiting_payment,
})

test('a placed order reaches the shops that can work on it, and its customer one mail', () => {
  const data: Facts['order.placed'] = {
    checkout_id: 1,
    customer_id: 5,
    slugs: [],
    orders: [order(1, false), order(2, false)],
  }
  expect(told('order.placed', data)).toEqual({
    notices: [
      { to: { shop_id: 11 }, kind: 'order_received', part: 'ORD1' },
      { to: { shop_id: 12 }, kind: 'order_received', part: 'ORD2' },
    ],
    letters: [{ to: { user_id: 5 }, kind: 'orders_placed' }],
  })
})

test('an order that awaits its payment reaches the shop when it is released', () => {
  const placed = { checkout_id: 1, customer_id: 5, slugs: [], orders: [order(1, true)] }
  expect(told('order.placed', placed).notices).toEqual([])
  const released: Facts['order.released'] = {
    order_id: 1,
    order_number: 'ORD1',
    shop_id: 11,
    customer_id: 5,
    version: 2,
  }
  expect(told('order.released', released).notices).toEqual([{ to: { shop_id: 11 }, kind: 'order_received' }])
})

const moved = (order_id: number, to: string, by: string, reason: string | null = null) =>
  told('order.moved', {
    order_id,
    order_number: 'ORD1',
    shop_id: 11,
    customer_id: 5,
    from: 'pending',
    to,
    version: 2,
    by,
    reason,
    slugs: [],
  })
const customer = (kind: string) => ({ to: { user_id: 5 }, kind })

test.each(['approved', 'shipped', 'delivered', 'returned'])(
  'the customer hears that an order was %s, twice over',
  (to) => {
    const both = [customer(`order_${to}`)]
    expect(moved(1, to, 'shop')).toEqual({ notices: both, letters: both })
  },
)

test('a shop hears of a cancellation by the customer, if it had heard of the order', () => {
  const shop = { to: { shop_id: 11 }, kind: 'order_withdrawn' }
  expect(moved(1, 'cancelled', 'customer').notices).toEqual([customer('order_cancelled'), shop])
  expect(moved(2, 'cancelled', 'customer').notices).toEqual([customer('order_cancelled')])
  expect(moved(1, 'cancelled', 'shop').notices).toEqual([customer('order_cancelled')])
  expect(moved(1, 'cancelled', 'system').notices).toEqual([customer('order_cancelled')])
  const lapsed = { to: { shop_id: 11 }, kind: 'order_lapsed' }
  expect(moved(1, 'cancelled', 'system', 'shop_silent').notices).toEqual([customer('order_cancelled'), lapsed])
})

test('a shop hears what it owes for a refund', () => {
  const owed = { shop_id: 11, order_number: 'ORD1', amount_minor: 500, currency: 'EUR' }
  expect(told('refund.owed', owed)).toEqual({
    notices: [{ to: { shop_id: 11 }, kind: 'refund_owed' }],
    letters: [],
  })
})

test('admins hear of a refund that its provider did not send', () => {
  const refused = { attempt: 'a', order_numbers: ['ORD1'], amount_minor: 500, currency: 'EUR', reason: 'card closed' }
  expect(told('refund.refused', refused)).toEqual({
    notices: [{ to: { admins: true }, kind: 'refund_refused' }],
    letters: [],
  })
})

test('admins hear of a shop that waits, its owner of the decision', () => {
  expect(told('shop.registered', { shop_id: 11, owner_id: 5, name: 'A' })).toEqual({
    notices: [{ to: { admins: true }, kind: 'shop_registered' }],
    letters: [],
  })
  const decided = told('shop.decided', { shop_id: 11, owner_id: 5, slug: 'a', status: 'rejected', note: 'no licence' })
  expect(decided).toEqual({ notices: [customer('shop_rejected')], letters: [customer('shop_rejected')] })
})

test('people are welcomed by mail; the admin who was made at the start is not', () => {
  expect(told('person.registered', { user_id: 5, role: 'customer' }).letters).toEqual([customer('welcome')])
  expect(told('person.registered', { user_id: 5, role: 'admin' })).toEqual({ notices: [], letters: [] })
})

const issued = (user_id: number | null, nonce: string) =>
  tellingsOf('code.issued', { user_id, purpose: 'new_email', nonce }).map(({ to, kind, data }) => [to, kind.name, data])

test('a code is mailed to the address it proves, unless another was asked for since or there is nobody', () => {
  expect(issued(5, 'n')).toEqual([
    [{ user_id: 5, address: 'at@codes.test' }, 'new_email', { code: 'n', long: 'long', email: 'at@codes.test' }],
  ])
  expect(issued(5, 'replaced')).toEqual([])
  expect(issued(null, 'n')).toEqual([])
})

const welcome = (role: 'customer' | 'staff' | 'admin', nonce: string | null) =>
  tellingsOf('person.registered', { user_id: 5, role, nonce }).map(({ data }) => data)

test('a welcome proves the address, where there is something to prove', () => {
  expect(welcome('customer', 'n')).toEqual([
    { role: 'customer', proof: { email: 'at@codes.test', code: 'n', long: 'long' } },
  ])
  expect(welcome('staff', null)).toEqual([{ role: 'staff', proof: null }])
  expect(welcome('admin', null)).toEqual([])
})

const invited = (invitation_id: string) => tellingsOf('staff.invited', { invitation_id, shop_id: 3 })

test('an invitation goes to whoever it names, in the words of who invites; one that is closed to nobody', () => {
  expect(invited('open').map(({ to, data }) => ({ to, data }))).toEqual([
    {
      to: { address: 'new@staff.test', language: 'fr', invitation_id: 'open' },
      data: { shop: 'Shop 3', duties: ['counter'], token: 'sealed' },
    },
  ])
  expect(invited('closed')).toEqual([])
})

test('of what is cancelled in part the buyer hears, and the shop if it was not itself and knew of the order', () => {
  const data: Facts['order.adjusted'] = {
    order_id: 1,
    order_number: 'ORD1',
    shop_id: 11,
    customer_id: 5,
    version: 2,
    by: 'customer',
    amount_minor: 250,
    currency: 'EUR',
    slugs: [],
  }
  const bought = { to: { user_id: 5 }, kind: 'order_part_cancelled' }
  const buyer = { notices: [bought], letters: [bought] }
  expect(told('order.adjusted', { ...data, by: 'shop' })).toEqual(buyer)
  expect(told('order.adjusted', { ...data, order_id: 2 })).toEqual(buyer)
  expect(told('order.adjusted', data)).toEqual({
    ...buyer,
    notices: [bought, { to: { shop_id: 11 }, kind: 'order_reduced' }],
  })
})
