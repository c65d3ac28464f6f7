import { z } from 'zod'
import { pricePoint, product, productCard } from './product.ts'
import { routes } from './route.ts'
import { shopPage } from './shops.ts'
import { currency, day, instant, list, pages, query, slug, text } from './shape.ts'

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
  get_shop: {
    method: 'GET',
    url: '/api/shops/:slug',
    tag: 'Shops',
    summary: 'One approved shop, and what it asks for bringing an order',
    access: 'anyone',
    params: one,
    answer: shopPage,
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
