import type { LegalClass } from '@mortar/contract'
import { supplyOf, type MedicineRow, type TaxClass } from '../../modules/catalogue/index.ts'
import { dayOf } from '../../kernel/instant.ts'
import { categoriesOf } from './categories.ts'
import { goods, type Good } from './goods.ts'
import { lotsOf, type Lot, type Stocked } from './lots.ts'
import { productNames } from './names.ts'
import { pricesOf, type DatedPrices, type Price } from './prices.ts'
import { draw, drawInt, shuffled } from './random.ts'
import { towns, type Town } from './towns.ts'
import { must } from '../../kernel/must.ts'

export type PlannedVariant = {
  sku: string
  gtin: string | null
  options: Record<string, string>
  prices: Price[]
  lots: Lot[]
}
export type PlannedProduct = {
  town: string
  name: string
  description: string | null
  category: string
  gtin: string | null
  /** Null: no medicine. */
  legal_class: LegalClass | null
  tax_class: TaxClass
  usage_days: number
  low_stock_at: number
  variants: PlannedVariant[]
}

/** In how many shops a pack is sold: what needs no prescription nearly everywhere, what is kept in a safe here and there. */
const shopsFor: Record<LegalClass, readonly [number, number]> = {
  otc: [6, 8],
  prescription_list_1: [3, 4],
  prescription_list_2: [3, 4],
  narcotic: [1, 3],
}

/**
 * Everything that the shops of the demo sell on that day, shops and shelves mixed as if it had come over time. Pure: the
 * same day gives the same plan.
 */
export function planProducts(
  medicines: readonly MedicineRow[],
  prices: readonly DatedPrices[],
  today: Date,
): PlannedProduct[] {
  const names = productNames(medicines)
  const categories = categoriesOf(medicines)
  const dated = new Map(prices.map((each) => [each.gtin, each]))
  const packs = medicines.flatMap((medicine) => {
    const { gtin, legal_class } = medicine
    const known = dated.get(gtin)
    if (known === undefined) throw new Error(`demo: no price is known of ${gtin}`)
    const shelf = { name: names.get(gtin) ?? medicine.name, category: categories.get(gtin) ?? 'other-medicines' }
    return townsWith(gtin, shopsFor[legal_class]).map((town) => planPack(medicine, known, shelf, town, today))
  })
  const others = goods.flatMap((good) => townsWith(good.name, [3, 5]).map((town) => planGood(good, town, today)))
  return shuffled([...packs, ...others], (product) => `${product.town} ${product.name}`, 'shelves')
}

function townsWith(id: string, [least, most]: readonly [number, number]): Town[] {
  return shuffled(towns, (town) => town.town, 'sells', id).slice(0, drawInt(least, most, 'shops', id))
}

type Shelf = { name: string; category: string }

function planPack(
  medicine: MedicineRow,
  known: DatedPrices,
  shelf: Shelf,
  { town, level }: Town,
  today: Date,
): PlannedProduct {
  const { gtin, legal_class, supply: reported } = medicine
  const supply = supplyOf(medicine)
  // Prices of what is prescribed are set by law in France: there is little to vary.
  const spread = legal_class === 'otc' ? drawInt(-70, 70, 'price', gtin, town) : drawInt(-10, 10, 'price', gtin, town)
  const factor = legal_class === 'otc' ? level + spread : 1000 + Math.round((level - 1000) / 5) + spread
  const prices = pricesOf(known, factor, dayOf(today))
  const stocked: Stocked = {
    id: `${gtin} ${town}`,
    price_minor: must(prices.at(-1), 'a price of today').price_minor,
    usual: legal_class === 'otc' ? [4, 60] : [2, 20],
    keeps_months: 30,
    supply: reported,
    usage_days: supply.usage_days,
  }
  const variant = { sku: gtin, gtin, options: {}, prices, lots: lotsOf(stocked, today) }
  const low_stock_at = legal_class === 'otc' ? 8 : 3
  return { ...shelf, ...supply, town, description: null, gtin, legal_class, low_stock_at, variants: [variant] }
}

function planGood(good: Good, { town, level }: Town, today: Date): PlannedProduct {
  const { name, description, category, tax_class, option, keeps_months } = good
  const factor = level + drawInt(-40, 40, 'price', name, town)
  const variants = good.variants.map(([value, reference], i): PlannedVariant => {
    const id = `${name} ${value} ${town}`
    // To the next five cents.
    const price_minor = Math.round((reference * factor) / 5000) * 5
    const lots = lotsOf({ id, price_minor, usual: [3, 40], keeps_months, supply: null, usage_days: 0 }, today)
    const prices = [{ price_minor, starts_at: opened.toISOString(), ends_at: null }]
    return { sku: skuOf(name, i), gtin: null, options: option === '' ? {} : { [option]: value }, prices, lots }
  })
  return {
    town,
    name,
    description,
    category,
    gtin: null,
    legal_class: null,
    tax_class,
    usage_days: 0,
    low_stock_at: 5,
    variants,
  }
}

/** When the shops of the demo opened: before the first price that is known. */
export const opened = new Date('2016-07-01T08:00:00Z')

/** `ADHESIVE-PLASTERS-4F2-1`: readable, and its own for each name. */
function skuOf(name: string, position: number): string {
  const words = name.toUpperCase().match(/[A-Z]+/g) ?? []
  const mark = Math.floor(draw('sku', name) * 4096)
    .toString(16)
    .toUpperCase()
    .padStart(3, '0')
  return `${words.slice(0, 2).join('-')}-${mark}-${position + 1}`
}
