import { z } from 'zod'
import { ownProduct } from './product.ts'
import { routes } from './route.ts'
import { amount, day, gtin, oneLine, prose, sku, slug } from './shape.ts'

const options = z
  .record(oneLine(40), oneLine(60))
  .refine((value) => Object.keys(value).length <= 5, 'at most five options')

const newVariant = z.strictObject({
  sku: sku.optional(),
  options,
  gtin: gtin.optional(),
  price: amount,
  stock: z.int().min(0).max(1_000_000).default(0),
})

/** A product is sold in so many at once. */
const variants_at_most = 250

const one = z.strictObject({ slug })

export const listings = routes({
  create_product: {
    method: 'POST',
    url: '/api/products/create',
    tag: 'Selling',
    summary: 'List a product: name, price and first lot in one call',
    description: 'With a `gtin` of a known medicine its data is filled in, and `expiry_date` is needed with `stock`.',
    access: 'shop_products',
    body: z
      .strictObject({
        name: oneLine(160),
        description: prose(4000).optional(),
        category: slug,
        price: amount.optional().meta({ description: 'Needed unless every variant brings its own.' }),
        stock: z.int().min(0).max(1_000_000).default(0),
        expiry_date: day.optional(),
        gtin: gtin.optional(),
        sku: sku.optional(),
        low_stock_at: z.int().min(0).max(1_000_000).default(5),
        variants: z.array(newVariant).min(1).max(variants_at_most).optional(),
      })
      .refine((value) => (value.variants === undefined) === (value.price !== undefined), {
        path: ['price'],
        message: 'give a price, or variants with theirs',
      })
      .refine((value) => value.variants === undefined || (value.stock === 0 && value.sku === undefined), {
        path: ['variants'],
        message: 'with variants, stock and sku belong to each variant',
      }),
    answer: ownProduct,
    status: 201,
    refusals: ['shop_not_approved', 'product_name_taken', 'sku_taken', 'gtin_taken'],
  },
  get_my_product: {
    method: 'GET',
    url: '/api/my_products/:slug',
    tag: 'Selling',
    summary: 'One product of my shop with all that can be changed of it, on sale or not',
    access: 'shop',
    params: one,
    answer: ownProduct,
    refusals: ['not_found'],
  },
  update_product: {
    method: 'PATCH',
    url: '/api/products/:slug',
    tag: 'Selling',
    summary: 'Change a product of my shop',
    access: 'shop_products',
    params: one,
    body: z.strictObject({
      name: oneLine(160).optional(),
      description: prose(4000).nullable().optional(),
      category: slug.optional(),
      price: amount.optional().meta({ description: 'Of a product without further variants.' }),
      low_stock_at: z.int().min(0).max(1_000_000).optional(),
      is_live: z.boolean().optional(),
      variants: z
        .array(
          z.strictObject({
            sku,
            price: amount.optional(),
            is_archived: z.boolean().optional().meta({
              description: 'Sold no more, or again: at its last price where none is given. One has to stay.',
            }),
          }),
        )
        .min(1)
        .max(variants_at_most)
        .optional(),
    }),
    answer: ownProduct,
    refusals: ['not_found', 'product_name_taken', 'gtin_taken', 'too_many'],
  },
  add_variants: {
    method: 'POST',
    url: '/api/products/:slug/variants',
    tag: 'Selling',
    summary: 'Sell a product of my shop in more variants; all of them or none',
    description: 'A product is sold in at most 250 at once. Stock of a medicine needs `expiry_date`.',
    access: 'shop_products',
    params: one,
    body: z.strictObject({
      variants: z.array(newVariant).min(1).max(variants_at_most),
      expiry_date: day.optional(),
    }),
    answer: ownProduct,
    status: 201,
    refusals: ['not_found', 'shop_not_approved', 'sku_taken', 'gtin_taken', 'too_many'],
  },
  delete_product: {
    method: 'DELETE',
    url: '/api/products/:slug',
    tag: 'Selling',
    summary: 'Take a product of my shop off the market for good; orders keep what they copied',
    access: 'shop_products',
    params: one,
    status: 204,
    refusals: ['not_found'],
  },
})
