import { carts as contract, type Cart, type PaymentMethod } from '@mortar/contract'
import { serve, type Served } from '../../kernel/module.ts'
import { putInCart } from './put.ts'
import { removeFromCart } from './remove.ts'
import { viewCart, type Priced } from './view.ts'

/** `methods`: what a checkout takes here. */
export function cartRoutes(methods: PaymentMethod[]): Served[] {
  const offering = async (cart: Promise<Priced>): Promise<Cart> => ({ ...(await cart), payment_methods: methods })
  return serve(contract, {
    view_cart: (tx, call) => offering(viewCart(tx, call)),
    add_to_cart: (tx, call) => offering(putInCart(tx, call, 'add')),
    update_cart: (tx, call) =>
      offering(call.body.quantity === 0 ? removeFromCart(tx, call, null) : putInCart(tx, call, 'set')),
    remove_from_cart: (tx, call) => offering(removeFromCart(tx, call, call.body.quantity ?? null)),
  })
}
