import { z } from 'zod'
import { routes } from './route.ts'
import {
  amount,
  currency,
  day,
  deliveryTerms,
  gtin,
  instant,
  list,
  oneLine,
  pages,
  prose,
  query,
  rate,
  shopCard,
  sku,
  slug,
  text,
} from './shape.ts'

/** How a medicine may be supplied. `otc` without, list I and II with a prescription; narcotics are shown, never sold. */
export const legalClasses = ['otc', 'prescription_list_1', 'prescription_list_2', 'narcotic'] as const
export type LegalClass = (typeof legalClasses)[number]

export const medicine = z
  .strictObject({
    gtin: z.string(),
    name: z.string().meta({ description: 'As the national database writes it.' }),
    brand: z.string(),
    manufacturer: z.string(),
    substances: z.array(z.strictObject({ name: z.string(), strength: z.string().nullable() })),
    form: z.string(),
    routes: z.array(z.string()),
    atc: z.string().nullable(),
    prescription: z.boolean(),
    legal_class: z.enum(legalClasses),
    pack: z.strictObject({ quantity: z.int().nullable(), label: z.string() }),
    reimbursement: z.string().nullable(),
    supply: z.string().nullable().meta({ description: 'A national supply problem, when there is one.' }),
  })
  .meta({ id: 'Medicine' })
export type Medicine = z.infer<typeof medicine>

/** What a list's card needs of a medicine. */
export const medicineCard = medicine
  .pick({ gtin: true, manufacturer: true, substances: true, form: true, prescription: true, legal_class: true })
  .extend({ pack_quantity: z.int().nullable() })
  .meta({ id: 'MedicineCard' })

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

const categoryName = z.strictObject({ slug: z.string(), name: z.string() })
export const category = categoryName.extend({ children: z.array(categoryName) }).meta({ id: 'Category' })

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

export const filters = {
  category: slug.optional(),
  shop: slug.optional(),
  min_price: query.int(0, 100_000_000_00).optional(),
  max_price: query.int(0, 100_000_000_00).optional(),
  in_stock: query.bool().optional(),
  prescription: query.bool().optional(),
  manufacturer: text(120).optional(),
  substance: text(120).optional(),
  form: text(80).optional(),
  strength: text(200).optional().meta({
    description:
      '`500mg`, `0.5 g` and `500 mg` are one, and so are `1 %`, `10 mg/g` and `10 mg/ml`. What is counted per something is no plain amount: `20 mg` is not `20 mg/ml`.',
  }),
  expires_after: day
    .optional()
    .meta({ description: 'Only what a buyer would get from a lot that expires after this day.' }),
}

/** What a shop's people look for among its own. */
const ofPack = z.string().max(120).meta({
  description:
    'Words of the product, all of which count; or the beginning of a SKU or of the number of a lot; or a GTIN, blanks and hyphens left out.',
})

export const catalogue = routes({
  list_categories: {
    method: 'GET',
    url: '/api/categories',
    tag: 'Catalogue',
    summary: 'The tree of categories',
    access: 'anyone',
    answer: z.strictObject({ results: z.array(category) }),
    shared: true,
    brief: true,
  },
  get_medicine: {
    method: 'GET',
    url: '/api/medicines/:gtin',
    tag: 'Catalogue',
    summary: 'What is known of a pack by its GTIN',
    access: 'anyone',
    params: z.strictObject({ gtin }),
    answer: medicine,
    refusals: ['not_found'],
    shared: true,
    brief: true,
  },
})

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

export const browse = routes({
  search_products: {
    method: 'GET',
    url: '/api/products/search',
    tag: 'Catalogue',
    summary: 'Search and filter what can be bought',
    description: 'All words of `q` count, in names, substances, strengths, forms and manufacturers, in any order.',
    access: 'anyone',
    query: z.strictObject({
      ...pages,
      q: z.string().max(120).optional(),
      ...filters,
      sort: z.enum(['relevance', 'price', '-price', 'newest']).default('relevance'),
    }),
    answer: list(productCard),
    shared: true,
  },
  get_product: {
    method: 'GET',
    url: '/api/products/:slug',
    tag: 'Catalogue',
    summary: 'One product, with all that a buyer decides by',
    access: 'anyone',
    params: one,
    answer: product,
    refusals: ['not_found'],
    shared: true,
    brief: true,
  },
  expensive_products: {
    method: 'GET',
    url: '/api/products/expensive',
    tag: 'Catalogue',
    summary: 'Highest price first',
    access: 'anyone',
    query: z.strictObject({ ...pages, category: slug.optional(), history: query.bool().default(false) }),
    answer: list(productCard.extend({ price_history: z.array(pricePoint).optional() })),
    shared: true,
  },
  price_history: {
    method: 'GET',
    url: '/api/products/:slug/price-history',
    tag: 'Catalogue',
    summary: 'Every price a product had, with its dates, newest first',
    access: 'anyone',
    params: one,
    query: z.strictObject(pages),
    answer: list(pricePoint.extend({ variant: z.string() }), { currency }),
    refusals: ['not_found'],
    shared: true,
  },
  get_my_shop_waiting: {
    method: 'GET',
    url: '/api/my_shop/waiting',
    tag: 'Selling',
    summary: 'How much waits in my shop, as JSON or as a stream of events',
    description:
      'With `Accept: text/event-stream`: events named `waiting`, the same object as data, one at once and one whenever orders, stock or products of the shop have changed.',
    access: 'shop',
    stream: true,
    answer: z
      .strictObject({
        orders: z
          .strictObject({ to_answer: z.int(), to_ship: z.int(), on_their_way: z.int() })
          .nullable()
          .meta({ description: 'Null to staff without a duty.' }),
        low_stock: z.int().meta({ description: 'Variants at or under their threshold.' }),
        expiring: z
          .int()
          .meta({ description: 'Lots with something left that expire before the day beside it, or have.' }),
        expires_before: day,
      })
      .meta({ id: 'Waiting' }),
  },
  my_products: {
    method: 'GET',
    url: '/api/my_products',
    tag: 'Selling',
    summary: 'The products of my shop',
    access: 'shop',
    query: z.strictObject({
      ...pages,
      q: ofPack.optional(),
      product: slug.optional().meta({ description: 'This one alone.' }),
      sort: z.enum(['newest', 'name', 'price', '-price', 'stock']).default('newest'),
    }),
    answer: list(
      productCard
        .extend({
          is_live: z.boolean(),
          on_hand: z.int(),
          held: z.int(),
          low_stock_at: z.int(),
          variants: z.int().meta({ description: 'How many it is sold in now.' }),
        })
        .meta({ id: 'OwnProductCard' }),
    ),
  },
})
