import { z } from 'zod'
import { routes } from './route.ts'
import { amount, day, oneLine, sku, slug } from './shape.ts'

export const inventory = routes({
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
})
