import { z } from 'zod'

/** What a shop asks for beside the goods. */
export const chargeKinds = ['delivery'] as const
export type ChargeKind = (typeof chargeKinds)[number]

/** What a cart and an order come to, shop by shop. */
export const amounts = {
  subtotal: z.int(),
  discount: z.int(),
  tax: z.int().meta({ description: 'Contained in the total.' }),
  delivery: z.int().meta({ description: 'Of the charges, that for delivery.' }),
  charges: z.array(z.strictObject({ kind: z.enum(chargeKinds), amount: z.int(), tax: z.int() })).meta({
    description: 'What is asked beside the goods, and the tax contained in it; what costs nothing is not listed.',
  }),
  total: z.int().meta({ description: 'Subtotal, less discount, and charges.' }),
}
export const lineDiscount = z.int().meta({ description: 'Taken off the line; `total` is price times quantity.' })
