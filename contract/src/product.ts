import { z } from 'zod'
import { medicine, medicineCard } from './catalogue.ts'
import { currency, day, deliveryTerms, instant, rate, shopCard } from './shape.ts'

/** A product as it is sold: what browse shows and listings answers. */

export const productCard = z
  .strictObject({
    slug: z.string(),
    name: z.string(),
    shop: shopCard,
    category: z.string(),
    price: z.int().meta({ description: 'Minor units, tax included: the lowest of its variants.' }),
    currency,
    stock: z.int().meta({ description: 'What can be bought now.' }),
    in_stock: z.boolean(),
    rating: z.number().nullable(),
    rating_count: z.int(),
    medicine: medicineCard.nullable(),
  })
  .meta({ id: 'ProductCard' })
export type ProductCard = z.infer<typeof productCard>

const lowestPrice = z.int().nullable()

export const variant = z
  .strictObject({
    sku: z.string(),
    options: z.record(z.string(), z.string()),
    gtin: z.string().nullable(),
    price: z.int(),
    lowest_price_30d: lowestPrice.meta({
      description:
        'What a reduction is measured by: the lowest price in the 30 days before it (EU directive 98/6, art. 6a). Null where the price was not reduced in the last 30 days.',
    }),
    stock: z.int(),
  })
  .meta({ id: 'Variant' })

export const product = productCard
  .extend({
    description: z.string().nullable(),
    lowest_price_30d: lowestPrice.meta({ description: 'Of the variant whose price the product shows.' }),
    tax_rate: rate,
    variants: z.array(variant),
    medicine: medicine.nullable(),
    earliest_expiry: day.nullable().meta({ description: 'Of the lot a buyer would get now.' }),
    delivery: deliveryTerms,
    created_at: instant,
  })
  .meta({ id: 'Product' })
export type Product = z.infer<typeof product>

export const ownProduct = product
  .omit({ delivery: true })
  .extend({
    is_live: z.boolean(),
    on_hand: z.int(),
    held: z.int(),
    low_stock_at: z.int(),
    archived: z.array(variant).meta({ description: 'Variants that are sold no more, with the price they had last.' }),
  })
  .meta({ id: 'OwnProduct' })
export type OwnProduct = z.infer<typeof ownProduct>

export const pricePoint = z.strictObject({ price: z.int(), from: instant, to: instant.nullable() })
