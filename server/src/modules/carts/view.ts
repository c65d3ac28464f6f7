import type { Cart } from '@mortar/contract'
import { transact, type Tx } from '../../kernel/database.ts'
import { said } from '../../kernel/projection.ts'
import { amounts, byKind, noTerms, quote, type Quote } from '../pricing/index.ts'
import { countries, homeCountry } from '../shops/index.ts'
import { ownerOf, type CartCall } from './owner.ts'
import { readLines } from './store.ts'
import type { Owner } from './token.ts'

/** What the platform itself reckons in, where no shop says otherwise. */
export const baseCurrency = countries[homeCountry]?.currency ?? 'EUR'

/** The cart, priced now, in two statements. Nothing is created by looking: a stranger's cart begins with its first line. */
export async function viewCart(tx: Tx, call: Looking): Promise<Priced> {
  const owner = await merged(tx, call)
  const cart = await readLines(tx, owner)
  if (cart === null) return emptyCart(null)
  return cart.lines.length === 0
    ? emptyCart(owner.token)
    : shown(await quote(tx, cart.lines, noTerms, call.at), owner.token)
}

type Looking = CartCall & { again: (tx: Tx) => Promise<CartCall['person']> }

/** Looking writes where a guest's cart comes to a person: in a transaction then, and for who they are by now. */
function merged(tx: Tx, call: Looking): Promise<Owner> {
  if (call.person === null || call.cart_token === null) return ownerOf(tx, call)
  return transact(tx, async (inner) => ownerOf(inner, { ...call, person: await call.again(inner) }))
}

/** What a cart says but for how it can be paid, which is the same for all. */
export type Priced = Omit<Cart, 'payment_methods'>

export function emptyCart(token: string | null): Priced {
  return { shops: [], total: 0, currency: baseCurrency, ...(token === null ? {} : { cart_token: token }) }
}

const lineWords = {
  product: 'product_slug',
  variant: 'sku',
  name: 'name',
  quantity: 'quantity',
  price: 'price_minor',
  total: 'total_minor',
  discount: 'discount_minor',
  stock: 'stock',
  problems: 'problems',
} as const

/** A quote in the contract's words. */
export function shown({ shops, total_minor, currency }: Quote, token: string | null): Priced {
  return {
    shops: shops.map((shop) => ({
      shop: { slug: shop.shop_slug, name: shop.shop_name },
      items: shop.lines.map((line) => said(lineWords, line)),
      ...said(amounts, shop),
      charges: byKind(shop.charges),
    })),
    total: total_minor,
    currency,
    ...(token === null ? {} : { cart_token: token }),
  }
}
