import * as fc from 'fast-check'
import { includedTax, legalClasses, minor } from '@mortar/contract'
import { describe, expect, test } from 'vitest'
import { byKind, price, type LoadedLine } from './price.ts'

const plain: LoadedLine = {
  shop_id: 1,
  shop_slug: 'shop-1',
  shop_name: 'Shop 1',
  currency: 'EUR',
  delivery_fee_minor: 0,
  free_from_minor: null,
  product_id: 10,
  product_slug: 'soap',
  variant_id: 100,
  sku: 'SOAP',
  name: 'Soap',
  quantity: 1,
  price_minor: 1000,
  tax_rate_bps: 2000,
  is_offered: true,
  legal_class: null,
  stock: 100,
}
const line = (over: Partial<LoadedLine> = {}): LoadedLine => ({ ...plain, ...over })
const problemsOf = (...lines: LoadedLine[]) =>
  price(lines).shops.flatMap((shop) => shop.lines.map((each) => each.problems))

const amounts = (lines: readonly LoadedLine[]) =>
  price(lines).shops.map((shop) => [
    shop.shop_id,
    shop.subtotal_minor,
    shop.delivery_minor,
    shop.tax_minor,
    shop.total_minor,
  ])

/** What is said of a shop is the same on each of its lines, as it is when it comes from one join. */
const shopOf = fc.record({ delivery_fee_minor: fc.nat(2000), free_from_minor: fc.option(fc.nat(100_000)) })
const lineOf = fc.record({
  shop_id: fc.integer({ min: 1, max: 3 }),
  variant_id: fc.integer({ min: 1, max: 5 }),
  quantity: fc.integer({ min: 1, max: 1000 }),
  price_minor: fc.option(fc.nat(1_000_000), { freq: 10 }),
  tax_rate_bps: fc.constantFrom(0, 210, 550, 1000, 2000),
  stock: fc.nat(50),
  legal_class: fc.option(fc.constantFrom(...legalClasses)),
  is_offered: fc.boolean(),
})
const carts = fc
  .tuple(fc.array(shopOf, { minLength: 3, maxLength: 3 }), fc.array(lineOf, { maxLength: 12 }))
  .map(([shops, lines]) => lines.map((each) => line({ ...each, ...shops[each.shop_id - 1] })))

describe('whatever is wanted', () => {
  test('the parts add up to the total, shop by shop and line by line', () => {
    fc.assert(
      fc.property(carts, (lines) => {
        const quote = price(lines)
        expect(quote.shops.reduce((total, shop) => total + shop.total_minor, 0)).toBe(quote.total_minor)
        for (const shop of quote.shops) {
          expect(shop.lines.reduce((total, each) => total + each.total_minor, 0)).toBe(shop.subtotal_minor)
          expect(shop.total_minor).toBe(shop.subtotal_minor - shop.discount_minor + shop.charges_minor)
          expect(shop.charges.reduce((total, each) => total + each.amount_minor, 0)).toBe(shop.charges_minor)
          expect(shop.lines.reduce((total, each) => total + each.discount_minor, 0)).toBe(shop.discount_minor)
          for (const each of shop.lines) expect(each.total_minor).toBe(each.price_minor * each.quantity)
        }
      }),
    )
  })

  test('tax is contained: that of the goods and that of bringing them, never more than the highest rate would ask', () => {
    fc.assert(
      fc.property(carts, (lines) => {
        for (const shop of price(lines).shops) {
          const ofGoods = shop.lines.reduce((total, each) => total + each.tax_minor, 0)
          const highest = Math.max(...shop.lines.map((each) => each.tax_rate_bps))
          for (const each of shop.lines) expect(each.tax_minor).toBe(includedTax(each.total_minor, each.tax_rate_bps))
          expect(shop.tax_minor - ofGoods).toBeGreaterThanOrEqual(0)
          // One odd cent for each rate that shares the fee.
          expect(shop.tax_minor - ofGoods).toBeLessThanOrEqual(includedTax(shop.delivery_minor, highest) + 5)
        }
      }),
    )
  })

  test('shops stand by id, lines as given, and none is lost', () => {
    fc.assert(
      fc.property(carts, (lines) => {
        const { shops } = price(lines)
        expect(shops.map((shop) => shop.shop_id)).toEqual(
          [...new Set(lines.map((each) => each.shop_id))].toSorted((a, b) => a - b),
        )
        for (const { shop_id, lines: own } of shops)
          expect(own.map((each) => [each.variant_id, each.quantity])).toEqual(
            lines.filter((each) => each.shop_id === shop_id).map((each) => [each.variant_id, each.quantity]),
          )
      }),
    )
  })

  test('the order of lines changes no amount, and another shop changes nothing of one', () => {
    fc.assert(
      fc.property(carts, (lines) => {
        expect(amounts(lines.toReversed())).toEqual(amounts(lines))
        const alone = lines.filter((each) => each.shop_id === 1)
        expect(amounts(alone)).toEqual(amounts(lines).filter(([id]) => id === 1))
      }),
    )
  })
})

test('nothing costs nothing', () => {
  expect(price([])).toEqual({ currency: 'EUR', total_minor: 0, shops: [] })
})

test('two currencies are refused', () => {
  expect(() => price([line(), line({ shop_id: 2, currency: 'CHF' })])).toThrow(
    expect.objectContaining({ code: 'currency_mixed' }),
  )
})

test('delivery is asked once a shop, and not from the amount it is free from', () => {
  const shop = { delivery_fee_minor: 490, free_from_minor: 3000 }
  expect(price([line({ ...shop, quantity: 2 })]).shops[0]).toMatchObject({ delivery_minor: 490, total_minor: 2490 })
  expect(price([line({ ...shop, quantity: 3 })]).shops[0]).toMatchObject({ delivery_minor: 0, total_minor: 3000 })
})

test('delivery bears the rates of the goods in proportion to their value', () => {
  const shop = { delivery_fee_minor: 600 }
  const medicine = line({ ...shop, price_minor: 2000, tax_rate_bps: 210 })
  const soap = line({ ...shop, price_minor: 1000, tax_rate_bps: 2000 })
  // 400 at 2.1 % contains 8, 200 at 20 % contains 33; the goods contain 41 and 167.
  const [quoted] = price([medicine, soap]).shops
  expect(quoted?.tax_minor).toBe(41 + 167 + 8 + 33)
  expect(quoted?.charges).toEqual([
    { kind: 'delivery', tax_rate_bps: 210, amount_minor: 400, tax_minor: 8 },
    { kind: 'delivery', tax_rate_bps: 2000, amount_minor: 200, tax_minor: 33 },
  ])
  expect(byKind(quoted?.charges ?? [])).toEqual([{ kind: 'delivery', amount: 600, tax: 41 }])
  expect(includedTax(minor(400), 210) + includedTax(minor(200), 2000)).toBe(41)
})

describe('a line says why it cannot be bought', () => {
  test('not for sale, whatever else', () => {
    expect(problemsOf(line({ is_offered: false, stock: 0, legal_class: 'narcotic' }))).toEqual([['not_for_sale']])
    expect(problemsOf(line({ price_minor: null }))).toEqual([['not_for_sale']])
  })

  test('by law', () => {
    expect(problemsOf(line({ legal_class: 'otc' }))).toEqual([[]])
    expect(problemsOf(line({ legal_class: 'prescription_list_1', stock: 0 }))).toEqual([
      ['prescription_required', 'out_of_stock'],
    ])
    expect(problemsOf(line({ legal_class: 'prescription_list_2' }))).toEqual([['prescription_required']])
    expect(problemsOf(line({ legal_class: 'narcotic' }))).toEqual([['narcotic']])
  })

  test('by stock, of all lines of the variant together', () => {
    expect(problemsOf(line({ quantity: 5, stock: 5 }))).toEqual([[]])
    expect(problemsOf(line({ quantity: 6, stock: 5 }))).toEqual([['quantity_reduced_stock']])
    expect(problemsOf(line({ quantity: 6, stock: 0 }))).toEqual([['out_of_stock']])
    expect(problemsOf(line({ quantity: 3, stock: 5 }), line({ quantity: 3, stock: 5 }))).toEqual([
      ['quantity_reduced_stock'],
      ['quantity_reduced_stock'],
    ])
    expect(problemsOf(line({ quantity: 3, stock: 5 }), line({ variant_id: 101, quantity: 3, stock: 5 }))).toEqual([
      [],
      [],
    ])
  })
})
