import { expect, test } from 'vitest'
import * as fc from 'fast-check'
import { orderNumber } from '@mortar/contract'
import { price, type LoadedLine } from '../pricing/index.ts'
import { copied } from './copy.ts'
import { newOrderNumber } from './number.ts'

const at = new Date('2026-12-31T23:59:59.999Z')

/** A shop's fee and country are its own, whatever the line. */
const shops = [
  { shop_id: 3, shop_slug: 'one', shop_name: 'One', currency: 'EUR', delivery_fee_minor: 490, free_from_minor: 4900 },
  { shop_id: 5, shop_slug: 'two', shop_name: 'Two', currency: 'EUR', delivery_fee_minor: 0, free_from_minor: null },
  { shop_id: 9, shop_slug: 'six', shop_name: 'Six', currency: 'EUR', delivery_fee_minor: 333, free_from_minor: null },
]

const line = fc
  .record({
    shop: fc.constantFrom(...shops),
    variant_id: fc.integer({ min: 1, max: 40 }),
    quantity: fc.integer({ min: 1, max: 1000 }),
    price_minor: fc.integer({ min: 0, max: 1_000_000 }),
    tax_rate_bps: fc.constantFrom(0, 210, 550, 1000, 2000),
  })
  .map(({ shop, variant_id, ...rest }): LoadedLine => ({
    ...shop,
    ...rest,
    variant_id,
    product_id: variant_id,
    product_slug: `product-${variant_id}`,
    sku: `SKU${variant_id}`,
    name: 'Plaster',
    is_offered: true,
    legal_class: null,
    stock: 100_000,
  }))

const total = (values: number[]) => values.reduce((a, b) => a + b, 0)

test('orders add up to what was quoted, and each to its lines', () => {
  fc.assert(
    fc.property(fc.array(line, { minLength: 1, maxLength: 30 }), (lines) => {
      const quoted = price(lines)
      const orders = copied(quoted, at)
      expect(total(orders.map((order) => order.total_minor))).toBe(quoted.total_minor)
      expect(orders.flatMap((order) => order.lines)).toHaveLength(lines.length)
      for (const order of orders) {
        expect(order.subtotal_minor).toBe(total(order.lines.map((each) => each.total_minor)))
        expect(order.total_minor).toBe(order.subtotal_minor - order.discount_minor + order.charges_minor)
        expect(order.lines.map((each) => each.position)).toEqual(order.lines.map((_, i) => i + 1))
        const taxOfGoods = total(order.lines.map((each) => each.tax_minor))
        expect(order.tax_minor).toBeGreaterThanOrEqual(taxOfGoods)
        expect(order.tax_minor).toBeLessThanOrEqual(taxOfGoods + order.delivery_minor)
      }
    }),
  )
})

test('an order number tells the day in UTC and nothing else', () => {
  const numbers = Array.from({ length: 2000 }, () => newOrderNumber(at))
  for (const each of numbers) expect(orderNumber.safeParse(each).success).toBe(true)
  expect(numbers.every((each) => each.startsWith('ORD20261231'))).toBe(true)
  expect(new Set(numbers).size).toBe(numbers.length)
  const characters = new Set(numbers.flatMap((each) => each.slice(11).split('')))
  expect([...characters].toSorted().join('')).toBe('0123456789ABCDEFGHJKMNPQRSTVWXYZ')
})
