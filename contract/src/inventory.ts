import { z } from 'zod'
import { routes } from './route.ts'
import { amount, day, instant, list, oneLine, pages, sku, slug } from './shape.ts'

/** What a shop's people look for among its own. */
export const ofPack = z.string().max(120).meta({
  description:
    'Words of the product, all of which count; or the beginning of a SKU or of the number of a lot; or a GTIN, blanks and hyphens left out.',
})

export const inventory = routes({
  restock_products: {
    method: 'GET',
    url: '/api/products/restock',
    tag: 'Selling',
    summary: 'What of my shop is at or under its threshold',
    access: 'shop',
    query: z.strictObject({ ...pages, q: ofPack.optional() }),
    answer: list(
      z.strictObject({
        product: z.string(),
        name: z.string(),
        variant: z.string(),
        stock: z.int(),
        low_stock_at: z.int(),
        earliest_expiry: day.nullable(),
      }),
    ),
  },
  restock_products_create: {
    method: 'POST',
    url: '/api/products/restock',
    tag: 'Selling',
    summary: 'Receive lots: all of them or none',
    access: 'shop_stock',
    body: z.strictObject({
      lots: z
        .array(
          z.strictObject({
            product: slug,
            variant: sku.optional().meta({ description: 'Needed when the product has several.' }),
            quantity: z.int().min(1).max(1_000_000),
            lot: oneLine(40).optional().meta({ description: 'The number on the pack.' }),
            expiry_date: day.optional(),
            unit_cost: amount.optional(),
          }),
        )
        .min(1)
        .max(500),
    }),
    answer: z.strictObject({
      results: z.array(
        z.strictObject({
          product: z.string(),
          variant: z.string(),
          lot: z.string(),
          quantity: z.int(),
          expiry_date: day.nullable(),
          stock: z.int(),
        }),
      ),
    }),
    status: 201,
    refusals: ['shop_not_approved'],
  },
  list_lots: {
    method: 'GET',
    url: '/api/my_shop/lots',
    tag: 'Selling',
    summary: 'The lots of my shop, earliest expiry first',
    access: 'shop',
    query: z.strictObject({ ...pages, q: ofPack.optional(), product: slug.optional(), expires_before: day.optional() }),
    answer: list(
      z
        .strictObject({
          id: z.uuid(),
          product: z.string(),
          name: z.string(),
          variant: z.string(),
          lot: z.string(),
          expiry_date: day.nullable(),
          received_at: instant,
          on_hand: z.int(),
          held: z.int(),
          sellable: z.boolean(),
        })
        .meta({ id: 'Lot' }),
    ),
  },
})
