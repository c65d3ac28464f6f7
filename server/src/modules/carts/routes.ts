import { carts as contract } from '@mortar/contract'
import { serve, type Served } from '../../kernel/module.ts'
import { putInCart } from './put.ts'
import { removeFromCart } from './remove.ts'
import { viewCart } from './view.ts'

export function cartRoutes(): Served[] {
  return serve(contract, {
    view_cart: (tx, call) => viewCart(tx, call),
    add_to_cart: (tx, call) => putInCart(tx, call, 'add'),
    update_cart: (tx, call) => (call.body.quantity === 0 ? removeFromCart(tx, call, null) : putInCart(tx, call, 'set')),
    remove_from_cart: (tx, call) => removeFromCart(tx, call, call.body.quantity ?? null),
  })
}
