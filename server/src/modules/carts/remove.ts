import type { Tx } from '../../kernel/database.ts'
import { invalid } from '../../kernel/refusal.ts'
import { noTerms, quote } from '../pricing/index.ts'
import { ownerOf, type CartCall } from './owner.ts'
import { lockLines, setLine } from './store.ts'
import { emptyCart, shown, type Priced } from './view.ts'

type Call = CartCall & { body: { product: string; variant?: string | undefined } }

/**
 * Takes a line away, or `quantity` of it. What the cart does not hold is gone already, so that is no error; nor need the
 * product still be for sale.
 */
export async function removeFromCart(tx: Tx, call: Call, quantity: number | null): Promise<Priced> {
  const owner = await ownerOf(tx, call)
  const cart = await lockLines(tx, owner, call.at)
  if (cart === null) return emptyCart(null)
  const { product, variant } = call.body
  const meant = cart.lines.filter((line) => line.product === product && (variant ?? line.variant) === line.variant)
  if (meant.length > 1) throw invalid('variant', 'required', 'the cart holds several variants of the product')
  const line = meant[0]
  if (line !== undefined) {
    line.quantity = Math.max(0, line.quantity - (quantity ?? line.quantity))
    await setLine(tx, cart.id, line.variant_id, line.quantity)
  }
  const left = cart.lines.filter((each) => each.quantity > 0)
  return left.length === 0 ? emptyCart(owner.token) : shown(await quote(tx, left, noTerms, call.at), owner.token)
}
