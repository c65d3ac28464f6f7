import { beforeAll, expect, test } from 'vitest'
import type { MedicineRow } from '../../modules/catalogue/index.ts'
import { deliveries, lotsOf } from './lots.ts'
import { planOrders, type PlannedOrder } from './orders.ts'
import { planProducts, type PlannedProduct } from './plan.ts'
import type { DatedPrices } from './prices.ts'
import { draw, drawInt } from './random.ts'
import { readSource } from './source.ts'
import { towns } from './towns.ts'

const today = new Date('2026-03-10T10:00:00Z')
/** The demo has to hold together on whatever day somebody starts it. */
const days = ['2026-01-31', '2026-07-06', '2027-12-31', '2028-02-29', '2031-05-15'].map(
  (day) => new Date(`${day}T23:30:00Z`),
)

let source: { medicines: MedicineRow[]; prices: DatedPrices[] }
let products: PlannedProduct[]

beforeAll(async () => {
  source = await readSource()
  products = planProducts(source.medicines, source.prices, today)
})

test('a draw is decided by its name and lies where it should', () => {
  expect(draw('a', 1)).toBe(draw('a', 1))
  expect(draw('a', 1)).not.toBe(draw('a', 2))
  const draws = Array.from({ length: 6000 }, (_, i) => drawInt(1, 6, 'die', i))
  for (const face of [1, 2, 3, 4, 5, 6]) {
    const share = draws.filter((each) => each === face).length / draws.length
    expect(share).toBeGreaterThan(0.14)
    expect(share).toBeLessThan(0.2)
  }
})

test('the same day gives the same plan', () => {
  expect(planProducts(source.medicines, source.prices, today)).toEqual(products)
})

test('every medicine is sold in some shop, what needs no prescription in six or more', () => {
  const shops = Map.groupBy(products, (product) => product.gtin)
  for (const { gtin, legal_class } of source.medicines) {
    const sellers = new Set(shops.get(gtin)?.map((product) => product.town))
    expect(sellers.size).toBe(shops.get(gtin)?.length)
    expect(sellers.size).toBeGreaterThanOrEqual(legal_class === 'otc' ? 6 : 1)
  }
})

test('shops ask their own prices for the same pack', () => {
  const otc = Map.groupBy(
    products.filter((each) => each.legal_class === 'otc'),
    (product) => product.gtin,
  )
  const several = [...otc.values()].filter(
    (same) => new Set(same.map((each) => each.variants[0]?.prices.at(-1)?.price_minor)).size > 1,
  )
  expect(several.length).toBe(otc.size)
})

test('names and SKUs are unique in each shop, and every shop has something of everything', () => {
  for (const { town } of towns) {
    const own = products.filter((product) => product.town === town)
    const skus = own.flatMap((product) => product.variants.map((variant) => variant.sku))
    expect(new Set(own.map((product) => product.name.toLowerCase())).size).toBe(own.length)
    expect(new Set(skus).size).toBe(skus.length)
    expect(new Set(own.map((product) => product.legal_class))).toEqual(
      new Set(['otc', 'prescription_list_1', 'prescription_list_2', 'narcotic', null]),
    )
  }
})

test('what is short nationally is short in every shop', () => {
  const short = new Set(source.medicines.filter((each) => each.supply === 'stockout').map((each) => each.gtin))
  const lots = products
    .filter((each) => short.has(each.gtin ?? ''))
    .flatMap((each) => each.variants.flatMap((variant) => variant.lots))
  expect(short.size).toBe(15)
  expect(lots.filter((lot) => lot.expires_on === null || lot.expires_on >= '2026-03-10')).toEqual([])
})

test('lots come in one of the deliveries, in whole packs', () => {
  const lots = products.flatMap((product) => product.variants.flatMap((variant) => variant.lots))
  expect(new Set(lots.map((lot) => lot.delivery))).toEqual(new Set(deliveries))
  expect(lots.filter((lot) => !Number.isInteger(lot.quantity) || lot.quantity < 1)).toEqual([])
  expect(lots.some((lot) => lot.expires_on !== null && lot.expires_on < '2026-03-10')).toBe(true)
})

test('a fresh lot outlives the treatment it is for', () => {
  const lots = Array.from({ length: 200 }, (_, i) =>
    lotsOf(
      { id: `pack ${i}`, price_minor: 500, usual: [5, 9], keeps_months: 30, supply: 'tension', usage_days: 30 },
      today,
    ),
  ).flat()
  expect(lots).toHaveLength(200)
  expect(lots.filter((lot) => (lot.expires_on ?? '') < '2026-04-10')).toEqual([])
})

test.each(days)('on %s there is enough in stock for every order of the plan', (day) => {
  const planned = planProducts(source.medicines, source.prices, day)
  const orders = planOrders(planned, day)
  const wanted = Map.groupBy(
    orders.flatMap((order) => order.lines),
    (line) => `${line.product} ${line.variant}`,
  )
  for (const [key, lines] of wanted) {
    const [product = 0, variant = 0] = key.split(' ').map(Number)
    const { legal_class, variants } = planned[product] ?? { legal_class: 'narcotic', variants: [] }
    // Lots that had come before the first order and keep for half a year.
    const lasting = new Date(day.getTime() + 180 * 86_400_000).toISOString().slice(0, 10)
    const there =
      variants[variant]?.lots.filter((lot) => lot.delivery > 60 && (lot.expires_on ?? '9999') > lasting) ?? []
    expect([null, 'otc']).toContain(legal_class)
    expect(there.reduce((sum, lot) => sum + lot.quantity, 0)).toBeGreaterThanOrEqual(
      lines.reduce((sum, line) => sum + line.quantity, 0),
    )
  }
  expect(orders.filter((order) => lastStep(order) > day)).toEqual([])
  expect(new Set(orders.map((order) => order.outcome)).size).toBe(6)
})

function lastStep({ at, outcome }: PlannedOrder): Date {
  const hours = { delivered: 70, shipped: 22, approved: 3, cancelled: 5, payment_failed: 0.1, pending: 0.1 }[outcome]
  return new Date(at.getTime() + hours * 3_600_000)
}
