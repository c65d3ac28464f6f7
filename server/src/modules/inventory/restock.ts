import { randomUUID } from 'node:crypto'
import { publish } from '../../kernel/facts.ts'
import { dayOf } from '../../kernel/instant.ts'
import type { Tx } from '../../kernel/database.ts'
import { Refusal } from '../../kernel/refusal.ts'
import { mustSell } from '../shops/index.ts'
import { judge, type Delivered } from './judge.ts'
import { receive } from './receive.ts'
import { stockOfVariants, variantsNamed } from './views.ts'
import { must } from '../../kernel/must.ts'

/** Receives all lots or none. Refuses `shop_not_approved`, and `invalid_input` with every fault by its path. */
export async function restock(tx: Tx, shopId: number | null, lots: Delivered[], at: Date) {
  const shop = await mustSell(tx, shopId)
  const slugs = [...new Set(lots.map((lot) => lot.product))]
  const known = await variantsNamed(tx, shop.id, slugs)
  const judged = lots.map((lot, i) => judge(lot, known.get(lot.product), `lots.${i}`, dayOf(at)))
  const errors = judged.flatMap((each) => each.errors)
  if (errors.length > 0) throw new Refusal('invalid_input', { errors })

  const accepted = judged.flatMap(({ lot, variant }) => (variant === undefined ? [] : [{ lot, variant }]))
  const newLots = accepted.map(({ lot, variant }) => ({
    shop_id: shop.id,
    variant_id: variant.variant_id,
    quantity: lot.quantity,
    code: lot.lot,
    expires_on: lot.expiry_date ?? null,
    usage_days: variant.usage_days,
    unit_cost_minor: lot.unit_cost,
  }))
  const received = await receive(tx, newLots, `restock:${randomUUID()}`, at)
  const variant_ids = [...new Set(received.map((each) => each.variant_id))]
  await publish(tx, 'stock.changed', { shop_id: shop.id, variant_ids, slugs })
  const stock = await stockOfVariants(tx, variant_ids, dayOf(at))
  const results = accepted.map(({ lot, variant }, i) => ({
    product: lot.product,
    variant: variant.sku,
    lot: must(received[i], 'a lot that was received').code,
    quantity: lot.quantity,
    expiry_date: lot.expiry_date ?? null,
    stock: must(stock.get(variant.variant_id), 'the stock of what was received'),
  }))
  return { results }
}
