import type { carts as contract } from '@mortar/contract'
import { seenProduct, type Row, type Rows } from '../row.ts'

const line = (quantity: number): Row => ({
  ...seenProduct,
  given: (town, product) => ({ body: { product, variant: town.product.sku, quantity } }),
})

export const carts: Rows<typeof contract> = {
  view_cart: {},
  add_to_cart: line(1),
  update_cart: line(2),
  /** What is not in a cart is as good as removed. */
  remove_from_cart: { ...line(1), without: 200, hidden: undefined },
}
