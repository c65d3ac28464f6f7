import type { Tx } from '../../kernel/database.ts'
import { Refusal, found, invalid } from '../../kernel/refusal.ts'
import { price } from '../pricing/index.ts'
import { maxLines, maxQuantity } from './limits.ts'
import { ownerOf, type CartCall } from './owner.ts'
import { refuseShort, refuseUnsellable } from './refuse.ts'
import { loadCart, upsertLine, type Upserted } from './store.ts'
import { newToken } from './token.ts'
import { shown, type Priced } from './view.ts'

type Call = CartCall & { body: { product: string; variant?: string | undefined; quantity: number } }

/**
 * Adds to a line or sets it, in two statements that go out together: one finds the variant and writes the line, one reads
 * what prices the cart, and what it says of the new line decides whether it stays. A refusal rolls the line back.
 * Refuses not_found, invalid_input (on variant and quantity), cart_full, currency_mixed, not_for_sale,
 * prescription_required, out_of_stock.
 */
export async function putInCart(tx: Tx, call: Call, how: 'add' | 'set'): Promise<Priced> {
  const owner = await ownerOf(tx, call)
  const fresh = newToken()
  const upserted = await upsertLine(tx, owner, { ...call.body, how, fresh }, call.at)
  const lines = await loadCart(tx, owner, fresh, call.at)
  const put = await upserted()
  const variantId = variantOf(put, call.body.variant)
  if (put.quantity === null) throw invalid('quantity', 'too_big', `a line holds at most ${maxQuantity}`)
  if (lines.length > maxLines) throw new Refusal('cart_full', { detail: `A cart holds at most ${maxLines} lines.` })
  const priced = price(lines)
  const line = priced.shops.flatMap((shop) => shop.lines).filter(({ variant_id }) => variant_id === variantId)
  const judged = line.map((each) => ({ ...each, path: '' }))
  refuseUnsellable(judged)
  refuseShort(judged)
  return shown(priced, put.owner.token)
}

/** Which of the product's variants is meant; with several it must be said. */
function variantOf(put: Upserted, named: string | undefined): number {
  const variants = found(put.variants)
  if (put.variant_id === null && named === undefined && variants > 1)
    throw invalid('variant', 'required', 'the product has several variants')
  return found(put.variant_id)
}
