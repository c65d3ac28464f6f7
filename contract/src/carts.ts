import { z } from 'zod'
import { paymentMethods } from './payments.ts'
import { amounts, lineDiscount } from './pricing.ts'
import { routes } from './route.ts'
import { currency, quantity, shopName, sku, slug } from './shape.ts'

/** What is asked for: so many of a product. */
export const line = z.strictObject({ product: slug, variant: sku.optional(), quantity })

/** Why a line cannot be bought as it stands. */
export const lineProblems = [
  'not_for_sale',
  'prescription_required',
  'narcotic',
  'out_of_stock',
  'quantity_reduced_stock',
] as const
export type LineProblem = (typeof lineProblems)[number]

export const cart = z
  .strictObject({
    shops: z.array(
      z.strictObject({
        shop: shopName,
        items: z.array(
          z.strictObject({
            product: z.string(),
            variant: z.string(),
            name: z.string(),
            quantity: z.int(),
            price: z.int(),
            total: z.int(),
            discount: lineDiscount,
            stock: z.int(),
            problems: z.array(z.enum(lineProblems)),
          }),
        ),
        ...amounts,
      }),
    ),
    total: z.int(),
    currency,
    payment_methods: z.array(z.enum(paymentMethods)).meta({ description: 'What a checkout takes here.' }),
    cart_token: z.string().optional().meta({ description: 'For strangers: send it back as `Cart-Token`.' }),
  })
  .meta({ id: 'Cart' })
export type Cart = z.infer<typeof cart>

const cartRefusals = [
  'not_found',
  'not_for_sale',
  'prescription_required',
  'out_of_stock',
  'cart_full',
  'currency_mixed',
] as const

export const carts = routes({
  view_cart: {
    method: 'GET',
    url: '/api/cart',
    tag: 'Buying',
    summary: 'My cart, priced now',
    access: 'anyone',
    answer: cart,
  },
  add_to_cart: {
    method: 'POST',
    url: '/api/cart/add',
    tag: 'Buying',
    summary: 'Put more of a product in the cart',
    access: 'anyone',
    body: line,
    answer: cart,
    refusals: cartRefusals,
  },
  update_cart: {
    method: 'PATCH',
    url: '/api/cart',
    tag: 'Buying',
    summary: 'Set how many of a product the cart holds; 0 takes the line away',
    access: 'anyone',
    body: line.extend({ quantity: z.int().min(0).max(1000) }),
    answer: cart,
    refusals: cartRefusals,
  },
  remove_from_cart: {
    method: 'POST',
    url: '/api/cart/remove',
    tag: 'Buying',
    summary: 'Take a line, or `quantity` of it, out of the cart',
    access: 'anyone',
    body: line.extend({ quantity: quantity.optional() }),
    answer: cart,
  },
})
