import type { Tx } from '../../kernel/database.ts'
import { insertProducts } from '../../modules/catalogue/index.ts'
import { receive } from '../../modules/inventory/index.ts'
import { insertPrices } from '../../modules/pricing/index.ts'
import type { Delivery } from './lots.ts'
import type { Shop } from './people.ts'
import { opened, type PlannedProduct } from './plan.ts'
import { must } from '../../kernel/must.ts'

/** A planned product that is there. */
export type Shelved = PlannedProduct & { shop_id: number; id: number; slug: string; variant_ids: number[] }

/** Puts all products on their shelves, with every price they ever had. */
export async function fillShelves(
  tx: Tx,
  shops: ReadonlyMap<string, Shop>,
  products: readonly PlannedProduct[],
): Promise<Shelved[]> {
  const wanted = products.map((product) => ({
    ...product,
    shop_id: must(shops.get(product.town), `the shop of ${product.town}`).id,
  }))
  const inserted = await insertProducts(tx, wanted, opened)
  const shelved = wanted.map((product, i) => {
    const { id, slug, variants } = must(inserted[i], 'a product that was made')
    return { ...product, id, slug, variant_ids: variants.map((variant) => variant.id) }
  })
  await insertPrices(
    tx,
    shelved.flatMap(({ shop_id, id, variants, variant_ids }) =>
      variants.flatMap(({ prices }, i) =>
        prices.map((price) => ({
          ...price,
          shop_id,
          product_id: id,
          variant_id: must(variant_ids[i], 'a variant that was made'),
        })),
      ),
    ),
    opened,
  )
  return shelved
}

/** Takes one delivery to all shops into stock. */
export async function deliver(tx: Tx, shelved: readonly Shelved[], delivery: Delivery, at: Date): Promise<void> {
  const lots = shelved.flatMap(({ shop_id, usage_days, variants, variant_ids }) =>
    variants.flatMap((variant, i) =>
      variant.lots
        .filter((lot) => lot.delivery === delivery)
        .map((lot) => ({ ...lot, shop_id, variant_id: must(variant_ids[i], 'a variant that was made'), usage_days })),
    ),
  )
  await receive(tx, lots, `demo:delivery:${delivery}`, at)
}
