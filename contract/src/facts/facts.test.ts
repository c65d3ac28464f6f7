import { expect, test } from 'vitest'
import { droppedBy, readFact, topicsOf, type Facts } from './index.ts'

const moved: Facts['order.moved'] = {
  order_id: 7,
  order_number: 'ORD1',
  shop_id: 1,
  customer_id: 2,
  from: 'pending',
  to: 'approved',
  version: 2,
  by: 'shop',
  reason: null,
  slugs: ['a', 'b'],
}

test('what a later program wrote is read: fields that are new to this one are passed over, inside lists too', () => {
  expect(readFact('order.moved', { ...moved, note: 'new' })).toEqual(moved)
  const order = {
    order_id: 7,
    order_number: 'ORD1',
    shop_id: 1,
    total_minor: 5,
    currency: 'EUR',
    awaiting_payment: false,
  }
  const placed = { checkout_id: 1, customer_id: 2, slugs: [], orders: [order] }
  const later = { ...placed, orders: [{ ...order, delivery_minor: 3 }] }
  expect(readFact('order.placed', later)).toEqual(placed)
})

test('what an earlier program wrote is read: what it did not know yet has its default', () => {
  const { reason, ...earlier } = moved
  expect(readFact('order.moved', earlier)).toEqual({ ...earlier, reason })
})

test.each([
  ['a field that is missing', { shop_id: 1, slugs: [] }],
  ['a number that came as text', { shop_id: '1', variant_ids: [], slugs: [] }],
  ['a number that cannot be held exactly', { shop_id: 2 ** 60, variant_ids: [], slugs: [] }],
])('%s is no fact', (_, data) => {
  expect(() => readFact('stock.changed', data)).toThrow(/shop_id|variant_ids/)
})

test('the topics of a fact are the things it changed', () => {
  expect(topicsOf({ type: 'order.moved', data: moved })).toEqual(['order:7', 'product:a', 'product:b', 'desk:1'])
  expect(topicsOf({ type: 'session.ended', data: { user_id: 1, session_ids: ['s'] } })).toEqual(['session:s'])
  const product = { product_id: 1, shop_id: 1, slug: 'a' }
  expect(topicsOf({ type: 'product.changed', data: product })).toEqual(['product:a', 'desk:1'])
  const stock = { shop_id: 1, variant_ids: [1], slugs: ['a', 'b'] }
  expect(topicsOf({ type: 'stock.changed', data: stock })).toEqual(['product:a', 'product:b', 'desk:1'])
  const order = { order_id: 7, order_number: 'ORD1', total_minor: 5, currency: 'EUR', awaiting_payment: false }
  const orders = [
    { ...order, shop_id: 1 },
    { ...order, shop_id: 2 },
  ]
  const placed = { checkout_id: 1, customer_id: 2, slugs: ['a'], orders }
  expect(topicsOf({ type: 'order.placed', data: placed })).toEqual(['product:a', 'desk:1', 'desk:2'])
  const decided = { shop_id: 1, owner_id: 1, slug: 's', status: 'approved', note: null }
  expect(topicsOf({ type: 'shop.decided', data: decided })).toEqual(['shop:s'])
  expect(topicsOf({ type: 'person.deleted', data: { user_id: 1 } })).toEqual([])
})

test('a topic says which kept answers it changes; one that only a later program knows, none', () => {
  expect(droppedBy('product:aspirin')).toBe('/api/products/aspirin')
  expect(droppedBy('shop:green')).toBe('/api/')
  for (const other of ['order:7', 'desk:1', 'session:s', 'review:9', 'toString:1', ''])
    expect(droppedBy(other)).toBeUndefined()
})
